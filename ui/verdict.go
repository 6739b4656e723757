package ui

import (
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// verdictView draws a verdict for a batch that runs, or that would: decision
// and rule side by side, what was foreseen against what happens, and the cost
// of each way to run it.
type verdictView struct {
	sc  *scene
	v   adaptive.Verdict
	job *job.Status // nil while nothing runs
	w   int
}

// draw takes the shortest form of each part and then longer ones, in the order
// of what they add, as long as they fit.
func (d verdictView) draw(h int) []string {
	const (
		head = iota
		times
		costs
		parts
	)
	forms := [parts][]string{head: append(d.headLine(), d.reasonLine()...), times: d.timeLine(), costs: d.costLine()}
	used := 0
	for _, f := range forms {
		used += len(f)
	}
	try := func(part int, form []string) {
		if n := used - len(forms[part]) + len(form); form != nil && n <= h {
			used, forms[part] = n, form
		}
	}
	apart := func(form []string) []string { return append([]string{blank(d.w)}, form...) }
	try(costs, d.costBars())
	try(head, append(d.badges(), d.reasons()...))
	try(costs, apart(d.costBars()))
	try(times, apart(d.timeBars()))
	if big := d.bigBadges(); big != nil {
		try(head, append(big, d.reasons()...))
	}
	out := make([]string, 0, h)
	for _, f := range forms {
		out = append(out, f...)
	}
	return fill(out, d.w, h)
}

// right is the width of the right half, where the rule's verdict stands.
func (d verdictView) right() int { return d.w / 2 }

// left is the room in the left half, a gap beside it left out.
func (d verdictView) left() int { return d.w - d.right() - 3 }

// word is a mode as it is shouted.
func word(m adaptive.Mode) string { return strings.ToUpper(m.String()) }

func (d verdictView) nodes() string { return plural(len(d.v.Nodes), "node") }

func (d verdictView) workers() string {
	return d.nodes() + " " + d.sc.theme.Glyphs.Dot + " " + plural(d.v.Workers, "worker")
}

// headLine is decision and rule in one line.
func (d verdictView) headLine() []string {
	t := d.sc.theme
	rule, ratio := " "+word(d.v.Rule.Mode)+" ", " "+multiple(d.v.Rule.SpeedRatio)
	tail := cells.Width("rule ") + cells.Width(rule) + cells.Width(ratio) + 1
	l := newLine(d.w).gap(1).put(d.sc.modeBadge(d.v.Mode), " "+word(d.v.Mode)+" ").gap(2)
	for _, text := range []string{d.workers(), d.nodes()} {
		if cells.Width(text)+2+tail <= l.left {
			l.put(t.Text, text)
			break
		}
	}
	l.to(min(l.left, max(tail, d.right())))
	return []string{l.put(t.Muted, "rule ").put(d.sc.modeBadge(d.v.Rule.Mode), rule).put(t.Text, ratio).end()}
}

// reasonLine is the decision's reason in one line.
func (d verdictView) reasonLine() []string {
	t := d.sc.theme
	return []string{newLine(d.w).gap(1).put(t.Accent, string(d.v.Reason)).gap(2).put(t.Text, d.v.Detail).end()}
}

// badges are decision and rule side by side, each as a word on its colour.
func (d verdictView) badges() []string {
	t := d.sc.theme
	return []string{
		newLine(d.w).gap(1).put(d.sc.modeBadge(d.v.Mode), " "+word(d.v.Mode)+" ").
			to(d.right()).put(t.Muted, "rule ").put(d.sc.modeBadge(d.v.Rule.Mode), " "+word(d.v.Rule.Mode)+" ").end(),
		d.halves(t.Text, d.workers(), t.Text, "speed ratio "+multiple(d.v.Rule.SpeedRatio)),
	}
}

// bigBadges are the same in large letters, where there is room and the font
// has blocks; nil elsewhere.
func (d verdictView) bigBadges() []string {
	t := d.sc.theme
	mode, rule := word(d.v.Mode), word(d.v.Rule.Mode)
	if !t.Glyphs.Blocks || bigWidth(mode)+2 > d.w-d.right() || bigWidth(rule) >= d.right() {
		return nil
	}
	out := []string{newLine(d.w).gap(1).put(t.Muted, "decided").to(d.right()).put(t.Muted, "the rule says").end()}
	for row := range bigHeight {
		out = append(out, newLine(d.w).gap(1).putBig(d.sc.modeStyle(d.v.Mode), mode, row).
			to(d.right()).putBig(d.sc.modeStyle(d.v.Rule.Mode), rule, row).end())
	}
	return append(out, d.badges()[1])
}

// detailLines is how many lines a sentence takes in half the pane; always as
// many, so that nothing jumps.
const detailLines = 3

// reasons are the reason codes side by side, and the sentences below them.
func (d verdictView) reasons() []string {
	t := d.sc.theme
	out := []string{d.halves(t.Accent, string(d.v.Reason), t.Accent, string(d.v.Rule.Reason))}
	lines := detailLines
	if d.w >= 2*bigWidth(adaptive.Sequential.String()) {
		lines-- // wide enough for any sentence in two
	}
	mine := append(cells.Wrap(d.v.Detail, d.left(), lines), make([]string, lines)...)
	rule := append(cells.Wrap(d.v.Rule.Detail, d.right()-1, lines), make([]string, lines)...)
	for i := range lines {
		out = append(out, d.halves(t.Text, mine[i], t.Muted, rule[i]))
	}
	return out
}

// halves is a line of the decision's and the rule's half.
func (d verdictView) halves(leftStyle theme.Style, left string, rightStyle theme.Style, right string) string {
	return newLine(d.w).gap(1).pad(leftStyle, left, d.left()).to(d.right()).put(rightStyle, right).end()
}

// timed is a time with its name.
type timed struct {
	name    string
	time    time.Duration
	guessed bool
}

// times are elapsed, predicted and limit of the batch that runs, of the last
// one, or of one that would run.
func (d verdictView) times() []timed {
	if d.job != nil {
		return []timed{{"elapsed", d.job.Elapsed, false}, {"predicted", d.job.Predicted, false}, {"limit", d.job.Bound, d.v.Guessed}}
	}
	if last := d.sc.data.last(); last != nil {
		return []timed{{"last took", last.Elapsed, false}, {"predicted", last.Predicted, false}, {"limit", last.Bound, false}}
	}
	return []timed{{"predicted", d.v.Predicted, d.v.Guessed}, {"limit", d.v.Bound, d.v.Guessed}}
}

// timeLine compares what was foreseen with what happens, in a line.
func (d verdictView) timeLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1)
	for i, x := range d.times() {
		if i > 0 {
			l.gap(3)
		}
		l.put(t.Muted, x.name+" ").put(t.Strong, foreseen(x.time, x.guessed))
	}
	return []string{l.end()}
}

// timeBars is the same with bars on one scale.
func (d verdictView) timeBars() []string {
	t := d.sc.theme
	var rows []costRow
	for _, x := range d.times() {
		row := costRow{name: x.name, cost: x.time, style: t.Muted, guessed: x.guessed}
		if x.name == "elapsed" || x.name == "last took" {
			row.style = t.Accent
		}
		rows = append(rows, row)
	}
	return costBars(d.sc, rows, d.w, costNames)
}

// costLine says what each way costs, in a line; the chosen one is marked.
func (d verdictView) costLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(t.Muted, d.costHead())
	for _, r := range costRows(d.sc, d.v) {
		l.gap(1)
		st := t.Text
		if r.chosen {
			st = t.Strong
			l.sign(t.Accent, t.Glyphs.Cursor, 1)
		} else {
			l.gap(1)
		}
		name, _, _ := strings.Cut(r.name, " ") // "even" says enough here
		l.put(t.Muted, name+" ").put(st, foreseen(r.cost, r.guessed))
	}
	return []string{l.end()}
}

// costBars is the same with bars on one scale.
func (d verdictView) costBars() []string {
	l := newLine(d.w).gap(1).put(d.sc.theme.Muted, d.costHead())
	if d.v.Guessed {
		l.put(d.sc.theme.Warn, "  speeds partly guessed")
	}
	return append([]string{l.end()}, costBars(d.sc, costRows(d.sc, d.v), d.w, costNames)...)
}

// costHead says for how many texts the costs are: as many as were left when it
// was decided.
func (d verdictView) costHead() string { return plural(d.v.Batch, "text") + ":" }
