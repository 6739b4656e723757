package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

// action is something that a key does. The list of them is the one source for
// keys, the hints in the last line, and the help.
type action struct {
	key   key.Binding
	group string
	long  string // for the help
	rank  int    // in the last line, the lowest stays longest; 0: not there
	// why says why it cannot be done now; "" when it can.
	why func(*model) string
	do  func(*model) tea.Cmd
}

// Groups of the help.
const (
	groupWork  = "Work"
	groupLook  = "Look"
	groupNodes = "Nodes"
	groupLeave = "Leave"
)

func bind(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

// allActions lists every action in the order of the last line.
func allActions() []action {
	return []action{
		{bind("b", "batch", "b"), groupWork, "queue files and folders as a batch", 3, whyNoBatch, (*model).openPicker},
		{bind("f", "force", "f"), groupWork, "force a mode, or lift it; says what each would cost", 4, always, (*model).openForce},
		{bind("r", "report", "r"), groupLook, "what would be decided for batches of any size", 5, always, (*model).openReport},
		{bind("m", "model", "m"), groupWork, "choose the embedding model", 6, always, (*model).openModels},
		{bind("n", "node", "n"), groupNodes, "all that is known of the selected node", 9, whyNoNode, (*model).openNode},
		{bind("p", "pause", "p"), groupWork, "pause the queue, or let it go on", 7, always, (*model).pause},
		{bind("x", "cancel", "x"), groupWork, "cancel the running job, or the one selected in Jobs", 8, whyNoCancel, (*model).cancel},
		{bind("P", "policy", "P"), groupWork, "who has the last word: prediction (auto) or rules", 11, always, (*model).switchPolicy},
		{bind("enter", "details", "enter"), groupLook, "details of what is selected", 0, whyNoDetails, (*model).openDetails},
		{bind("a", "add", "a"), groupNodes, "add a node by its address", 10, always, (*model).openAdd},
		{bind("d", "remove", "d"), groupNodes, "remove the selected node", 0, whyNoNode, (*model).removeNode},
		{bind("t", "try", "t"), groupNodes, "try all nodes again now", 0, always, (*model).retry},
		{bind("tab", "pane", "tab"), groupLook, "go to the next pane (shift+tab: back)", 12, always, (*model).focusNext},
		{bind("shift+tab", "back", "shift+tab"), groupLook, "", 0, always, (*model).focusBack},
		{bind("z", "zoom", "z"), groupLook, "give the focused pane the whole screen", 13, always, (*model).zoom},
		{bind("D", "demo", "D"), groupLeave, "demo: a flock of simulated servers", 0, whyNoDemo, (*model).demo},
		{bind("?", "help", "?"), groupLook, "this help", 1, always, (*model).openHelp},
		{bind("q", "quit", "q"), groupLeave, "quit; asks while a job runs", 2, always, (*model).quit},
		{bind("esc", "back", "esc"), groupLook, "step back", 0, always, (*model).back},
	}
}

func always(*model) string { return "" }

func whyNoBatch(m *model) string {
	switch {
	case m.data.settings.Model == "":
		return "no model is chosen (m)"
	case len(m.data.flock.Nodes) == 0:
		return "there is no node (a adds one)"
	}
	return ""
}

func whyNoNode(m *model) string {
	if len(m.data.flock.Nodes) == 0 {
		return "there is no node (a adds one)"
	}
	return ""
}

func whyNoCancel(m *model) string {
	if m.cancellable() == nil {
		return "no job is running or queued"
	}
	return ""
}

func whyNoDetails(m *model) string {
	if m.focus == layout.Jobs {
		if len(m.data.jobs) == 0 {
			return "there is no job"
		}
		return ""
	}
	return whyNoNode(m)
}

func whyNoDemo(m *model) string {
	switch {
	case m.data.settings.Simulated != "":
		return "this is the demo"
	case m.data.unended() > 0:
		return "jobs are running or queued"
	}
	return ""
}

// cancellable is the job that x means: the one selected in Jobs while that
// pane has the focus, else the one that runs, else the next in the queue.
func (m *model) cancellable() *job.Status {
	if m.focus == layout.Jobs {
		if j := m.jobs.current(&m.data); j != nil && !j.State.Ended() {
			return j
		}
		return nil
	}
	for _, j := range m.data.ordered() {
		if !j.State.Ended() {
			return j
		}
	}
	return nil
}

func (m *model) openPicker() tea.Cmd {
	return m.open(m.picker, m.picker.begin())
}

func (m *model) openForce() tea.Cmd {
	o := newForceOverlay(m.tasks, &m.data)
	return m.open(o, o.ask(&m.data))
}

func (m *model) openReport() tea.Cmd {
	m.report.reopen()
	return m.open(m.report, m.report.ask())
}

func (m *model) openModels() tea.Cmd {
	o := newModelsOverlay(m.tasks)
	return m.open(o, m.tasks.models())
}

func (m *model) openHelp() tea.Cmd { return m.open(newHelpOverlay(m), nil) }

func (m *model) openAdd() tea.Cmd { return m.open(newAddOverlay(m.tasks), nil) }

func (m *model) openNode() tea.Cmd {
	return m.open(newNodeOverlay(m.nodes.current(&m.data).ID), nil)
}

func (m *model) openDetails() tea.Cmd {
	if m.focus == layout.Jobs {
		return m.open(newJobOverlay(m.tasks, m.jobs.current(&m.data).ID), nil)
	}
	return m.openNode()
}

func (m *model) pause() tea.Cmd { return m.tasks.pause(!m.data.settings.Paused) }

func (m *model) switchPolicy() tea.Cmd {
	if m.data.settings.Policy == adaptive.Auto {
		return m.tasks.setPolicy(adaptive.Rules)
	}
	return m.tasks.setPolicy(adaptive.Auto)
}

func (m *model) cancel() tea.Cmd {
	j := m.cancellable()
	question := fmt.Sprintf("Cancel %s? The %s stored so far stay, and the same batch goes on from there when it is queued again.",
		j.Title, plural(j.Embedded, "vector"))
	if j.State == job.Queued {
		question = fmt.Sprintf("Take %s out of the queue?", j.Title)
	}
	return m.open(newConfirm("Cancel a job", question, "Cancel it", "Let it run", m.tasks.cancel(j.ID, j.Title)), nil)
}

func (m *model) removeNode() tea.Cmd {
	n := m.nodes.current(&m.data)
	question := fmt.Sprintf("Remove %s (%s)? It leaves the configuration too; a running job goes on without it.", n.Name, n.ID)
	return m.open(newConfirm("Remove a node", question, "Remove it", "Keep it", m.tasks.removeNode(n.ID, n.Name)), nil)
}

func (m *model) retry() tea.Cmd { return m.tasks.retry() }

func (m *model) focusNext() tea.Cmd {
	m.nextPane(1)
	return nil
}

func (m *model) focusBack() tea.Cmd {
	m.nextPane(-1)
	return nil
}

func (m *model) zoom() tea.Cmd {
	m.zoomed = !m.zoomed
	return nil
}

// back undoes what changes the view; there is nothing behind the dashboard.
func (m *model) back() tea.Cmd {
	if m.zoomed {
		m.zoomed = false
		return nil
	}
	m.focus = layout.Nodes
	return nil
}

func (m *model) demo() tea.Cmd { return send(leave{Exit{Demo: true}}) }

func (m *model) quit() tea.Cmd {
	j := m.data.active()
	if j == nil {
		return tea.Quit
	}
	question := fmt.Sprintf("%s is %s. What is embedded is kept, and the next start offers to go on with the rest.", j.Title, j.State)
	return m.open(newConfirm("Quit", question, "Quit", "Stay", send(leave{})), nil)
}
