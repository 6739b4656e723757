package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// moveJob moves a queued job that way, which is up where dir is below 0. By how many
// places shows when its turn comes: a key that is held down comes sooner again than the
// screen knows what the one before has done.
func (t *tasks) moveJob(id job.ID, title string, dir int, away way) tea.Cmd {
	return t.inTurn(func() tea.Msg {
		by := away(t.engine.Jobs(), id)
		if by == 0 {
			return outcome{text: isAtEnd(title, dir), level: warned}
		}
		out := t.move(id, title, by)
		if out.err == nil {
			back := func() tea.Msg {
				return t.inTurn(func() tea.Msg { return t.move(id, title, -by) })()
			}
			out.undo = &step{text: out.text, then: title + " has its place in the queue again", back: back}
		}
		return out
	})
}

// move moves a queued job by so many places, up where by is below 0. It is done in
// turn.
func (t *tasks) move(id job.ID, title string, by int) outcome {
	way := "down"
	if by < 0 {
		way = "up"
	}
	return ended(t.engine.Move(t.ctx, id, by), title+" is moved "+way+" in the queue")
}

// takeOut takes back that a job was queued. Where it has begun it is asked about
// first, as everywhere: it may be hours since.
func (t *tasks) takeOut(id job.ID, title string) tea.Cmd {
	return func() tea.Msg {
		j := jobOf(t.engine.Jobs(), id)
		if j != nil && j.State != job.Queued && !j.State.Ended() {
			return openOverlay{overlay: askToCancel(t, j)}
		}
		return t.cancel(id, title)()
	}
}

func jobOf(jobs []job.Status, id job.ID) *job.Status {
	for i := range jobs {
		if jobs[i].ID == id {
			return &jobs[i]
		}
	}
	return nil
}

func isOver(j *job.Status) error { return fmt.Errorf("%s is over already: %s", j.Title, j.State) }

// restore takes up a job that was cancelled, at the place that it had; one that
// had none stays at the end of the queue.
func (t *tasks) restore(id job.ID, title string, place int) tea.Cmd {
	put := func() tea.Msg {
		out := ended(t.engine.Restore(t.ctx, id), title+" is in the queue again")
		if out.err != nil || place == 0 {
			return out
		}
		if by := place - job.PlaceOf(t.engine.Jobs(), id); by < 0 {
			if err := t.engine.Move(t.ctx, id, by); err != nil {
				return ended(fmt.Errorf("%s, but at its end: %w", out.text, err), "")
			}
		}
		return out
	}
	return func() tea.Msg { return t.inTurn(put)() } // its turn comes when it is asked for
}

// putBack takes up a cancelled job again.
func (t *tasks) putBack(id job.ID, title string) tea.Cmd {
	return func() tea.Msg {
		out := ended(t.engine.Restore(t.ctx, id), title+" is in the queue again")
		if out.err == nil {
			out.undo = &step{text: out.text, then: title + " is out of the queue again", job: id, back: t.takeOut(id, title)}
		}
		return out
	}
}

func (t *tasks) retryFailures(id job.ID, title string) tea.Cmd {
	return func() tea.Msg {
		fresh, err := t.engine.RetryFailures(t.ctx, id)
		out := ended(err, fmt.Sprintf("the documents of %s with failures are queued as job %d", title, fresh))
		if err == nil {
			out.undo = &step{text: out.text, then: "the failures of " + title + " are out of the queue", job: fresh, back: t.takeOut(fresh, title)}
		}
		return out
	}
}

// documentsKnown is the answer for the job's page.
type documentsKnown struct {
	id        job.ID
	recorded  *job.Status // the job, where it is of an earlier session
	documents []job.Document
	passed    []job.PassedOver
	err       error
}

func (t *tasks) documents(id job.ID) tea.Cmd {
	return func() tea.Msg {
		out := documentsKnown{id: id}
		if jobOf(t.engine.Jobs(), id) == nil {
			j, err := t.engine.Recorded(t.ctx, id)
			if err != nil {
				out.err = err
				return out
			}
			out.recorded = &j
		}
		if out.documents, out.err = t.engine.Documents(t.ctx, id); out.err == nil {
			out.passed, out.err = t.engine.PassedOver(t.ctx, id)
		}
		return out
	}
}

// failuresKnown is the answer for the list of failures. They come in groups,
// for there may be very many of them.
type failuresKnown struct {
	id       job.ID
	failures []job.Failure
	groups   []failureGroup
	folder   string // that all of the files lie in
	err      error
}

func (t *tasks) failures(id job.ID) tea.Cmd {
	return func() tea.Msg {
		failures, err := t.engine.Failures(t.ctx, id)
		folder := commonFolder(len(failures), func(i int) string { return failures[i].Path })
		return failuresKnown{id, failures, groupFailures(failures), folder, err}
	}
}
