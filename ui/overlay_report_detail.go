package ui

import (
	"slices"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
)

// Lines of the parts of the report.
const (
	reportNodes  = 4  // nodes named in its head
	reportDetail = 12 // the selected size in full
)

// head are speed ratio and the speeds of the nodes, fastest first.
func (o *reportOverlay) head(sc *scene, w, h int) []string {
	t := sc.theme
	r := &o.answer.real
	if !o.answer.change.none() && len(o.answer.imagined.Nodes) > 0 {
		r = &o.answer.imagined
	}
	l := newLine(w).gap(1).put(t.Muted, "Speed ratio ").put(t.Strong, multiple(r.SpeedRatio)).
		put(t.Muted, ", slowest over fastest of "+plural(len(r.Nodes), "node"))
	if slices.ContainsFunc(r.Rows, func(r adaptive.Row) bool { return r.Guessed }) {
		l.put(t.Warn, "   speeds partly guessed: embed something to measure them")
	}
	out := []string{l.end()}
	if h < 22 {
		if !o.answer.change.none() {
			return out // its line is taken by the words that say so
		}
		return append(out, o.speedLine(sc, r, w))
	}
	limit := min(len(r.Nodes), reportNodes)
	if len(r.Nodes) > limit {
		limit--
	}
	for i := range limit {
		n := &r.Nodes[i]
		l := newLine(w).gap(3).name(t.Text, o.answer.change.name(sc.data, n.ID), 18).
			right(t.Strong, guessMark(sc.data, n.ID)+rate(adaptive.SpeedScore(n.PerText)), 8).put(t.Muted, " texts/s").
			right(t.Muted, guessMark(sc.data, n.ID)+latency(n.PerText), 12).gap(3)
		sc.bar(l, t.Graph[1], float64(r.Nodes[0].PerText)/float64(n.PerText), min(40, l.left-1))
		out = append(out, l.end())
	}
	if rest := len(r.Nodes) - limit; rest > 0 {
		out = append(out, newLine(w).gap(3).put(t.Muted, "and "+plural(rest, "slower node")).end())
	}
	return append(out, blank(w))
}

// speedLine is the same in one line.
func (o *reportOverlay) speedLine(sc *scene, r *adaptive.Report, w int) string {
	const named = 12 // more do not fit anywhere
	l := newLine(w).gap(1)
	for i := range r.Nodes[:min(named, len(r.Nodes))] {
		n := &r.Nodes[i]
		name, used := cutName(nodeName(sc.data, n.ID), minName+2)
		speed := guessMark(sc.data, n.ID) + latency(n.PerText)
		if used+1+cells.Width(speed) >= l.left { // none is cut
			l.put(sc.theme.Muted, sc.theme.Glyphs.Ellipsis)
			break
		}
		l.put(sc.theme.Text, name+" ").put(sc.theme.Muted, speed).gap(2)
	}
	return l.end()
}

// guessMark stands before the speed of a node where nothing is measured yet, or too
// little.
func guessMark(d *data, id string) string {
	if n, ok := d.flock.Find(id); ok && (n.Average == 0 || n.Learned.Scant()) {
		return "~"
	}
	return ""
}

func nodeName(d *data, id string) string {
	if n, ok := d.flock.Find(id); ok {
		return n.Name
	}
	return id
}

// detail is the selected size in the words of the report's origin. Side by side
// the table has most of it.
func (o *reportOverlay) detail(sc *scene, e *reportEntry, w, h int) []string {
	out := o.details(sc, e, w, true)
	if len(out) > h { // where not even the short form has room, whole sentences say more than one bar
		if short := o.details(sc, e, w, false); len(short) <= h+1 {
			out = short
		}
	}
	if len(out) > h { // the blank line goes first
		out = out[1:]
	}
	return out
}

// details are that with whole sentences, or with one line for each.
func (o *reportOverlay) details(sc *scene, e *reportEntry, w int, whole bool) []string {
	const indent, label = 1, 16
	t := sc.theme
	r := e.shown()
	title := newLine(w).gap(1).put(t.Strong, "Batch size: "+plural(e.batch, "text"))
	if e.other != nil {
		title.gap(2).put(t.Warn, "imagined")
	}
	out := []string{blank(w), title.end()}
	if r == nil {
		return out
	}
	say := func(name string, parts ...fact) {
		out = append(out, labelled(w, newLine(w).gap(indent).pad(t.Muted, name, label), whole, parts)...)
	}
	if !o.columns {
		say("Mode", fact{word(r.Mode), sc.modeStyle(r.Mode)})
		reason := []fact{{string(r.Reason), t.Accent}}
		if r.Rule.Reason != r.Reason || r.Rule.Mode != r.Mode {
			rule := wayOf(&r.Rule, len(r.Weighed))
			reason = append(reason, fact{"  (rule alone: " + shortWay(&rule) + ": " + string(r.Rule.Reason) + ")", t.Muted})
		}
		say("Reason", reason...)
	}
	say("Detail", fact{r.Detail, t.Text})
	ways := r.Ways(sc.data.settings.Thresholds)
	rows := append(costRows(sc, r.Verdict, ways), costRow{name: "limit", cost: r.Bound, style: t.Faint, guessed: r.Guessed, note: beyond(r.Bound, r.Predicted)})
	if e.other != nil && e.real != nil {
		rows = append(rows, costRow{
			name: "as it is", cost: e.real.Predicted, style: t.Muted, guessed: e.real.Guessed,
			note: beyond(e.real.Predicted, r.Predicted), extra: true,
		})
	}
	for i := range rows {
		rows[i].name = upper(rows[i].name)
	}
	for _, s := range costBars(sc, rows, w-2) {
		out = append(out, "  "+s)
	}
	if o.columns {
		return out
	}
	if e.other != nil {
		words, share, st := e.difference(sc)
		say("Difference", fact{words, st}, fact{" " + share, st}, fact{"  against the real flock", t.Muted})
		return out
	}
	advice := []fact{{modeOf(&r.Decision, len(r.Weighed)), sc.modeStyle(r.Mode)}}
	if why := r.Overruled(ways); why != "" {
		advice = append(advice, fact{": " + why, t.Muted})
	}
	say("Recommendation", advice...)
	var saved []fact
	if other := adaptive.Baseline(ways); other != nil {
		saved = []fact{{savedOr(other.Takes-r.Predicted, r.Guessed), t.Good}, {" against " + other.Name() + ", ", t.Muted}}
	}
	say("Time saved", append(saved,
		fact{savedOr(r.Alternatives.EvenSplit-r.Predicted, r.Guessed), t.Text}, fact{" against an even split", t.Muted})...)
	return out
}

// labelled is what stands behind a label in a line, or in as many as it takes.
func labelled(w int, l *line, whole bool, parts []fact) []string {
	room, behind := l.left-1, w-l.left
	var out []string
	for _, p := range parts {
		text := p.text
		for whole && cells.Width(text) >= l.left {
			if l.left-1 < room { // what does not fit beside the rest begins a line of its own
				out = append(out, l.end())
				l = newLine(w).gap(behind)
				text = strings.TrimLeft(text, " ,:")
				continue
			}
			lines := cells.Wrap(text, room, detailLines)
			if len(lines) < 2 {
				break
			}
			out = append(out, l.put(p.st, lines[0]).end())
			l = newLine(w).gap(behind)
			text = strings.Join(lines[1:], " ")
		}
		l.put(p.st, text)
	}
	return append(out, l.end())
}

// savedOr is a time that is saved; where none is, it says so.
func savedOr(saved time.Duration, guessed bool) string {
	if saved <= 0 {
		return "nothing"
	}
	return foreseen(saved, guessed)
}

// upper makes the first letter of an ASCII text a capital.
func upper(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
