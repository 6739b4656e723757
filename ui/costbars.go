package ui

import (
	"strconv"
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// costRow is one bar: a way to run a batch, or a time to compare with.
type costRow struct {
	name    string
	short   string // where there is little room; "" for the name
	cost    time.Duration
	style   theme.Style
	chosen  bool
	guessed bool
	note    string // how it differs from what the bars are compared with
	of      string // what that is, in words; without room for them the note says nothing
	// extra marks what is no choice: it does not stretch the scale, for an even
	// split over unequal nodes would make every other bar a dot.
	extra bool
}

// costNames is the room for the names of the bars at least.
const costNames = 11

// costRows are the ways to run a batch that were weighed, with what each costs.
func costRows(sc *scene, v adaptive.Verdict, ways []adaptive.Way) []costRow {
	var out []costRow
	for i := range ways {
		w := &ways[i]
		out = append(out, costRow{name: w.Name(), short: shortWay(w), cost: w.Takes, style: sc.modeStyle(w.Mode), chosen: w.Chosen, guessed: v.Guessed})
	}
	out = append(out, costRow{name: "even split", cost: v.Alternatives.EvenSplit, style: sc.theme.Muted, guessed: v.Guessed, extra: true})
	for i := range out {
		if r := &out[i]; r.chosen {
			r.note = "chosen"
			if i < len(ways) && ways[i].Mode != v.Mode { // forced on as many nodes as there are
				r.name, r.short = v.Mode.String()+" on all nodes", v.Mode.String()
			}
		} else {
			r.note = beyond(r.cost, v.Predicted)
		}
	}
	return out
}

// wayOf is the way of a decision; all is how many nodes could have been used, 0 where
// that is not known any more.
func wayOf(d *adaptive.Decision, all int) adaptive.Way {
	way := adaptive.Way{Mode: d.Mode, Nodes: d.Nodes}
	if all > 0 {
		way.Of = max(all, len(d.Nodes))
	}
	return way
}

// shortWay names a way where there is little room: hybrid 4/5.
func shortWay(w *adaptive.Way) string {
	switch {
	case w.Mode != adaptive.Hybrid || len(w.Nodes) == 0:
		return w.Mode.String()
	case w.Of == 0:
		return "hybrid " + strconv.Itoa(len(w.Nodes))
	default:
		return "hybrid " + strconv.Itoa(len(w.Nodes)) + "/" + strconv.Itoa(w.Of)
	}
}

// Widths of the figures beside the bars, and from which the words have room.
const (
	spanWidth = 8
	noteWidth = 9
	longNames = 52
	saidFrom  = 56
)

// costBars draws rows of w cells on one scale; a `>` marks the chosen one.
func costBars(sc *scene, rows []costRow, w int) []string {
	t := sc.theme
	var longest time.Duration
	noted, names, words := false, costNames, 0
	for i := range rows {
		r := &rows[i]
		if r.short == "" || w >= longNames {
			r.short = r.name
		}
		names = max(names, cells.Width(r.short)+1)
		if !r.extra {
			longest = max(longest, r.cost)
		}
		if r.of != "" && w < saidFrom {
			r.note, r.of = "", ""
		}
		noted = noted || r.note != ""
		words = max(words, cells.Width(r.of))
	}
	out := make([]string, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		l := newLine(w)
		name, figure := t.Muted, t.Text
		if r.chosen {
			name, figure = t.Strong, t.Strong
			l.sign(t.Accent, t.Glyphs.Cursor, 1).gap(1)
		} else {
			l.gap(cursorWidth)
		}
		l.pad(name, r.short, names).right(figure, foreseen(r.cost, r.guessed), spanWidth)
		switch {
		case noted && (r.note != "" || r.of == ""):
			l.right(t.Muted, r.note, noteWidth).pad(t.Muted, r.of, min(words, l.left))
		case words > 0: // words that have no figure before them
			l.gap(2).pad(t.Muted, r.of, min(words+noteWidth-2, l.left))
		}
		l.gap(2)
		costBar(sc, l, r.style, r.cost, longest, l.left-1)
		out = append(out, l.end())
	}
	return out
}

// costBar writes a bar of at most w cells; what is beyond the scale fills it and
// ends with a sign that says so.
func costBar(sc *scene, l *line, st theme.Style, cost, scale time.Duration, w int) {
	if scale <= 0 || cost <= 0 || w <= 0 {
		return
	}
	if cost > scale {
		l.repeat(st, sc.theme.Glyphs.Bar, w-1)
		l.sign(st, sc.theme.Glyphs.Beyond, 1)
		return
	}
	l.repeat(st, sc.theme.Glyphs.Bar, max(1, int(float64(w)*float64(cost)/float64(scale))))
}
