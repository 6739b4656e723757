package ui

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// forceOverlay is the menu of modes: what each does and would cost, for the
// batch that runs or for one of the middle size.
type forceOverlay struct {
	dialogue
	tasks   *tasks
	cursor  cursor
	answer  forecast
	running bool // the forecast is for the batch that runs
	top     int  // line of the first mode when it was last drawn
}

// forceModes are the entries in their order; 0 is auto.
func forceModes() []adaptive.Mode { return append([]adaptive.Mode{0}, adaptive.Modes()...) }

func newForceOverlay(t *tasks, d *data) *forceOverlay {
	return &forceOverlay{tasks: t, cursor: cursor{at: slices.Index(forceModes(), d.settings.Forced)}}
}

// ask wants a forecast for what is left of the running batch.
func (o *forceOverlay) ask(d *data) tea.Cmd {
	n := idleBatch
	o.running = false
	if j := d.active(); j != nil && j.Remaining() > 0 {
		n, o.running = j.Remaining(), true
	}
	return o.tasks.forecast(n)
}

func (o *forceOverlay) hints() []key.Binding { return []key.Binding{moveHint, acceptKey, closeKey} }

func (o *forceOverlay) heading(*scene) heading { return heading{title: "Force a mode"} }

func (o *forceOverlay) size(sc *scene, w, _ int) (cols, rows int) {
	const width, least = 92, 10
	w = min(w, width)
	return w, max(least, len(o.lines(sc, w)))
}

// draw leaves out blank lines where there is little room.
func (o *forceOverlay) draw(sc *scene, w, h int) []string {
	out := o.lines(sc, w)
	o.top = forceHead
	if at := forceHead + len(forceModes()); len(out) > h && at < len(out) {
		out = slices.Delete(out, at, at+1)
	}
	if len(out) > h {
		o.top--
		out = slices.Delete(out, o.top, forceHead)
	}
	return fill(out, w, h)
}

func (o *forceOverlay) lines(sc *scene, w int) []string {
	t := sc.theme
	head := fmt.Sprintf("Cost of a batch of %s texts, by learned speeds:", count(o.answer.batch))
	switch {
	case o.answer.err != nil:
		head = sc.noVerdict(o.answer.err)
	case o.answer.batch == 0:
		head = ""
	case o.running:
		if head = fmt.Sprintf("Cost of the %s texts that are left, by learned speeds:", count(o.answer.batch)); cells.Width(head) > w-2 {
			head = fmt.Sprintf("Cost of the %s texts left, by learned speeds:", count(o.answer.batch))
		}
	}
	out := []string{newLine(w).gap(1).put(t.Muted, head).end(), blank(w)}
	worst := o.worst()
	for i, mode := range forceModes() {
		out = append(out, o.entry(sc, i, mode, worst, w))
	}
	out = append(out, blank(w))
	v := o.answer.verdict
	if v.Auto.Mode != 0 {
		out = append(out, reasonLines(t, w, "auto", string(v.Auto.Reason), v.Auto.Detail, t.Accent, t.Text)...)
		out = append(out, reasonLines(t, w, "rule", string(v.Rule.Reason), v.Rule.Detail, t.Muted, t.Muted)...)
		if line := o.twoHybrids(sc); line != "" {
			for _, s := range cells.Wrap(line, w-4, 2) {
				out = append(out, newLine(w).gap(2).put(t.Muted, s).end())
			}
		}
		out = append(out,
			newLine(w).gap(2).put(t.Muted, "even split, as a plain load balancer does: ").put(t.Text, foreseen(v.Alternatives.EvenSplit, v.Guessed)).end())
	}
	return out
}

// reasonLines are a reason and its sentence, in a line if they fit, else in
// lines of their own.
func reasonLines(t *theme.Theme, w int, name, reason, detail string, st, text theme.Style) []string {
	l := newLine(w).gap(2).put(t.Muted, name+": ").put(st, reason)
	if cells.Width(detail)+2 <= l.left {
		return []string{l.gap(2).put(text, detail).end()}
	}
	out := []string{l.end()}
	const indent, most = 8, 2
	for _, s := range cells.Wrap(detail, w-indent, most) {
		out = append(out, newLine(w).gap(indent).put(text, s).end())
	}
	return out
}

// cost is what a mode would take; 0 while unknown.
func (o *forceOverlay) cost(m adaptive.Mode) time.Duration {
	if m == 0 {
		return o.answer.verdict.Auto.Predicted
	}
	return o.answer.verdict.Alternatives.Of(m)
}

func (o *forceOverlay) worst() time.Duration {
	var worst time.Duration
	for _, m := range forceModes() {
		worst = max(worst, o.cost(m))
	}
	return worst
}

func (o *forceOverlay) entry(sc *scene, i int, mode adaptive.Mode, worst time.Duration, w int) string {
	const nameWidth, doesWidth, costWidth, moreWidth = 12, 20, 8, 9
	t := sc.theme
	l := newLine(w)
	st := t.Text
	if i == o.cursor.at {
		st = t.Strong
	}
	cursorCell(sc, l, i == o.cursor.at)
	if mode == sc.data.settings.Forced {
		l.sign(t.Accent, t.Glyphs.Mark, 1)
	} else {
		l.sign(t.Faint, t.Glyphs.NoMark, 1)
	}
	l.gap(1).pad(st, modeTitle(mode), nameWidth).pad(t.Muted, o.does(sc, mode), doesWidth)
	cost := o.cost(mode)
	l.right(t.Strong, foreseen(cost, o.answer.verdict.Guessed), costWidth)
	differs := t.Warn
	if cost < o.cost(0) {
		differs = t.Good
	}
	l.right(differs, more(cost, o.cost(0)), moreWidth).gap(2)
	bar := sc.modeStyle(mode)
	if mode == 0 {
		bar = sc.modeStyle(o.answer.verdict.Auto.Mode)
	}
	if least := 6; l.left > least { // a shorter bar says nothing
		costBar(sc, l, bar, cost, worst, l.left-1)
	}
	return l.end()
}

// more is how much longer or shorter one way takes than the other, where it can be
// seen.
func more(cost, than time.Duration) string {
	const visible = 0.005
	switch off := float64(cost-than) / float64(than); {
	case than <= 0 || cost <= 0 || math.Abs(off) < visible:
		return ""
	case off > 0:
		return "+" + span(cost-than)
	default:
		return "-" + span(than-cost)
	}
}

func modeTitle(m adaptive.Mode) string {
	switch m {
	case adaptive.Sequential:
		return "Sequential"
	case adaptive.Hybrid:
		return "Hybrid"
	case adaptive.Parallel:
		return "Parallel"
	}
	return "Auto"
}

// does says which nodes a mode uses.
func (o *forceOverlay) does(sc *scene, m adaptive.Mode) string {
	switch m {
	case adaptive.Sequential:
		return "the fastest node"
	case adaptive.Hybrid:
		if sc.data.working == 0 {
			return "the fastest nodes"
		}
		return fmt.Sprintf("the %d fastest of %d", min(sc.data.settings.Thresholds.HybridNodes, sc.data.working), sc.data.working)
	case adaptive.Parallel:
		if sc.data.working == 0 {
			return "all nodes"
		}
		return "all " + plural(sc.data.working, "node")
	}
	if auto := &o.answer.verdict.Auto; auto.Mode != 0 {
		way := wayOf(auto, len(o.answer.verdict.Weighed))
		return "now " + shortWay(&way)
	}
	return "what is best"
}

// twoHybrids says how the hybrid that is forced differs from the one that the
// decision weighs; "" where they are of as many nodes.
func (o *forceOverlay) twoHybrids(sc *scene) string {
	thresholds := sc.data.settings.Thresholds
	forced := min(thresholds.HybridNodes, sc.data.working)
	if forced == 0 {
		return ""
	}
	for _, w := range o.answer.verdict.Ways(thresholds) {
		if w.Mode != adaptive.Hybrid || len(w.Nodes) == forced {
			continue
		}
		other := "the rule's"
		if o.answer.verdict.Auto.Mode == adaptive.Hybrid {
			other = "auto's"
		}
		return fmt.Sprintf("two hybrids: forced it is always the %d fastest; %s, in the decision, is of %d", forced, other, len(w.Nodes))
	}
	return ""
}

// forceHead is how many lines stand above the modes.
const forceHead = 2

// click selects the mode that is drawn there.
func (o *forceOverlay) click(_ *data, _, y int) bool {
	at := y - o.top
	if at < 0 || at >= len(forceModes()) {
		return false
	}
	o.cursor.at = at
	return true
}

func (o *forceOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case forecast:
		o.answer = msg
	case second:
		return o.ask(sc.data)
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, closeKey):
			return o.finish(nil)
		case key.Matches(msg, acceptKey):
			return o.finish(o.tasks.force(forceModes()[o.cursor.at]))
		}
		o.cursor.move(motionOf(msg), len(forceModes()))
	}
	return nil
}
