package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
)

// do has a node load or drop a model. The opposite takes it back.
func (t *tasks) do(c chore) tea.Cmd {
	return func() tea.Msg {
		out := t.done(c)
		if out.err == nil {
			back := c
			back.unload = !c.unload
			out.undo = &step{text: out.text, then: whereAgain(back), long: true, back: func() tea.Msg { return t.done(back) }}
		}
		return choreEnded{c, out}
	}
}

// whereAgain says where a model is once a node has done the opposite.
func whereAgain(c chore) string {
	return cluster.ShortModel(c.model) + choice(c.unload, " is out of the memory of ", " is in the memory of ") + c.name + " again"
}

func (t *tasks) done(c chore) outcome {
	if c.unload {
		return ended(t.engine.Unload(t.ctx, c.node, c.model), cluster.ShortModel(c.model)+" is out of the memory of "+c.name)
	}
	return ended(t.engine.WarmUp(t.ctx, c.node, c.model), cluster.ShortModel(c.model)+" is in the memory of "+c.name)
}

// pastOf is the answer for the details of a node: what it did in the last
// minutes.
type pastOf struct {
	node    string
	history cluster.History
	known   bool
}

func (t *tasks) history(id string) tea.Cmd {
	return func() tea.Msg {
		h, ok := t.engine.NodeHistory(id)
		return pastOf{id, h, ok}
	}
}
