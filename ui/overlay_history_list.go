package ui

import (
	"strconv"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/theme"
)

// missing stands in the history where a figure is not known.
const missing = "n/a"

// pastColumn is one figure of a batch that has ended.
type pastColumn struct {
	head  string
	width int  // 0: what the others leave
	left  bool // words, not numbers
	from  int  // width of the page from which it is there
	text  func(sc *scene, p *job.Past) (string, theme.Style)
}

const (
	thinPast   = 60  // sizes have room
	failedPast = 67  // so have failures
	timedPast  = 78  // so have predictions
	plainPast  = 89  // so has the limit
	modePast   = 100 // so has the mode
	roomyPast  = 113 // so have days
	widePast   = 148 // so have nodes and the reason
	widestPast = 180 // so has the rest
)

// pastColumns are those that a page of w cells has room for.
func pastColumns(w int) []pastColumn {
	when := 10
	if w >= roomyPast {
		when = 16
	}
	all := []pastColumn{
		{head: "ended", width: when, left: true, text: func(sc *scene, p *job.Past) (string, theme.Style) { return endedText(p, sc.now, when), sc.theme.Muted }},
		{head: "batch", left: true, text: func(sc *scene, p *job.Past) (string, theme.Style) { return p.Title, sc.theme.Text }},
		{head: "state", width: 11, left: true, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			glyph, word, st := sc.pastState(p)
			return glyph + " " + word, st
		}},
		{head: "model", width: 20, left: true, from: widestPast, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			return cluster.ShortModel(p.Model), sc.theme.Muted
		}},
		{head: "texts", width: pastTextsWidth, from: thinPast, text: func(sc *scene, p *job.Past) (string, theme.Style) { return pastTexts(p), sc.theme.Text }},
		{head: "already stored", width: 15, from: widestPast, text: func(sc *scene, p *job.Past) (string, theme.Style) { return count(p.Skipped), sc.theme.Muted }},
		{head: "failed", width: 7, from: failedPast, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			if p.Failed > 0 {
				return count(p.Failed), sc.theme.Bad
			}
			return "-", sc.theme.Muted
		}},
		{head: "mode", width: 10, left: true, from: modePast, text: pastMode},
		{head: "reason", width: 18, left: true, from: widePast, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			return orMissing(p.Reason, p.Reason != ""), sc.theme.Accent
		}},
		{head: "nodes", width: 6, from: widePast, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			return orMissing(strconv.Itoa(nodesOf(p)), nodesOf(p) > 0), sc.theme.Muted
		}},
		{head: "took", width: 7, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			text, _ := pastTime((*job.Past).Took)(sc, p)
			return text, sc.theme.Strong
		}},
		{head: "waited", width: 8, from: widePast, text: pastTime(func(p *job.Past) time.Duration {
			if p.Waited < shownStarved || p.Texts == 0 { // then it is not told apart
				return 0
			}
			return p.Waited
		})},
		{head: "predicted", width: 10, from: timedPast, text: pastTime(func(p *job.Past) time.Duration { return p.Predicted })},
		{head: "error", width: 8, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			return offOr(p.Missed()), sc.theme.Text
		}},
		{head: "limit", width: 8, from: roomyPast, text: pastTime(func(p *job.Past) time.Duration { return p.Bound })},
		{head: "vs limit", width: 10, from: plainPast, text: func(sc *scene, p *job.Past) (string, theme.Style) {
			off, ok := p.Over()
			if !ok {
				return unknown, sc.theme.Muted
			}
			return adaptive.OffText(off), sc.overStyle(p.Worked(), p.Bound)
		}},
	}
	out := make([]pastColumn, 0, len(all))
	for _, c := range all {
		if w >= c.from {
			out = append(out, c)
		}
	}
	return out
}

// endedText is when a batch ended: to the minute, or to the day where that is more
// than there are cells.
func endedText(p *job.Past, now time.Time, cells int) string {
	if p.Ended.IsZero() {
		return missing
	}
	text := moment(p.Ended, now)
	if len(text) > cells {
		text = p.Ended.In(now.Location()).Format("2006-01-02")
	}
	return text
}

func pastMode(sc *scene, p *job.Past) (string, theme.Style) {
	if p.Mode == 0 {
		return missing, sc.theme.Muted
	}
	return p.Mode.String(), sc.modeStyle(p.Mode)
}

func pastTime(of func(*job.Past) time.Duration) func(*scene, *job.Past) (string, theme.Style) {
	return func(sc *scene, p *job.Past) (string, theme.Style) {
		d := of(p)
		return orMissing(span(d), d > 0), sc.theme.Muted
	}
}

// nodesOf is how many nodes a batch was decided for; where that is not kept, how
// many had a share.
func nodesOf(p *job.Past) int {
	if p.Planned > 0 {
		return p.Planned
	}
	return p.Nodes
}

// offOr is how far a time is from another; unknown where that says nothing.
func offOr(share float64, ok bool) string {
	if !ok {
		return unknown
	}
	return adaptive.OffText(share)
}

func orMissing[S ~string](text S, known bool) string {
	if !known {
		return missing
	}
	return string(text)
}

// rest is the width of the column that has none of its own.
func rest(columns []pastColumn, w int) int {
	const most = 44
	left := w - cursorWidth - 2 // a blank before the frame
	for _, c := range columns {
		left -= c.width
		if c.left {
			left-- // a gap before words
		}
	}
	return max(minName, min(most, left))
}

func (c *pastColumn) put(l *line, text string, st theme.Style, flexible int) {
	w := c.width
	if w == 0 {
		w = flexible
	}
	if !c.left {
		l.right(st, text, w)
		return
	}
	l.gap(1).name(st, text, w)
}

func pastHeads(sc *scene, columns []pastColumn, w int) string {
	l := newLine(w).gap(cursorWidth - 1)
	flexible := rest(columns, w)
	for i := range columns {
		columns[i].put(l, columns[i].head, sc.theme.Muted, flexible)
	}
	return l.end()
}

func pastRow(sc *scene, columns []pastColumn, p *job.Past, selected bool, w int) string {
	l := newLine(w)
	if selected && sc.focused {
		l.sign(sc.theme.Accent, sc.theme.Glyphs.Cursor, 1)
	} else {
		l.gap(1)
	}
	flexible := rest(columns, w)
	for i := range columns {
		text, st := columns[i].text(sc, p)
		if selected && columns[i].width == 0 {
			st = sc.theme.Strong
		}
		columns[i].put(l, text, st, flexible)
	}
	return l.end()
}

// pastText is what a filter looks at.
func pastText(p *job.Past) string {
	return strings.Join([]string{
		p.Title, p.Model, p.State.String(), p.Mode.String(), p.Reason, p.Policy.String(), p.Ended.Format("2006-01-02"),
	}, " ")
}

// pastTable is batches as a table in plain text.
func pastTable(sc *scene, columns []pastColumn, past []job.Past) string {
	if len(past) == 0 {
		return ""
	}
	heads := make([]string, 0, len(columns))
	for _, c := range columns {
		heads = append(heads, c.head)
	}
	rows := [][]string{heads}
	for _, p := range past {
		var row []string
		for _, c := range columns {
			text, _ := c.text(sc, &p)
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	var b strings.Builder
	writeTable(&b, rows, func(column int) bool { return columns[column].left })
	return b.String()
}

// pastTextsWidth is the width of that column.
const pastTextsWidth = 9

// pastTexts is how many texts a batch embedded: before it was interrupted, and
// after.
func pastTexts(p *job.Past) string {
	if both := count(p.Earlier) + "+" + count(p.Texts); p.Earlier > 0 && len(both) < pastTextsWidth {
		return both
	} else if p.Earlier > 0 { // its page tells them apart
		return count(p.Earlier + p.Texts)
	}
	return count(p.Texts)
}
