package ui

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

// tasks makes the commands that reach the engine: all that may block or take
// time, and nothing else, happens in them. They end with the context.
type tasks struct {
	ctx    context.Context //nolint:containedctx // commands of Bubble Tea take no arguments
	engine Engine
	// hurried holds a token when the user has done something since the last pull.
	hurried chan struct{}
	turns   turns // in which the order of the queue is changed
	keeping keeping
}

func newTasks(ctx context.Context, e Engine) *tasks {
	return &tasks{ctx: ctx, engine: e, hurried: make(chan struct{}, 1)}
}

// outcome says how a task ended, for the last line of the screen.
type outcome struct {
	text  string
	level level
	err   error
	node  string // ID of the one that came back by it
	undo  *step  // takes back what was done; nil where nothing can
}

// leave ends the program.
type leave struct{ exit Exit }

// send is a command that brings this message.
func send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// ended is the outcome of a task: what was done, or what went wrong.
func ended(err error, done string) outcome {
	if err != nil {
		return outcome{text: err.Error(), level: failed, err: err}
	}
	return outcome{text: done, level: said}
}

func (t *tasks) cancel(id job.ID, title string) tea.Cmd {
	return func() tea.Msg {
		jobs := t.engine.Jobs()
		if j := jobOf(jobs, id); j != nil && j.State.Ended() { // while the question stood there
			return ended(isOver(j), "")
		}
		place := job.PlaceOf(jobs, id)
		out := ended(t.engine.Cancel(t.ctx, id), title+" is cancelled")
		if out.err == nil {
			out.undo = &step{text: out.text, then: title + " is in the queue again", back: t.restore(id, title, place)}
		}
		return out
	}
}

func (t *tasks) pause(paused bool) tea.Cmd {
	return func() tea.Msg {
		before := t.engine.Settings().Paused
		t.engine.Pause(paused)
		out := ended(nil, "the queue goes on")
		if paused {
			out.text = "the queue is paused"
		}
		if paused != before {
			out.undo = &step{text: out.text, then: choice(before, "the queue is paused again", "the queue goes on again"), back: t.pause(before)}
		}
		return out
	}
}

// force forces a mode, or lifts it with 0.
func (t *tasks) force(mode adaptive.Mode) tea.Cmd {
	return func() tea.Msg {
		before := t.engine.Settings().Forced
		t.engine.Force(mode)
		out, what := ended(nil, "the mode is chosen automatically"), "mode auto"
		if mode != 0 {
			what = mode.String() + " is forced"
			out.text = what + " from the next piece of work on"
		}
		if mode != before {
			out.undo = &step{text: what, then: forcedAgain(before), back: t.force(before)}
		}
		return out
	}
}

// forcedAgain and policyAgain say what holds once more.
func forcedAgain(mode adaptive.Mode) string {
	if mode == 0 {
		return "the mode is chosen automatically again"
	}
	return mode.String() + " is forced again"
}

func policyAgain(p adaptive.Policy) string {
	if p == adaptive.Rules {
		return "the table of rules decides alone again"
	}
	return "prediction decides again"
}

func (t *tasks) setPolicy(p adaptive.Policy) tea.Cmd {
	return func() tea.Msg {
		before := t.engine.Settings().Policy
		t.engine.SetPolicy(p)
		out := ended(nil, "policy auto: prediction decides once speeds are measured")
		if p == adaptive.Rules {
			out.text = "policy rules: the table of rules decides alone"
		}
		if p != before {
			out.undo = &step{text: "policy " + p.String(), then: policyAgain(before), back: t.setPolicy(before)}
		}
		return out
	}
}

func (t *tasks) setModel(name string) tea.Cmd {
	return func() tea.Msg {
		before := t.engine.Settings().Model
		out := ended(t.engine.SetModel(t.ctx, name), "the model is "+cluster.ShortModel(name))
		if out.err == nil && before != "" && before != name {
			out.undo = &step{text: out.text, then: "the model is " + cluster.ShortModel(before) + " again", back: t.setModel(before)}
		}
		return out
	}
}

// nodeAdded says whether a node was taken.
type nodeAdded struct {
	name string
	err  error
}

func (t *tasks) addNode(name, url string) tea.Cmd {
	return func() tea.Msg {
		called, err := t.engine.AddNode(t.ctx, name, url)
		return nodeAdded{called, err}
	}
}

// dropNode takes back that a node was added.
func (t *tasks) dropNode(name string) tea.Cmd {
	return func() tea.Msg {
		nodes := t.engine.Flock().Nodes
		at := slices.IndexFunc(nodes, func(n cluster.Node) bool { return n.Name == name })
		if at < 0 {
			return ended(fmt.Errorf("%s is not watched any more", name), "")
		}
		return t.removeNode(nodes[at].ID, name)()
	}
}

func (t *tasks) removeNode(id, name string) tea.Cmd {
	return func() tea.Msg {
		out := ended(t.engine.RemoveNode(t.ctx, id), name+" is removed")
		if out.err == nil {
			out.undo = &step{text: out.text, then: name + " is watched again", back: t.restoreNode(id, name)}
		}
		return out
	}
}

func (t *tasks) restoreNode(id, name string) tea.Cmd {
	return func() tea.Msg {
		out := ended(t.engine.RestoreNode(t.ctx, id), name+" is watched again")
		if out.err == nil {
			out.node = id
		}
		return out
	}
}

func (t *tasks) retry() tea.Cmd {
	return func() tea.Msg {
		t.engine.Retry(t.ctx)
		return ended(nil, "all nodes were tried again")
	}
}

// forecast is the answer for the force menu.
type forecast struct {
	batch   int
	verdict adaptive.Verdict
	err     error
}

func (t *tasks) forecast(n int) tea.Cmd {
	return func() tea.Msg {
		v, err := t.engine.Forecast(n)
		return forecast{n, v, err}
	}
}

// modelsKnown is the answer for the model chooser.
type modelsKnown struct{ models []ModelChoice }

func (t *tasks) models() tea.Cmd {
	return func() tea.Msg { return modelsKnown{t.engine.Models()} }
}
