package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

// jobActions are what is done with jobs.
func jobActions() []action {
	return []action{
		{key: bind("x", "cancel", "x"), group: groupJobs, long: "cancel the running job, or the one selected in Jobs", rank: 9, why: whyNoCancel, do: (*model).cancel},
	}
}

func whyNoCancel(m *model) string {
	if m.cancellable() == nil {
		return "no job is running or queued"
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

func (m *model) cancel() tea.Cmd {
	j := m.cancellable()
	question := fmt.Sprintf("Cancel %s? The %s stored so far stay, and the same batch goes on from there when it is queued again.",
		j.Title, plural(j.Embedded, "vector"))
	if j.State == job.Queued {
		question = fmt.Sprintf("Take %s out of the queue?", j.Title)
	}
	return m.open(newConfirm("Cancel a job", question, "Cancel it", "Let it run", m.tasks.cancel(j.ID, j.Title)), nil)
}
