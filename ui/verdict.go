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
	sc    *scene
	v     adaptive.Verdict
	job   *job.Status // nil while nothing runs
	w     int
	known *weighed

	ways []adaptive.Way // that were weighed
	why  string         // a quicker one is not taken; "" where there is none
}

func newVerdictView(sc *scene, v adaptive.Verdict, j *job.Status, w int, known *weighed) verdictView {
	known.weigh(&v, sc.data.settings.Thresholds)
	return verdictView{sc: sc, v: v, job: j, w: w, known: known, ways: known.ways, why: known.why}
}

// weighed is what was weighed for a verdict. It is kept from frame to frame: a
// verdict changes seldom, and each way is a plan over all nodes.
type weighed struct {
	nodes      *adaptive.Node // the first of those weighed: they are never changed
	decision   adaptive.Decision
	batch      int
	thresholds adaptive.Thresholds

	ways []adaptive.Way
	why  string

	planned []planned      // by place in Verdict.Weighed; nil while nobody has asked
	there   []int          // the places of the nodes that the plan is for
	index   map[string]int // that place by a node's ID; nil while nobody has asked
}

func (k *weighed) weigh(v *adaptive.Verdict, t adaptive.Thresholds) {
	var nodes *adaptive.Node
	if len(v.Weighed) > 0 {
		nodes = &v.Weighed[0]
	}
	d := &k.decision
	if k.ways != nil && k.nodes == nodes && k.batch == v.Batch && k.thresholds == t && d.Mode == v.Mode &&
		d.Reason == v.Reason && d.Predicted == v.Predicted && len(d.Nodes) == len(v.Nodes) {
		return
	}
	ways := v.Ways(t)
	*k = weighed{nodes: nodes, decision: v.Decision, batch: v.Batch, thresholds: t, ways: ways, why: v.Overruled(ways)}
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
	try := func(part int, form []string) (fits bool) {
		n := used - len(forms[part]) + len(form)
		if fits = form != nil && n <= h; fits {
			used, forms[part] = n, form
		}
		return fits
	}
	apart := func(form []string) []string { return append([]string{blank(d.w)}, form...) }
	if h <= used {
		return fill(slices.Concat(forms[:]...), d.w, h)
	}
	shares := d.parts()
	try(inputPart, d.inputLine(shares, true))
	try(costPart, d.costBars())
	try(headPart, append(d.headLine(), d.reasonLines()...))
	reasons := d.reasons(d.detailRows())
	try(headPart, append(d.badges(), reasons...))
	if whole := d.reasons(d.wholeRows()); try(headPart, append(d.badges(), whole...)) { // a sentence that is cut explains nothing
		reasons = whole
	}
	try(sharePart, d.shareLine(shares))
	try(timePart, d.timeBars())
	try(sharePart, d.shareBars(shares, h-used+1))
	try(inputPart, apart(d.inputLine(shares, true)))
	try(timePart, apart(d.timeBars()))
	if len(forms[sharePart]) > 1 {
		try(sharePart, apart(forms[sharePart]))
	}
	if big := d.bigBadges(); big != nil {
		try(headPart, append(big, reasons...))
	}
	return fill(slices.Concat(forms[:]...), d.w, h)
}

// right is the width of the right half, where the rule's verdict stands.
func (d verdictView) right() int { return d.w / 2 }

// left is the room in the left half, a gap beside it left out.
func (d verdictView) left() int { return d.w - d.right() - 3 }

// word is a mode as it is shouted.
func word(m adaptive.Mode) string { return strings.ToUpper(m.String()) }

func (d verdictView) nodes() string { return d.ofNodes(len(d.v.Nodes)) }

func (d verdictView) ruleNodes() string { return d.ofNodes(len(d.v.Rule.Nodes)) }

// ofNodes says how many of the nodes that are fit for work: 4 of 5 nodes.
func (d verdictView) ofNodes(n int) string {
	if all := len(d.v.Weighed); n > 1 && n < all {
		return count(n) + " of " + plural(all, "node")
	}
	return plural(n, "node")
}

// agreed says that the decision is the rule's own.
func (d verdictView) agreed() bool {
	return d.v.Mode == d.v.Rule.Mode && d.v.Reason == d.v.Rule.Reason && slices.Equal(d.v.Nodes, d.v.Rule.Nodes)
}

// detail is the decision's sentence, and why nothing quicker is taken where there
// is room for all of it behind so many cells.
func (d verdictView) detail(before, w, lines int) string {
	if d.why == "" {
		return d.v.Detail
	}
	whole := d.v.Detail + "; " + d.why
	if len(cells.Wrap(strings.Repeat("x", before)+whole, w, lines+1)) > lines {
		return d.v.Detail
	}
	return whole
}

// costHead says for how many texts the costs are: while a job runs, for all of
// them and not for those that are left.
func (d verdictView) costHead() string {
	if d.job != nil {
		return "all " + count(d.v.Batch) + ":"
	}
	return plural(d.v.Batch, "text") + ":"
}

// headLine is decision and rule in one line.
func (d verdictView) headLine() []string {
	t := d.sc.theme
	rule, nodes := " "+word(d.v.Rule.Mode)+" ", " "+d.ruleNodes()
	tail := cells.Width("rule ") + cells.Width(rule) + cells.Width(nodes) + 1
	l := newLine(d.w).gap(1).put(d.sc.modeBadge(d.v.Mode), " "+word(d.v.Mode)+" ").gap(2)
	l.put(t.Text, d.flight(l.left-2-tail))
	l.to(min(l.left-2, max(tail, d.right())))
	return []string{l.put(t.Muted, "rule ").put(d.sc.modeBadge(d.v.Rule.Mode), rule).put(t.Text, nodes).end()}
}

// reasonLine is the decision's reason in one line.
func (d verdictView) reasonLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(t.Accent, string(d.v.Reason)).gap(2)
	text := d.detail(0, l.left, 1)
	if d.agreed() && d.why != "" { // the line below shows a quicker way
		text = upper(d.why)
	}
	return []string{l.put(t.Text, text).end()}
}

// reasonLines are the decision's reason in two lines, where half the pane has
// no room for it.
func (d verdictView) reasonLines() []string {
	const lines = 2
	t := d.sc.theme
	code := string(d.v.Reason)
	text := append(cells.Wrap(code+" "+d.detail(len(code)+1, d.w-2, lines), d.w-2, lines), make([]string, lines)...)
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
		d.halves(t.Text, d.flight(d.left()), t.Text, d.ruleNodes()),
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
// many, so that nothing jumps, but for a sentence that is longer than most.
const detailLines = 3

// detailRows is how many lines most sentences take.
func (d verdictView) detailRows() int {
	if d.w >= 2*bigWidth(adaptive.Sequential.String()) {
		return detailLines - 1
	}
	return detailLines
}

// wholeRows is how many lines it takes that neither sentence is cut.
func (d verdictView) wholeRows() int {
	const most = 2 * detailLines
	return max(d.detailRows(), len(cells.Wrap(d.v.Detail, d.left(), most)), len(cells.Wrap(d.ruleText(), d.right()-1, most)))
}

// ruleText is the sentence in the rule's half: nothing is said twice.
func (d verdictView) ruleText() string {
	if d.agreed() {
		return upper(d.why)
	}
	return d.v.Rule.Detail
}

// reasons are the reason codes side by side, and the sentences below them.
func (d verdictView) reasons(lines int) []string {
	t := d.sc.theme
	ruleReason, ruleText := string(d.v.Rule.Reason), d.ruleText()
	agreed := d.agreed()
	if agreed {
		ruleReason = "the decision is the rule's"
		if cells.Width(ruleReason) >= d.right() { // it would touch the frame
			ruleReason = "the rule decided"
		}
	}
	out := []string{d.halves(t.Accent, string(d.v.Reason), t.Muted, ruleReason)}
	text := d.v.Detail
	if !agreed {
		text = d.detail(0, d.left(), lines)
	}
	mine := append(cells.Wrap(text, d.left(), lines), make([]string, lines)...)
	rule := append(cells.Wrap(ruleText, d.right()-1, lines), make([]string, lines)...)
	for i := range lines {
		out = append(out, d.halves(t.Text, mine[i], t.Muted, rule[i]))
	}
	return out
}

// halves is a line of the decision's and the rule's half.
func (d verdictView) halves(leftStyle theme.Style, left string, rightStyle theme.Style, right string) string {
	return newLine(d.w).gap(1).pad(leftStyle, left, d.left()).to(d.right()).put(rightStyle, right).end()
}
