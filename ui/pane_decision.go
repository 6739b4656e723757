package ui

import (
	"fmt"
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// decisionPane says what was decided, why, what it costs and what the
// alternatives would have cost. While nothing runs it says what would be
// decided.
type decisionPane struct{}

func (decisionPane) move(*data, motion) {}

func (decisionPane) title(sc *scene) (title, note string) {
	s := sc.data.settings
	note = "policy " + s.Policy.String()
	if s.Forced != 0 {
		note = "forced, " + note
	}
	return "Decision", note
}

func (decisionPane) draw(sc *scene, w, h int) []string {
	d := sc.data
	active := d.active()
	switch {
	case !d.loaded:
		return nil
	case active == nil && d.modelless():
		return modelHelp(sc, w, h)
	case active == nil && d.idleErr != nil:
		return notice(sc, w, h, sc.theme.Warn, "Nothing can be decided", d.idleErr.Error())
	case active == nil:
		return verdictView{sc, d.idle, nil, w}.draw(h)
	case active.Verdict.Mode == 0:
		why := active.Why
		if why == "" {
			why = "reading documents: the decision follows with the first texts"
		}
		return notice(sc, w, h, sc.theme.Muted, "Nothing to decide yet", why)
	default:
		return verdictView{sc, active.Verdict, active, w}.draw(h)
	}
}

// notice is a heading with a sentence below it.
func notice(sc *scene, w, h int, st theme.Style, heading, text string) []string {
	lines := []string{newLine(w).gap(1).put(st, heading).end()}
	for _, s := range cells.Wrap(text, w-2, max(1, h-1)) {
		lines = append(lines, newLine(w).gap(1).put(sc.theme.Text, s).end())
	}
	return fill(lines, w, h)
}

// verdictView draws a verdict for a batch that runs, or that would.
type verdictView struct {
	sc  *scene
	v   adaptive.Verdict
	job *job.Status // nil while nothing runs
	w   int
}

// draw takes the shortest form of each part and then the longer forms, in the
// order of what they add, as long as they fit.
func (d verdictView) draw(h int) []string {
	const (
		head = iota
		why
		times
		costs
	)
	parts := [][]string{head: d.badges(), why: d.detail(1), times: d.timeLine(), costs: d.costLine()}
	total := func() int {
		n := 0
		for _, p := range parts {
			n += len(p)
		}
		return n
	}
	upgrade := func(part int, lines []string) {
		if total()-len(parts[part])+len(lines) <= h {
			parts[part] = lines
		}
	}
	spaced := func(lines []string) []string { return append([]string{blank(d.w)}, lines...) }
	upgrade(why, d.reasons())
	upgrade(costs, d.costBars())
	upgrade(times, d.timeBars())
	upgrade(costs, spaced(d.costBars()))
	upgrade(times, spaced(d.timeBars()))
	if big := d.bigBadges(); big != nil {
		upgrade(head, append(big, blank(d.w)))
	}
	var out []string
	for _, p := range parts {
		out = append(out, p...)
	}
	return fill(out, d.w, h)
}

// column is where the rule's own verdict begins, beside the decision.
func (d verdictView) column() int { return d.w * 58 / 100 }

func modeWord(m adaptive.Mode) string { return strings.ToUpper(m.String()) }

// badges are decision and rule side by side, each as a word on its colour.
func (d verdictView) badges() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(d.sc.modeBadge(d.v.Mode), " "+modeWord(d.v.Mode)+" ")
	l.put(t.Text, "  "+d.workers())
	rule := " " + modeWord(d.v.Rule.Mode) + " "
	if tail := cells.Width(rule) + 15; l.left >= tail {
		l.to(min(l.left, max(tail, d.w-d.column())))
		l.put(t.Muted, "rule ").put(d.sc.modeBadge(d.v.Rule.Mode), rule).put(t.Muted, "  "+multiple(d.v.Rule.SpeedRatio))
	}
	return []string{l.end()}
}

// bigBadges are the same in large letters, where there is room and the font
// has blocks.
func (d verdictView) bigBadges() []string {
	mode, rule := modeWord(d.v.Mode), modeWord(d.v.Rule.Mode)
	t := d.sc.theme
	if !t.Glyphs.Blocks || bigWidth(mode)+3 > d.column() || bigWidth(rule)+1 > d.w-d.column() {
		return nil
	}
	caption := "decided"
	if d.job == nil {
		caption = fmt.Sprintf("a batch of %d texts would run", d.v.Batch)
	}
	out := []string{newLine(d.w).gap(1).put(t.Muted, caption).to(d.w-d.column()).put(t.Muted, "the rule says").end()}
	for row := range bigHeight {
		out = append(out, newLine(d.w).gap(1).putBig(d.sc.modeStyle(d.v.Mode), mode, row).
			to(d.w-d.column()).putBig(d.sc.modeStyle(d.v.Rule.Mode), rule, row).end())
	}
	return append(out, newLine(d.w).gap(1).put(t.Text, d.workers()).
		to(d.w-d.column()).put(t.Text, "speed ratio "+multiple(d.v.Rule.SpeedRatio)).end())
}

func (d verdictView) workers() string {
	return plural(len(d.v.Nodes), "node") + " " + d.sc.theme.Glyphs.Dot + " " + plural(d.v.Workers, "worker")
}

// detail is reason and sentence of the decision on so many lines.
func (d verdictView) detail(limit int) []string {
	t := d.sc.theme
	reason := string(d.v.Reason)
	if limit == 1 {
		return []string{newLine(d.w).gap(1).put(t.Accent, reason).put(t.Muted, "  ").put(t.Text, d.v.Detail).end()}
	}
	return nil
}

// reasons are the reason codes side by side, and the sentences below them.
func (d verdictView) reasons() []string {
	t := d.sc.theme
	left, right := d.column(), d.w-d.column()
	out := []string{newLine(d.w).gap(1).put(t.Accent, string(d.v.Reason)).to(right).put(t.Muted, string(d.v.Rule.Reason)).end()}
	mine, theirs := cells.Wrap(d.v.Detail, left-3, 2), cells.Wrap(d.v.Rule.Detail, right-1, 2)
	for i := range max(2, len(mine), len(theirs)) { // always two, so that nothing jumps
		l := newLine(d.w).gap(1)
		if i < len(mine) {
			l.put(t.Text, mine[i])
		}
		l.to(right)
		if i < len(theirs) {
			l.put(t.Muted, theirs[i])
		}
		out = append(out, l.end())
	}
	return out
}

// timeLine compares what was foreseen with what happens, in a line.
func (d verdictView) timeLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1)
	for i, x := range d.times() {
		if i > 0 {
			l.gap(3)
		}
		l.put(t.Muted, x.name+" ").put(t.Strong, spanOr(x.time))
	}
	return []string{l.end()}
}

// timeBars is the same with bars on one scale.
func (d verdictView) timeBars() []string {
	times := d.times()
	styles := []theme.Style{d.sc.theme.Accent, d.sc.theme.Muted, d.sc.theme.Muted}
	rows := make([]costRow, len(times))
	for i, x := range times {
		rows[i] = costRow{name: x.name, cost: x.time, style: styles[i]}
	}
	return d.rows(rows)
}

type named struct {
	name string
	time time.Duration
}

// times are elapsed, predicted and limit of the batch that runs, of the last
// one, or of one that would run.
func (d verdictView) times() []named {
	if d.job != nil {
		return []named{{"elapsed", d.job.Elapsed}, {"predicted", d.job.Predicted}, {"limit", d.job.Bound}}
	}
	if last := d.sc.data.last(); last != nil {
		return []named{{"last took", last.Elapsed}, {"predicted", last.Predicted}, {"limit", last.Bound}}
	}
	return []named{{"elapsed", 0}, {"predicted", d.v.Predicted}, {"limit", d.v.Bound}}
}

// costLine says what the alternatives cost, in a line.
func (d verdictView) costLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(t.Muted, d.costHead())
	for _, r := range d.costs() {
		st := t.Text
		if r.chosen {
			st = t.Strong
		}
		l.gap(2).put(t.Muted, r.name+" ").put(st, spanOr(r.cost))
	}
	return []string{l.end()}
}

// costBars is the same with bars on one scale.
func (d verdictView) costBars() []string {
	return append([]string{newLine(d.w).gap(1).put(d.sc.theme.Muted, d.costHead()).end()}, d.rows(d.costs())...)
}

func (d verdictView) costHead() string {
	guess := ""
	if d.v.Guessed {
		guess = ", speeds partly guessed"
	}
	if d.job == nil {
		return fmt.Sprintf("for %s texts%s:", count(d.v.Batch), guess)
	}
	return fmt.Sprintf("for the %s left%s:", count(d.v.Batch), guess)
}

// costRow is one bar: a way to run the batch, or a time.
type costRow struct {
	name   string
	cost   time.Duration
	style  theme.Style
	chosen bool
}

func (d verdictView) costs() []costRow {
	return costRows(d.sc, d.v)
}

// costRows are the ways to run a batch, with what each costs; the chosen one
// is marked.
func costRows(sc *scene, v adaptive.Verdict) []costRow {
	var out []costRow
	for _, m := range adaptive.Modes() {
		row := costRow{name: m.String(), cost: v.Alternatives.Of(m), style: sc.modeStyle(m)}
		if row.chosen = m == v.Mode; row.chosen && v.Predicted > 0 {
			row.cost = v.Predicted
		}
		out = append(out, row)
	}
	return append(out, costRow{name: "even split", cost: v.Alternatives.EvenSplit, style: sc.theme.Muted})
}

// rows draws bars on one scale: the longest fills its line.
func (d verdictView) rows(rows []costRow) []string {
	return costBars(d.sc, rows, d.w, true)
}

// costBars draws rows of w cells; the names stand in a column, and a `>` marks
// the chosen one.
func costBars(sc *scene, rows []costRow, w int, mark bool) []string {
	const nameWidth, spanWidth = 11, 8
	t := sc.theme
	var longest time.Duration
	for _, r := range rows {
		longest = max(longest, r.cost)
	}
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		l := newLine(w)
		name, figure := t.Muted, t.Text
		if r.chosen {
			name, figure = t.Strong, t.Strong
		}
		if r.chosen && mark {
			l.sign(t.Accent, t.Glyphs.Cursor, 1)
		} else {
			l.gap(1)
		}
		l.pad(name, r.name, nameWidth).right(figure, spanOr(r.cost), spanWidth).gap(2)
		if longest > 0 && r.cost > 0 {
			full := max(1, int(float64(l.left-1)*float64(r.cost)/float64(longest)))
			l.repeat(r.style, t.Glyphs.Bar, full)
		}
		out = append(out, l.end())
	}
	return out
}
