package ui

import (
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/theme"
)

// costRow is one bar: a way to run a batch, or a time to compare with.
type costRow struct {
	name    string
	cost    time.Duration
	style   theme.Style
	chosen  bool
	guessed bool
	note    string // how it differs from what the bars are compared with
	// extra marks what is no choice: it does not stretch the scale, for an even
	// split over unequal nodes would make every other bar a dot.
	extra bool
}

// costNames is the room for the names of the bars.
const costNames = 11

// costRows are the ways to run a batch, with what each costs, and what no way
// can beat.
func costRows(sc *scene, v adaptive.Verdict) []costRow {
	var out []costRow
	chosen := v.Takes(v.Mode)
	for _, m := range adaptive.Modes() {
		out = append(out, costRow{name: m.String(), cost: v.Takes(m), style: sc.modeStyle(m), chosen: m == v.Mode, guessed: v.Guessed})
	}
	out = append(out,
		costRow{name: "even split", cost: v.Alternatives.EvenSplit, style: sc.theme.Muted, guessed: v.Guessed, extra: true},
		costRow{name: "limit", cost: v.Bound, style: sc.theme.Faint, guessed: v.Guessed})
	for i := range out {
		if r := &out[i]; !r.chosen {
			r.note = beyond(r.cost, chosen)
		}
	}
	return out
}

// Widths of the figures beside the bars.
const (
	spanWidth = 8
	noteWidth = 9
)

// costBars draws rows of w cells on one scale; a `>` marks the chosen one.
func costBars(sc *scene, rows []costRow, w int) []string {
	t := sc.theme
	var longest time.Duration
	noted := false
	for _, r := range rows {
		if !r.extra {
			longest = max(longest, r.cost)
		}
		noted = noted || r.note != ""
	}
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		l := newLine(w)
		name, figure := t.Muted, t.Text
		if r.chosen {
			name, figure = t.Strong, t.Strong
			l.sign(t.Accent, t.Glyphs.Cursor, 1).gap(1)
		} else {
			l.gap(cursorWidth)
		}
		l.pad(name, r.name, costNames).right(figure, foreseen(r.cost, r.guessed), spanWidth)
		if noted {
			l.right(t.Muted, r.note, noteWidth)
		}
		l.gap(2)
		costBar(sc, l, r.style, r.cost, longest, l.left-1)
		out = append(out, l.end())
	}
	return out
}

// costBar writes a bar of at most w cells; one that is longer than the scale
// ends in a sign that says so.
func costBar(sc *scene, l *line, st theme.Style, cost, scale time.Duration, w int) {
	if scale <= 0 || cost <= 0 || w <= 0 {
		return
	}
	g := sc.theme.Glyphs
	if cost > scale {
		l.repeat(st, g.Bar, w-1)
		l.sign(st, g.Beyond, 1)
		return
	}
	l.repeat(st, g.Bar, max(1, int(float64(w)*float64(cost)/float64(scale))))
}
