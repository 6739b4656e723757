package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// nodeList is the flock as the user imagines it: who takes part, each with its
// speed, and what does not exist.
func (o *reportOverlay) nodeList(sc *scene, w, h int) []string {
	t := sc.theme
	nodes := sc.data.flock.Nodes
	title := newLine(w).gap(1).put(t.Strong, "What if").put(t.Muted, ": the flock were another one")
	out := []string{blank(w), title.end()}
	all := len(nodes) + len(o.change.imagined)
	from, to := o.flock.window(all, h-len(out)-1)
	speeds := adaptive.Estimate(sc.data.flock.All())
	for i := from; i < to; i++ {
		l := newLine(w)
		cursorCell(sc, l, o.inFlock && i == o.flock.at)
		if i < len(nodes) {
			o.realRow(sc, l, &nodes[i], speeds[i])
		} else {
			o.imaginedRow(sc, l, &o.change.imagined[i-len(nodes)])
		}
		o.spot(layout.Rect{Y: len(out), W: w, H: 1}, i, true)
		out = append(out, l.end())
	}
	last := newLine(w).gap(cursorWidth)
	if o.inFlock {
		last.put(t.Key, named(imagineKey)).put(t.Muted, " imagines one more")
	} else {
		last.put(t.Key, named(whatIfKey)).put(t.Muted, " leaves nodes out, or imagines some")
	}
	return append(out, last.end())
}

// checkbox writes whether a node takes part.
func checkbox(l *line, st theme.Style, in bool) {
	text := "[ ] "
	if in {
		text = "[x] "
	}
	l.put(st, text)
}

// onCheckbox says whether a cell of a row is one of its checkbox, which follows
// the cursor.
func onCheckbox(x int) bool { return x >= cursorWidth && x < cursorWidth+len("[x]") }

func (o *reportOverlay) realRow(sc *scene, l *line, n *cluster.Node, speed adaptive.Node) {
	t := sc.theme
	works := n.State.Works()
	in := works
	for _, id := range o.change.without {
		in = in && id != n.ID
	}
	in = in || !works && o.change.isBack(n.ID)
	st := t.Text
	switch {
	case in != works:
		st = t.Warn
	case !in:
		st = t.Faint
	}
	checkbox(l, st, in)
	o.speedCells(l, st, n.Name, speed.PerText > 0 && (works || n.Learned.PerText > 0), n.Learned.PerText == 0, speed)
	switch {
	case !works:
		l.gap(2).put(sc.stateStyle(n.State), t.Glyphs.State(n.State.Glyph())+" "+n.State.String())
	case !in:
		l.gap(2).put(t.Warn, "left out")
	}
}

func (o *reportOverlay) imaginedRow(sc *scene, l *line, n *imaginedNode) {
	st := sc.theme.Warn
	if n.off {
		st = sc.theme.Faint
	}
	checkbox(l, st, !n.off)
	o.speedCells(l, st, n.name, true, false, n.node)
	l.gap(2).put(st, "imagined")
}

func (o *reportOverlay) speedCells(l *line, st theme.Style, name string, known, guessed bool, n adaptive.Node) {
	const nameWidth, speedWidth = 12, 10
	l.name(st, name, nameWidth)
	text := "n/a"
	if known {
		if text = rate(adaptive.SpeedScore(n.PerText)) + "/s"; guessed {
			text = "~" + text
		}
	}
	l.right(st, text, speedWidth)
}

// pressInFlock takes the keys of the list of nodes.
func (o *reportOverlay) pressInFlock(msg tea.KeyMsg, sc *scene) tea.Cmd {
	nodes := sc.data.flock.Nodes
	all := len(nodes) + len(o.change.imagined)
	o.flock.move(stay, all) // nodes may have gone
	switch {
	case key.Matches(msg, closeKey), key.Matches(msg, sizesKey):
		o.inFlock = false
	case key.Matches(msg, imagineKey):
		form := newImagineOverlay(&sc.data.flock, o.made+1)
		return send(openOverlay{overlay: form})
	case all == 0:
	case key.Matches(msg, toggleKey) && o.flock.at < len(nodes):
		return o.toggleNode(&nodes[o.flock.at])
	case key.Matches(msg, toggleKey):
		one := &o.change.imagined[o.flock.at-len(nodes)]
		one.off = !one.off
		return o.ask()
	case key.Matches(msg, forgetKey):
		if at := o.flock.at - len(nodes); at >= 0 {
			o.change.imagined = append(o.change.imagined[:at:at], o.change.imagined[at+1:]...)
			return o.ask()
		}
		return send(outcome{text: "only imagined nodes are forgotten; space leaves a real one out", level: warned})
	default:
		o.flock.move(motionOf(msg), all)
	}
	return nil
}

// toggleNode leaves a node out or takes it in. One that is not fit for work is
// taken in with the speed it once had.
func (o *reportOverlay) toggleNode(n *cluster.Node) tea.Cmd {
	switch {
	case n.State.Works():
		o.change.toggleWithout(n.ID)
	case n.Learned.PerText <= 0 && !o.change.isBack(n.ID):
		return send(outcome{text: fmt.Sprintf("%s is %s and its speed was never measured: imagine one like it (%s)", n.Name, n.State, named(imagineKey)), level: warned})
	default:
		o.change.toggleBack(adaptive.Node{
			ID: n.ID, GPU: n.GPUShare != nil && *n.GPUShare > 0, PerText: n.Learned.PerText,
			PerRequest: n.Learned.PerRequest, RoundTrip: n.Learned.RoundTrip, PerTextCost: n.PerTextCost,
		})
	}
	return o.ask()
}
