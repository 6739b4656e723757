package ui

import (
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// nodeOverlay is all that is known of one node.
type nodeOverlay struct {
	dialogue
	id     string
	cursor cursor
	length int // lines when it was last drawn
}

func newNodeOverlay(id string) *nodeOverlay { return &nodeOverlay{id: id} }

func (o *nodeOverlay) hints() []key.Binding { return []key.Binding{moveHint, closeKey} }

func (o *nodeOverlay) heading(sc *scene) heading {
	return heading{title: nodeName(sc.data, o.id), note: o.id, foot: below(&o.cursor, o.length)}
}

func (o *nodeOverlay) size(_ *scene, w, h int) (cols, rows int) { return min(w, 116), min(h, 40) }

func (o *nodeOverlay) draw(sc *scene, w, h int) []string {
	n, ok := sc.data.flock.Find(o.id)
	if !ok {
		return notice(sc, w, h, sc.theme.Warn, "This node is gone", "It was removed from the flock.")
	}
	lines := nodeSheet(sc, &n, w, h)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

func (o *nodeOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if key.Matches(press, closeKey) || key.Matches(press, acceptKey) || press.String() == "n" {
		return o.finish(nil)
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

// nodeSheet draws all sections; with room the first two stand side by side and
// a graph fills the rest.
func nodeSheet(sc *scene, n *cluster.Node, w, h int) []string {
	const twoColumns = 90
	var out []string
	if w >= twoColumns {
		half := w / 2
		left := append(nodeState(sc, n, half), blank(half))
		left = append(left, nodeWork(sc, n, half)...)
		right := append(nodeHealth(sc, n, w-half), blank(w-half))
		right = append(right, nodeSpeed(sc, n, w-half)...)
		rows := max(len(left), len(right))
		out = beside(fill(left, half, rows), fill(right, w-half, rows))
	} else {
		for i, part := range [][]string{nodeState(sc, n, w), nodeWork(sc, n, w), nodeHealth(sc, n, w), nodeSpeed(sc, n, w)} {
			if i > 0 {
				out = append(out, blank(w))
			}
			out = append(out, part...)
		}
	}
	out = append(append(out, blank(w)), nodeModels(sc, n, w)...)
	const graphLines = 5
	graphHeight := max(graphLines, h-len(out)-2)
	out = append(out, blank(w), newLine(w).gap(1).put(sc.theme.Accent, "Throughput").put(sc.theme.Muted, "  texts/s").end())
	return append(out, rateGraph(sc, n.Rates, w, graphHeight)...)
}

// labelWidth is the room for the names of facts.
const labelWidth = 14

// factLine is a name and what is known by it.
func factLine(sc *scene, w int, name, text string, st theme.Style) string {
	if text == "" {
		text, st = unknown, sc.theme.Muted
	}
	return newLine(w).gap(1).pad(sc.theme.Muted, name, labelWidth).put(st, text).end()
}

func sectionHead(sc *scene, w int, name string) string {
	return newLine(w).gap(1).put(sc.theme.Accent, name).end()
}

func nodeState(sc *scene, n *cluster.Node, w int) []string {
	t := sc.theme
	state := t.Glyphs.State(n.State.Glyph()) + " " + n.State.String()
	if !n.Since.IsZero() {
		state += " for " + whole(max(0, sc.now.Sub(n.Since)))
	}
	out := []string{
		sectionHead(sc, w, "State"),
		factLine(sc, w, "state", state, sc.stateStyle(n.State)),
	}
	for i, s := range cells.Wrap(n.Note, w-labelWidth-2, 3) {
		name := ""
		if i == 0 {
			name = "note"
		}
		out = append(out, factLine(sc, w, name, s, t.Warn))
	}
	return append(out,
		factLine(sc, w, "server", prefixed("Ollama ", n.Version), t.Text),
		factLine(sc, w, "ping", latency(n.Ping), t.Text),
		factLine(sc, w, "gpu", gpuSentence(n), t.Text),
		factLine(sc, w, "vram", vramSentence(n), t.Text),
		checkLine(sc, n, w),
	)
}

// checkLine says whether the node's vectors are believed; why they are not
// stands in its note.
func checkLine(sc *scene, n *cluster.Node, w int) string {
	t := sc.theme
	text, st := "", t.Muted
	switch n.Check {
	case cluster.Unchecked:
		if sc.data.flock.Digest != "" {
			text = "not yet checked"
		}
	case cluster.Checking:
		text, st = "being checked; what it embeds waits for that", t.Info
	case cluster.Matching:
		text, st = "match the flock's, checked "+moment(n.CheckedAt, sc.now), t.Good
	case cluster.Differing:
		text, st = "differ from the flock's, found "+moment(n.CheckedAt, sc.now), t.Bad
	}
	return factLine(sc, w, "vectors", text, st)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func gpuSentence(n *cluster.Node) string {
	if n.GPUShare == nil {
		return "n/a until a model is loaded or the configuration says"
	}
	text := wholePercent(*n.GPUShare) + " of the model on the GPU"
	if *n.GPUShare == 0 {
		text = "none: the model runs on the CPU"
	}
	if n.GPUSource != "server" && n.GPUSource != "" {
		text += " (" + n.GPUSource + ")"
	}
	return text
}

func vramSentence(n *cluster.Node) string {
	switch {
	case n.VRAMUsed != nil && n.VRAMTotal != nil:
		return size(*n.VRAMUsed) + " of " + size(*n.VRAMTotal) + " by loaded models"
	case n.VRAMUsed != nil:
		return size(*n.VRAMUsed) + " by loaded models; total not configured"
	case n.VRAMTotal != nil:
		return "n/a of " + size(*n.VRAMTotal)
	}
	return "n/a"
}

func nodeWork(sc *scene, n *cluster.Node, w int) []string {
	t := sc.theme
	out := []string{
		sectionHead(sc, w, "Work"),
		factLine(sc, w, "in flight", plural(n.InFlight, "request")+" with "+plural(n.Queued, "text"), t.Text),
		factLine(sc, w, "requests", count(n.Requests), t.Text),
		factLine(sc, w, "errors", count(n.Errors)+" in all, "+percent(n.ErrorRate)+" lately", sc.errorStyle(n.ErrorRate)),
		factLine(sc, w, "texts", count(n.Texts), t.Text),
	}
	if n.LastError != "" {
		when := ""
		if !n.LastErrAt.IsZero() {
			when = clock(n.LastErrAt)
		}
		for i, s := range cells.Wrap(when+" "+n.LastError, w-labelWidth-2, 2) {
			name := ""
			if i == 0 {
				name = "last error"
			}
			out = append(out, factLine(sc, w, name, s, t.Bad))
		}
	}
	return out
}

func nodeHealth(sc *scene, n *cluster.Node, w int) []string {
	t, health := sc.theme, n.Health
	band := fmt.Sprintf("%d of %.0f to %.0f", health.Score, health.Floor, health.Floor+health.Width)
	if health.Failing {
		band = fmt.Sprintf("%d, failing: more than half of its requests fail or its vectors are in doubt", health.Score)
	}
	out := append([]string{sectionHead(sc, w, "Health")}, factLines(sc, w, "score", band, sc.healthStyle(health))...)
	for _, f := range []struct {
		name  string
		value float64
	}{{"errors", health.Errors}, {"ping", health.Ping}, {"speed", health.Speed}, {"waiting", health.Waiting}} {
		const most = 24
		l := newLine(w).gap(1).pad(t.Muted, "  "+f.name, labelWidth).right(t.Text, fmt.Sprintf("%.2f", f.value), 4).gap(2)
		sc.bar(l, t.Graph[1], f.value, min(most, l.left-1))
		out = append(out, l.end())
	}
	return out
}

func nodeSpeed(sc *scene, n *cluster.Node, w int) []string {
	t, s := sc.theme, n.Learned
	head := newLine(w).gap(1).put(t.Accent, "Learned speed").put(t.Muted, "  "+cluster.ShortModel(sc.data.flock.Model)).end()
	if s.PerText <= 0 {
		return []string{head, factLine(sc, w, "", "nothing measured yet for this model", t.Muted)}
	}
	symbol := func(name, sign string, d time.Duration) string {
		return newLine(w).gap(1).pad(t.Muted, name, labelWidth).pad(t.Faint, sign, 3).right(t.Text, latency(d), 11).end()
	}
	return []string{
		head,
		symbol("round trip", "a", s.RoundTrip),
		symbol("a request", "h", s.PerRequest),
		symbol("a text", "c", s.PerText),
		newLine(w).gap(1).pad(t.Muted, "a token", labelWidth).gap(3).right(t.Text, micro(s.PerToken), 11).end(),
		newLine(w).gap(1).pad(t.Muted, "variance", labelWidth).pad(t.Faint, "v", 3).right(t.Text, fmt.Sprintf("%.3f", s.Variance), 8).end(),
		factLine(sc, w, "measured on", plural(int(s.Texts), "text"), t.Text),
	}
}

// micro writes very short times, which a token takes.
func micro(d time.Duration) string {
	if d <= 0 {
		return unknown
	}
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}

func nodeModels(sc *scene, n *cluster.Node, w int) []string {
	t := sc.theme
	const figure = 11
	name := max(minName, min(34, w-2-5*figure))
	head := newLine(w).gap(1).pad(t.Accent, "Models", name)
	for _, text := range []string{"on disk", "in memory", "on gpu", "context", "unloads in"} {
		head.right(t.Muted, text, figure)
	}
	out := []string{head.end()}
	if len(n.Models) == 0 {
		return append(out, factLine(sc, w, "", "none known", t.Muted))
	}
	for i := range n.Models {
		m := &n.Models[i]
		st := t.Muted
		if m.Loaded {
			st = t.Text
		}
		l := newLine(w).gap(1).pad(st, cluster.ShortModel(m.Name), name).right(st, knownSize(m.Disk), figure)
		if m.Loaded {
			l.right(st, knownSize(m.Size), figure).right(st, loadedShare(m), figure)
			l.right(st, knownCount(m.Context), figure).right(st, expiry(sc, m), figure)
		} else {
			l.right(t.Faint, unknown, figure)
		}
		out = append(out, l.end())
	}
	return out
}

func loadedShare(m *cluster.Model) string {
	if m.Size <= 0 {
		return unknown
	}
	return wholePercent(float64(m.SizeVRAM) / float64(m.Size))
}

func knownSize(bytes int64) string {
	if bytes <= 0 {
		return unknown
	}
	return size(bytes)
}

func knownCount(n int) string {
	if n <= 0 {
		return unknown
	}
	return count(n)
}

// foreverFrom is the time to expiry from which a model is held for good: the
// servers say so by a date centuries away.
const foreverFrom = 365 * 24 * time.Hour

func expiry(sc *scene, m *cluster.Model) string {
	if m.Expires.IsZero() {
		return unknown
	}
	left := m.Expires.Sub(sc.now)
	if left > foreverFrom {
		return "never"
	}
	return whole(max(0, left))
}
