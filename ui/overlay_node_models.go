package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// nodeModels chooses which of its models a node loads, or drops.
type nodeModels struct {
	dialogue
	id, name string
	unload   bool
	models   []string // the flock's model first
	cursor   cursor
	top      int // lines above the list when it was last drawn
}

func newNodeModels(n *cluster.Node, unload bool, first string) *nodeModels {
	o := &nodeModels{id: n.ID, name: n.Name, unload: unload}
	for _, wanted := range []bool{true, false} {
		for i := range n.Models {
			if name := n.Models[i].Name; sameModel(name, first) == wanted {
				o.models = append(o.models, name)
			}
		}
	}
	return o
}

func (o *nodeModels) hints() []key.Binding {
	what := acceptKey
	what.SetHelp("enter", "warm up")
	if o.unload {
		what.SetHelp("enter", "unload")
	}
	return []key.Binding{moveHint, what, closeKey}
}

func (o *nodeModels) heading(*scene) heading {
	if o.unload {
		return heading{title: "Unload a model", note: o.name}
	}
	return heading{title: "Warm up a model", note: o.name}
}

func (o *nodeModels) size(_ *scene, w, h int) (cols, rows int) {
	return min(w, 76), min(h, len(o.models)+4)
}

func (o *nodeModels) draw(sc *scene, w, h int) []string {
	t := sc.theme
	text := "Loading may take minutes; what else is in its memory may go for it."
	if o.unload {
		text = "The memory is free then; the next request loads the model again."
	}
	out := make([]string, 0, h)
	for _, s := range cells.Wrap(text, w-2, 2) {
		out = append(out, newLine(w).gap(1).put(t.Muted, s).end())
	}
	out = append(out, blank(w))
	n, _ := sc.data.flock.Find(o.id)
	o.top = len(out)
	from, to := o.cursor.window(len(o.models), h-o.top)
	for i := from; i < to; i++ {
		out = append(out, o.row(sc, &n, i, w))
	}
	return fill(out, w, h)
}

func (o *nodeModels) row(sc *scene, n *cluster.Node, i, w int) string {
	t := sc.theme
	const sizes = 10
	longest := 0
	for _, m := range o.models {
		longest = max(longest, cells.Width(cluster.ShortModel(m)))
	}
	name := max(minName, min(30, w/2, longest+1))
	selected := i == o.cursor.at
	l := newLine(w)
	cursorCell(sc, l, selected)
	why := o.why(sc.data, n, i)
	st := t.Text
	switch {
	case why != "":
		st = t.Faint
	case selected:
		st = t.Strong
	}
	l.name(st, cluster.ShortModel(o.models[i]), name)
	m := modelOn(n, o.models[i])
	switch {
	case m == nil:
		l.right(t.Muted, unknown, sizes)
	case m.Loaded:
		l.right(t.Muted, knownSize(m.Size), sizes)
	default:
		l.right(t.Muted, knownSize(m.Disk), sizes)
	}
	if why != "" {
		l.gap(2).put(t.Muted, why)
	}
	return l.end()
}

// click selects the model that is drawn there.
func (o *nodeModels) click(_ *data, _, y int) bool {
	at, ok := o.cursor.row(y, o.top, len(o.models))
	if ok {
		o.cursor.at = at
	}
	return ok
}

func (o *nodeModels) why(d *data, n *cluster.Node, i int) string {
	if o.unload {
		return whyNotUnload(d, n, o.models[i])
	}
	return whyNotLoad(d, n, o.models[i])
}

func (o *nodeModels) update(msg tea.Msg, sc *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, closeKey):
		return o.finish(nil)
	case key.Matches(press, acceptKey) && len(o.models) > 0:
		n, there := sc.data.flock.Find(o.id)
		if !there {
			return o.finish(nil)
		}
		if why := o.why(sc.data, &n, o.cursor.at); why != "" {
			return send(outcome{text: "that is not possible now: " + why, level: warned})
		}
		return o.finish(send(choreAsked{chore{node: o.id, name: o.name, model: o.models[o.cursor.at], unload: o.unload}}))
	}
	o.cursor.move(motionOf(press), len(o.models))
	return nil
}
