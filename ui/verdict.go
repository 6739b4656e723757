package ui

import (
	"slices"
	"strings"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// verdictView draws a verdict for a batch that runs, or that would: what was
// asked, decision and rule side by side, what was foreseen against what happens,
// the cost of each way to run it, and who does how much of it.
type verdictView struct {
	sc  *scene
	v   adaptive.Verdict
	job *job.Status // nil while nothing runs
	w   int
}

// Parts of the view, in their order.
const (
	headPart = iota
	timePart
	inputPart
	costPart
	sharePart
	verdictParts
)

// draw takes the shortest form of each part and then longer ones, in the order
// of what they add, as long as they fit.
func (d verdictView) draw(h int) []string {
	forms := [verdictParts][]string{headPart: append(d.headLine(), d.reasonLine()...), timePart: d.timeLine(), costPart: d.costLine()}
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
	if h <= used {
		return fill(slices.Concat(forms[:]...), d.w, h)
	}
	shares := d.planned()
	try(inputPart, d.inputLine(shares))
	try(costPart, d.costBars())
	try(headPart, append(d.headLine(), d.reasonLines()...))
	try(headPart, append(d.badges(), d.reasons()...))
	try(sharePart, d.shareLine(shares))
	try(timePart, d.timeBars())
	try(sharePart, d.shareBars(shares, h-used+1))
	try(inputPart, apart(d.inputLine(shares)))
	try(timePart, apart(d.timeBars()))
	if len(forms[sharePart]) > 1 {
		try(sharePart, apart(forms[sharePart]))
	}
	if big := d.bigBadges(); big != nil {
		try(headPart, append(big, d.reasons()...))
	}
	return fill(slices.Concat(forms[:]...), d.w, h)
}

// right is the width of the right half, where the rule's verdict stands.
func (d verdictView) right() int { return d.w / 2 }

// left is the room in the left half, a gap beside it left out.
func (d verdictView) left() int { return d.w - d.right() - 3 }

// word is a mode as it is shouted.
func word(m adaptive.Mode) string { return strings.ToUpper(m.String()) }

func (d verdictView) nodes() string { return plural(len(d.v.Nodes), "node") }

// costHead says for how many texts the costs are: as many as were left when it
// was decided.
func (d verdictView) costHead() string { return plural(d.v.Batch, "text") + ":" }

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
	l.to(min(l.left-2, max(tail, d.right())))
	return []string{l.put(t.Muted, "rule ").put(d.sc.modeBadge(d.v.Rule.Mode), rule).put(t.Text, ratio).end()}
}

// reasonLine is the decision's reason in one line.
func (d verdictView) reasonLine() []string {
	t := d.sc.theme
	return []string{newLine(d.w).gap(1).put(t.Accent, string(d.v.Reason)).gap(2).put(t.Text, d.v.Detail).end()}
}

// reasonLines are the decision's reason in two lines, where half the pane has
// no room for it.
func (d verdictView) reasonLines() []string {
	const lines = 2
	t := d.sc.theme
	code := string(d.v.Reason)
	text := append(cells.Wrap(code+" "+d.v.Detail, d.w-2, lines), make([]string, lines)...)
	rest, whole := strings.CutPrefix(text[0], code)
	if !whole {
		return nil
	}
	return []string{
		newLine(d.w).gap(1).put(t.Accent, code).put(t.Text, rest).end(),
		newLine(d.w).gap(1).put(t.Text, text[1]).end(),
	}
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
