package ui

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
)

// reportOverlay says for batches of several sizes what would be decided, what
// each way would cost and what the decision saves. Sizes that the user types
// stay for the session.
type reportOverlay struct {
	dialogue
	tasks  *tasks
	sizes  []int
	report adaptive.Report
	err    error
	cursor cursor
	typed  string // digits of a size that is being typed
	wanted int    // the size whose row is to be selected when the answer comes
}

func newReportOverlay(t *tasks) *reportOverlay {
	return &reportOverlay{tasks: t, sizes: adaptive.DefaultSizes()}
}

func (o *reportOverlay) reopen() { o.closed, o.typed = false, "" }

func (o *reportOverlay) ask() tea.Cmd {
	return o.tasks.report(slices.Clone(o.sizes), adaptive.WhatIf{})
}

// maxTyped is how many digits a size has at most: a hundred million texts.
const maxTyped = 9

func (o *reportOverlay) hints() []key.Binding {
	return []key.Binding{moveHint, bind("0-9", "type a size", "0"), bind("enter", "add it", "enter"), bind("backspace", "remove the size", "backspace"), closeKey}
}

func (o *reportOverlay) heading(sc *scene) heading {
	return heading{title: "Adaptive parallelism report", note: cluster.ShortModel(sc.data.settings.Model)}
}

// Lines of the parts of the report.
const (
	reportNodes  = 4  // nodes named in its head
	reportDetail = 11 // the selected size in full
)

func (o *reportOverlay) size(_ *scene, w, h int) (cols, rows int) {
	return min(w, 118), min(h, reportNodes+len(o.sizes)+reportDetail+6)
}

func (o *reportOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	if o.err != nil {
		return notice(sc, w, h, t.Warn, "There is nothing to report", o.err.Error())
	}
	if len(o.report.Rows) == 0 {
		return fill(nil, w, h)
	}
	out := o.head(sc, w, h)
	rows := min(len(o.report.Rows), max(2, h-len(out)-reportDetail-2))
	out = append(out, o.columnHeads(sc, w))
	from, to := o.cursor.window(len(o.report.Rows), rows)
	for i := from; i < to; i++ {
		out = append(out, o.row(sc, &o.report.Rows[i], i == o.cursor.at, w))
	}
	out = append(out, o.typing(sc, w))
	detail := o.detail(sc, &o.report.Rows[o.cursor.at], w)
	if len(out)+len(detail) > h { // the blank line and what repeats the row go first
		detail = detail[1:]
	}
	return fill(append(out, detail...), w, h)
}

// head are speed ratio and the speeds of the nodes, fastest first.
func (o *reportOverlay) head(sc *scene, w, h int) []string {
	t := sc.theme
	l := newLine(w).gap(1).put(t.Muted, "Speed ratio ").put(t.Strong, multiple(o.report.SpeedRatio)).
		put(t.Muted, ", slowest over fastest of "+plural(len(o.report.Nodes), "node"))
	if slices.ContainsFunc(o.report.Rows, func(r adaptive.Row) bool { return r.Guessed }) {
		l.put(t.Warn, "   speeds partly guessed: embed something to measure them")
	}
	out := []string{l.end()}
	limit := min(len(o.report.Nodes), reportNodes)
	if h < 22 {
		return append(out, o.speedLine(sc, w))
	}
	if len(o.report.Nodes) > limit {
		limit--
	}
	fastest := o.report.Nodes[0].PerText
	for i := range limit {
		n := &o.report.Nodes[i]
		speed := adaptive.SpeedScore(n.PerText)
		l := newLine(w).gap(3).pad(t.Text, nodeName(sc.data, n.ID), 18).
			right(t.Strong, guessMark(sc.data, n.ID)+rate(speed), 8).put(t.Muted, " texts/s").
			right(t.Muted, guessMark(sc.data, n.ID)+latency(n.PerText), 12).gap(3)
		sc.bar(l, t.Graph[1], float64(fastest)/float64(n.PerText), min(40, l.left-1))
		out = append(out, l.end())
	}
	if rest := len(o.report.Nodes) - limit; rest > 0 {
		out = append(out, newLine(w).gap(3).put(t.Muted, "and "+plural(rest, "slower node")).end())
	}
	return append(out, blank(w))
}

// speedLine is the same in one line.
func (o *reportOverlay) speedLine(sc *scene, w int) string {
	l := newLine(w).gap(1)
	for i := range o.report.Nodes {
		n := &o.report.Nodes[i]
		l.put(sc.theme.Text, nodeName(sc.data, n.ID)+" ").put(sc.theme.Muted, guessMark(sc.data, n.ID)+latency(n.PerText)).gap(2)
	}
	return l.end()
}

// guessMark stands before the speed of a node where nothing is measured yet.
func guessMark(d *data, id string) string {
	if n, ok := d.flock.Find(id); ok && n.Average == 0 {
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

// Widths of the report's columns.
const (
	batchWidth = 9
	modeWidth  = 12
	costWidth  = 11
)

func (o *reportOverlay) columnHeads(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth).right(t.Muted, "batch", batchWidth).gap(2).pad(t.Muted, "mode", modeWidth)
	for _, head := range []string{"sequential", "even split", "hybrid", "parallel", "saved"} {
		l.right(t.Muted, head, costWidth)
	}
	return l.gap(2).put(t.Muted, "reason").end()
}

func (o *reportOverlay) row(sc *scene, r *adaptive.Row, selected bool, w int) string {
	t := sc.theme
	l := newLine(w)
	cursorCell(sc, l, selected)
	figure := t.Text
	if selected {
		figure = t.Strong
	}
	l.right(figure, count(r.Batch), batchWidth).gap(2).pad(sc.modeStyle(r.Mode), r.Mode.String(), modeWidth)
	f := r.Alternatives
	for _, c := range []struct {
		mode adaptive.Mode
		cost string
	}{
		{adaptive.Sequential, foreseen(f.Sequential, r.Guessed)},
		{0, foreseen(f.EvenSplit, r.Guessed)},
		{adaptive.Hybrid, foreseen(f.Hybrid, r.Guessed)},
		{adaptive.Parallel, foreseen(f.Parallel, r.Guessed)},
	} {
		st := t.Muted
		if c.mode == r.Mode {
			st = figure
		}
		l.right(st, c.cost, costWidth)
	}
	return l.right(t.Good, saved(r), costWidth).gap(2).put(t.Accent, string(r.Reason)).end()
}

func saved(r *adaptive.Row) string {
	return foreseen(r.Saved, r.Guessed)
}

// typing is where a size of the user's own is typed.
func (o *reportOverlay) typing(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth)
	if o.typed == "" {
		return l.right(t.Faint, "your own", batchWidth).put(t.Faint, "  type a number of texts").end()
	}
	return l.right(t.Strong, o.typed, batchWidth).put(t.Caret, " ").put(t.Muted, "enter adds this size").end()
}

// detail is the selected size in the words of the report's origin.
func (o *reportOverlay) detail(sc *scene, r *adaptive.Row, w int) []string {
	const label = 16
	t := sc.theme
	out := []string{blank(w), newLine(w).gap(1).put(t.Strong, fmt.Sprintf("Batch size: %s items", count(r.Batch))).end()}
	say := func(name string, write func(*line)) {
		l := newLine(w).gap(3).pad(t.Muted, name, label)
		write(l)
		out = append(out, l.end())
	}
	say("Mode", func(l *line) { l.put(sc.modeStyle(r.Mode), word(r.Mode)) })
	say("Reason", func(l *line) {
		l.put(t.Accent, string(r.Reason))
		if r.Rule.Reason != r.Reason || r.Rule.Mode != r.Mode {
			l.put(t.Muted, "  (the rule alone: "+r.Rule.Mode.String()+", "+string(r.Rule.Reason)+")")
		}
	})
	say("Detail", func(l *line) { l.put(t.Text, r.Detail) })
	rows := costRows(sc, r.Verdict)
	for i := range rows {
		rows[i].name = upper(rows[i].name)
	}
	for _, s := range costBars(sc, rows, w-2, costNames) {
		out = append(out, "  "+s)
	}
	say("Recommendation", func(l *line) { l.put(sc.modeStyle(r.Mode), word(r.Mode)) })
	say("Time saved", func(l *line) {
		l.put(t.Good, saved(r)).put(t.Muted, "  against the slower of sequential and an even split")
	})
	return out
}

// upper makes the first letter of an ASCII word a capital.
func upper(s string) string { return string(s[0]-'a'+'A') + s[1:] }

func (o *reportOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	switch msg := msg.(type) {
	case reported:
		o.report, o.err = msg.report, msg.err
		for i := range o.report.Rows {
			if o.report.Rows[i].Batch == o.wanted {
				o.cursor.at = i
				o.wanted = 0
			}
		}
		o.cursor.move(stay, len(o.report.Rows))
	case second:
		return o.ask()
	case tea.KeyMsg:
		return o.press(msg)
	}
	return nil
}

func (o *reportOverlay) press(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	switch {
	case key.Matches(msg, closeKey) && o.typed != "":
		o.typed = ""
	case key.Matches(msg, closeKey):
		return o.finish(nil)
	case len(name) == 1 && name[0] >= '0' && name[0] <= '9':
		if len(o.typed) < maxTyped && (o.typed != "" || name != "0") {
			o.typed += name
		}
	case name == "backspace" && o.typed != "":
		o.typed = o.typed[:len(o.typed)-1]
	case name == "backspace":
		return o.removeSelected()
	case key.Matches(msg, acceptKey) && o.typed != "":
		return o.addTyped()
	default:
		o.cursor.move(motionOf(msg), len(o.report.Rows))
	}
	return nil
}

func (o *reportOverlay) addTyped() tea.Cmd {
	n, err := strconv.Atoi(o.typed)
	o.typed = ""
	if err != nil || n < 1 {
		return nil // cannot be: only digits get in, and no leading zero
	}
	if at, found := slices.BinarySearch(o.sizes, n); !found {
		o.sizes = slices.Insert(o.sizes, at, n)
	}
	o.wanted = n
	return o.ask()
}

// removeSelected takes out a size that the user added; the others stay.
func (o *reportOverlay) removeSelected() tea.Cmd {
	if o.cursor.at >= len(o.report.Rows) {
		return nil
	}
	n := o.report.Rows[o.cursor.at].Batch
	at, found := slices.BinarySearch(o.sizes, n)
	if !found || slices.Contains(adaptive.DefaultSizes(), n) {
		return nil
	}
	o.sizes = slices.Delete(o.sizes, at, at+1)
	return o.ask()
}
