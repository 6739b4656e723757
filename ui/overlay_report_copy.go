package ui

import (
	"strings"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// copied is the report as a table in plain text.
func (o *reportOverlay) copied(sc *scene) string {
	entries := o.entries()
	if len(entries) == 0 {
		return ""
	}
	var b strings.Builder
	say := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(cells.Clean(p))
		}
		b.WriteByte('\n')
	}
	say("Adaptive parallelism report, ", cluster.ShortModel(sc.data.settings.Model), ", ", sc.now.Format("2006-01-02 15:04"))
	r := &o.answer.real
	if c := o.answer.change; !c.none() {
		say("What if: ", c.words(sc.data), " (imagined)")
		r = &o.answer.imagined
	}
	say("Speed ratio ", multiple(r.SpeedRatio), " of ", plural(len(r.Nodes), "node"))
	for i := range r.Nodes {
		n := &r.Nodes[i]
		say("  ", o.answer.change.name(sc.data, n.ID), "  ", guessMark(sc.data, n.ID), rate(adaptive.SpeedScore(n.PerText)), " texts/s  ", latency(n.PerText))
	}
	b.WriteByte('\n')
	rows := [][]string{{"batch"}}
	figures := o.figures()
	for _, f := range figures {
		rows[0] = append(rows[0], f.head)
	}
	for i := range entries {
		row := []string{count(entries[i].batch)}
		for _, f := range figures {
			text, _ := f.text(sc, &entries[i], false)
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	writeTable(&b, rows, func(column int) bool { return column > 0 && figures[column-1].left })
	return b.String()
}

// writeTable writes rows of text in columns, words on the left of theirs and
// numbers on the right. No line ends in blanks.
func writeTable(b *strings.Builder, rows [][]string, words func(column int) bool) {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells.Width(text))
		}
	}
	for _, row := range rows {
		var l strings.Builder
		for i, text := range row {
			if i > 0 {
				l.WriteString("  ")
			}
			if words(i) {
				l.WriteString(cells.Pad(text, widths[i]))
			} else {
				l.WriteString(cells.PadLeft(text, widths[i]))
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " "))
		b.WriteByte('\n')
	}
}
