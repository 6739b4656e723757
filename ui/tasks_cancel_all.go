package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// waiter is a job that waits in the queue.
type waiter struct {
	id    job.ID
	title string
}

// waiters are the jobs that wait, in their order.
func waiters(jobs []job.Status) []waiter {
	var out []waiter
	for i := range jobs {
		if jobs[i].State == job.Queued {
			out = append(out, waiter{jobs[i].ID, jobs[i].Title})
		}
	}
	return out
}

// cancelAll takes these jobs out of the queue, unless they have begun meanwhile.
// One step puts all of them back, in their order.
func (t *tasks) cancelAll(list []waiter) tea.Cmd {
	return func() tea.Msg {
		var gone []waiter
		for _, w := range list {
			if j := jobOf(t.engine.Jobs(), w.id); j == nil || j.State != job.Queued {
				continue
			}
			if err := t.engine.Cancel(t.ctx, w.id); err != nil {
				out := ended(fmt.Errorf("%s are out of the queue, then: %w", plural(len(gone), "job"), err), "")
				out.undo = t.allBack(gone)
				return out
			}
			gone = append(gone, w)
		}
		out := ended(nil, plural(len(gone), "job")+" "+choice(len(gone) == 1, "is", "are")+" out of the queue")
		out.undo = t.allBack(gone)
		return out
	}
}

// allBack is the step that puts jobs back; nil where there are none.
func (t *tasks) allBack(gone []waiter) *step {
	if len(gone) == 0 {
		return nil
	}
	are := plural(len(gone), "job") + " " + choice(len(gone) == 1, "is", "are")
	then := are + " in the queue again"
	return &step{text: are + " out of the queue", then: then, back: func() tea.Msg {
		for i, w := range gone {
			if err := t.engine.Restore(t.ctx, w.id); err != nil {
				return ended(fmt.Errorf("%s of %s are in the queue again, then: %w", count(i), plural(len(gone), "job"), err), "")
			}
		}
		return ended(nil, then)
	}}
}

func whyNothingWaits(m *model) string {
	if len(waiters(m.data.jobs)) == 0 {
		return "no job waits in the queue"
	}
	return ""
}

// askToCancelAll asks once for all jobs that wait.
func (m *model) askToCancelAll() tea.Cmd {
	list := waiters(m.data.jobs)
	question := "Take " + plural(len(list), "job") + " out of the queue: " + list[0].title
	if len(list) > 1 {
		question += " to " + list[len(list)-1].title
	}
	question += "? What runs goes on."
	return m.open(newConfirm("Empty the queue", question, "Take them out", "Keep them", m.tasks.cancelAll(list)), nil)
}
