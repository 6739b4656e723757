package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// reportEntry is one size of the report: the flock as it is, and as it is imagined.
type reportEntry struct {
	batch int
	real  *adaptive.Row // nil where nothing could be decided
	other *adaptive.Row // nil where nothing is imagined, or nothing could be decided
}

// shown is the row that the entry speaks of.
func (e *reportEntry) shown() *adaptive.Row {
	if e.other != nil {
		return e.other
	}
	return e.real
}

// entries are the sizes that something is known of.
func (o *reportOverlay) entries() []reportEntry {
	rows, others := o.answer.real.Rows, o.answer.imagined.Rows
	out := make([]reportEntry, max(len(rows), len(others)))
	for i := range out { // both were asked for the same sizes
		if i < len(rows) {
			out[i].batch, out[i].real = rows[i].Batch, &rows[i]
		}
		if i < len(others) {
			out[i].batch, out[i].other = others[i].Batch, &others[i]
		}
	}
	return out
}

// reportFigure is one figure of each size: a column where sizes are rows, a row where
// they are columns.
type reportFigure struct {
	head  string
	width int  // as a column
	left  bool // words, not numbers
	apart bool // words after numbers
	from  int  // width of the report from which it has a column
	text  func(sc *scene, e *reportEntry, selected bool) (string, theme.Style)
}

// Widths of the report's columns.
const (
	batchWidth  = 9
	modeWidth   = 12
	costWidth   = 11
	reasonWidth = 20
)

// classicReport is the width of the report on the classic 80 columns, less than
// which leaves columns out.
const classicReport = 78

// reasonReport is the width from which reasons have a column.
const reasonReport = 98

func modeFigure(head string, width int, row func(*reportEntry) *adaptive.Row) reportFigure {
	return reportFigure{head: head, width: width, left: true, text: func(sc *scene, e *reportEntry, _ bool) (string, theme.Style) {
		r := row(e)
		if r == nil {
			return unknown, sc.theme.Muted
		}
		way := wayOf(&r.Decision, len(r.Weighed))
		return shortWay(&way), sc.modeStyle(r.Mode)
	}}
}

// timeFigure is a time of a row; chosen says which is the decision's.
func timeFigure(head string, width int, row func(*reportEntry) *adaptive.Row, of func(*adaptive.Row) (time.Duration, bool)) reportFigure {
	return reportFigure{head: head, width: width, text: func(sc *scene, e *reportEntry, selected bool) (string, theme.Style) {
		r := row(e)
		if r == nil {
			return unknown, sc.theme.Muted
		}
		cost, chosen := of(r)
		return foreseen(cost, r.Guessed), timeStyle(sc, chosen, selected)
	}}
}

// timeStyle is how the time of a way is painted: that of the decision stands out, the
// more so in the selected row.
func timeStyle(sc *scene, chosen, selected bool) theme.Style {
	switch {
	case !chosen:
		return sc.theme.Muted
	case selected:
		return sc.theme.Strong
	default:
		return sc.theme.Text
	}
}

func reasonFigure() reportFigure {
	return reportFigure{head: "reason", width: reasonWidth, from: reasonReport, left: true, apart: true, text: func(sc *scene, e *reportEntry, _ bool) (string, theme.Style) {
		if r := e.shown(); r != nil {
			return string(r.Reason), sc.theme.Accent
		}
		return unknown, sc.theme.Muted
	}}
}

// realFigures are what the report says of the flock as it is.
func realFigures() []reportFigure {
	row := (*reportEntry).shown
	of := func(m adaptive.Mode) func(*adaptive.Row) (time.Duration, bool) {
		return func(r *adaptive.Row) (time.Duration, bool) { return r.Takes(m), r.Mode == m }
	}
	limit := timeFigure("limit", costWidth-2, row, func(r *adaptive.Row) (time.Duration, bool) { return r.Bound, false })
	limit.from = 112
	even := timeFigure("even split", costWidth, row, func(r *adaptive.Row) (time.Duration, bool) { return r.Alternatives.EvenSplit, false })
	hybrid := hybridFigure(row)
	even.from, hybrid.from = classicReport, classicReport
	saved := reportFigure{head: "saved", width: costWidth - 3, text: func(sc *scene, e *reportEntry, _ bool) (string, theme.Style) {
		r := row(e)
		if r == nil {
			return unknown, sc.theme.Muted
		}
		other := adaptive.Baseline(r.Ways(sc.data.settings.Thresholds))
		if other == nil {
			return unknown, sc.theme.Muted
		}
		return foreseen(other.Takes-r.Predicted, r.Guessed), sc.theme.Good
	}}
	return []reportFigure{
		modeFigure("mode", modeWidth, row),
		timeFigure("sequential", costWidth, row, of(adaptive.Sequential)),
		hybrid,
		timeFigure("parallel", costWidth-1, row, of(adaptive.Parallel)),
		even, limit, saved, reasonFigure(),
	}
}

// hybridFigure is what the hybrid takes that was weighed, and on how many nodes.
func hybridFigure(row func(*reportEntry) *adaptive.Row) reportFigure {
	return reportFigure{head: "hybrid", width: costWidth + 1, text: func(sc *scene, e *reportEntry, selected bool) (string, theme.Style) {
		r := row(e)
		if r == nil {
			return unknown, sc.theme.Muted
		}
		for _, w := range r.Ways(sc.data.settings.Thresholds) {
			if w.Mode != adaptive.Hybrid {
				continue
			}
			return foreseen(w.Takes, r.Guessed) + " on " + strconv.Itoa(len(w.Nodes)), timeStyle(sc, w.Chosen, selected)
		}
		return unknown, sc.theme.Muted
	}}
}

// whatIfFigures compare the flock as it is with the imagined one.
func whatIfFigures() []reportFigure {
	const mode, cost, words, share = 11, 9, 13, 8
	is := func(e *reportEntry) *adaptive.Row { return e.real }
	would := func(e *reportEntry) *adaptive.Row { return e.other }
	predicted := func(r *adaptive.Row) (time.Duration, bool) { return r.Predicted, true }
	other := modeFigure("what if", mode, would)
	other.apart = true
	now := modeFigure("as it is", mode, is)
	now.from = classicReport
	return []reportFigure{
		now, timeFigure("takes", cost, is, predicted),
		other, timeFigure("takes", cost, would, predicted),
		{head: "difference", width: words, text: func(sc *scene, e *reportEntry, _ bool) (string, theme.Style) {
			text, _, st := e.difference(sc)
			return text, st
		}},
		{head: "in %", width: share, from: classicReport, text: func(sc *scene, e *reportEntry, _ bool) (string, theme.Style) {
			_, text, st := e.difference(sc)
			return text, st
		}},
		reasonFigure(),
	}
}

// difference says what the imagined flock saves or costs, as time and share.
func (e *reportEntry) difference(sc *scene) (words, share string, st theme.Style) {
	if e.real == nil || e.other == nil || e.real.Predicted <= 0 {
		return "n/a", "", sc.theme.Muted
	}
	share = beyond(e.other.Predicted, e.real.Predicted)
	switch diff := e.other.Predicted - e.real.Predicted; {
	case share == same:
		return same, "", sc.theme.Muted
	case diff < 0:
		return "saves " + span(-diff), share, sc.theme.Good
	default:
		return "costs " + span(diff), share, sc.theme.Warn
	}
}

func (o *reportOverlay) figures() []reportFigure {
	if o.answer.change.none() {
		return realFigures()
	}
	return whatIfFigures()
}

// table is all sizes on at most h lines, less what the detail needs.
func (o *reportOverlay) table(sc *scene, entries []reportEntry, w, h int) []string {
	const both = 18 // lines for columns and the list of nodes
	if o.columns && (!o.inFlock || h >= both) {
		return o.sideBySide(sc, entries, w)
	}
	t := sc.theme
	figures := slices.DeleteFunc(o.figures(), func(f reportFigure) bool { return w < f.from })
	heads := newLine(w).gap(cursorWidth).right(t.Muted, "batch", batchWidth).gap(2)
	for i := range figures {
		figures[i].put(heads, figures[i].head, t.Muted)
	}
	out := []string{heads.end()}
	rows := min(len(entries), max(2, h-reportDetail-1))
	from, to := o.cursor.window(len(entries), rows)
	for i := from; i < to; i++ {
		selected := i == o.cursor.at
		l := newLine(w)
		cursorCell(sc, l, selected && !o.inFlock)
		st := t.Text
		if selected {
			st = t.Strong
		}
		l.right(st, count(entries[i].batch), batchWidth).gap(2)
		for f := range figures {
			text, st := figures[f].text(sc, &entries[i], selected)
			figures[f].put(l, text, st)
		}
		o.spot(layout.Rect{Y: len(out), W: w, H: 1}, i, false)
		out = append(out, l.end())
	}
	return out
}

// put writes a figure, or its head, as a column.
func (f *reportFigure) put(l *line, text string, st theme.Style) {
	if !f.left {
		l.right(st, text, f.width)
		return
	}
	if f.apart {
		l.gap(2)
	}
	l.pad(st, text, f.width)
}

// sideBySide is every size as a column, as the report had it where it comes
// from; it moves with the selection where not all have room.
func (o *reportOverlay) sideBySide(sc *scene, entries []reportEntry, w int) []string {
	const label, least, most = 12, 13, 20
	t := sc.theme
	room := w - label - 1 // a blank before the frame
	fit := max(1, room/least)
	from, to := o.cursor.window(len(entries), fit)
	width := min(most, max(least, room/max(1, to-from)))
	heads := newLine(w).gap(1).pad(t.Muted, "batch", label-1)
	for i := from; i < to; i++ {
		mark, st := " ", t.Text
		if i == o.cursor.at {
			st = t.Strong
			if !o.inFlock {
				mark = t.Glyphs.Cursor
			}
		}
		heads.right(st, mark+" "+count(entries[i].batch), width)
		o.spot(layout.Rect{X: label + (i-from)*width, W: width, H: 1 + len(o.figures())}, i, false)
	}
	out := []string{heads.end()}
	for _, f := range o.figures() {
		first := newLine(w).gap(1).pad(t.Muted, f.head, label-1)
		var second *line // of words too long for a column
		for i := from; i < to; i++ {
			text, st := f.text(sc, &entries[i], i == o.cursor.at)
			a, b := text, ""
			if at := strings.LastIndexByte(text, '_'); len(text) > width-1 && at > 0 {
				a, b = text[:at+1], text[at+1:]
			}
			first.right(st, a, width)
			if f.head == "reason" && width < reasonWidth {
				if second == nil {
					second = newLine(w).gap(label)
				}
				second.right(st, b, width)
			}
		}
		out = append(out, first.end())
		if second != nil {
			out = append(out, second.end())
		}
	}
	return out
}
