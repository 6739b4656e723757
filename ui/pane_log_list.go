package ui

import (
	"log/slog"

	"flocktop/internal/journal"
)

// logList is the log as it is listed: the entries of at least a level that the
// filter lets through, equal ones in a row folded into one. The selection stays
// with the newest entry, until somebody moves, and then with that entry.
type logList struct {
	level slog.Level
	words string // the filter

	rows   []logRow
	made   madeOf
	passed int // entries that level and filter let through

	at     int // rows from the newest to the selected one
	back   int // rows below the last one that is seen
	newest uint64
	height int
	tall   int // lines of the newest entry where it is seen
}

// logRow is an entry, and how many equal ones before it stand for it too.
type logRow struct {
	entry int // in the log
	times int
	seq   uint64 // of the first of them: by that the row is known
}

// madeOf is what the rows were made of.
type madeOf struct {
	next  uint64
	kept  int
	level slog.Level
	words string
}

// sync makes the rows anew where something has changed, and keeps the place.
func (l *logList) sync(d *data) {
	of := madeOf{d.nextLog, len(d.log), l.level, l.words}
	if of == l.made {
		return
	}
	same := l.made.level == of.level && l.made.words == of.words
	l.made, l.rows, l.passed = of, l.rows[:0], 0
	fits := matcher(l.words)
	for i := range d.log {
		e := &d.log[i]
		if e.Level < l.level || l.words != "" && !fits(e.Node+" "+e.Text) {
			continue
		}
		l.passed++
		if n := len(l.rows); n > 0 && alike(&d.log[l.rows[n-1].entry], e) {
			l.rows[n-1].entry = i
			l.rows[n-1].times++
			continue
		}
		l.rows = append(l.rows, logRow{i, 1, e.Seq})
	}
	if same && l.at > 0 { // what was chosen stays where it is, whatever comes below it
		for i := len(l.rows) - 1; i >= 0 && l.rows[i].seq > l.newest; i-- {
			l.at++
			l.back++
		}
	}
	l.newest = 0
	if n := len(l.rows); n > 0 {
		l.newest = l.rows[n-1].seq
	}
	l.keepInside()
}

// alike says that two entries say the same.
func alike(a, b *journal.Entry) bool {
	return a.Level == b.Level && a.Node == b.Node && a.Text == b.Text
}

// keepInside has the selected row in the list, and in sight.
func (l *logList) keepInside() {
	height := max(1, l.height)
	l.at = max(0, min(l.at, len(l.rows)-1))
	l.back = max(0, min(l.back, l.at, len(l.rows)-height), l.at-height+1)
	if l.back == 0 && l.at > height-max(1, l.tall) { // the lines of the newest entry leave no row for it
		l.back = 1
	}
}

func (l *logList) move(d *data, m motion) {
	l.sync(d)
	page := max(1, l.height-1)
	switch m {
	case up:
		l.at++
	case down:
		l.at--
	case pageUp:
		l.at += page
	case pageDown:
		l.at -= page
	case top:
		l.at = len(l.rows)
	case bottom:
		l.at = 0
	case stay:
	}
	l.keepInside()
}

// toEnd goes back to the newest entry.
func (l *logList) toEnd() { l.at, l.back = 0, 0 }

// current is the selected row; nil where there is none.
func (l *logList) current() *logRow {
	if l.at >= len(l.rows) {
		return nil
	}
	return &l.rows[len(l.rows)-1-l.at]
}

// find selects the row of that number, and says whether it is listed.
func (l *logList) find(seq uint64) bool {
	for i := range l.rows {
		if l.rows[i].seq == seq {
			l.at = len(l.rows) - 1 - i
			l.keepInside()
			return true
		}
	}
	return false
}
