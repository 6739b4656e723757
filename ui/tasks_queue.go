package ui

import (
	"fmt"
	"path/filepath"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

func (t *tasks) queue(paths []string) tea.Cmd {
	return func() tea.Msg {
		before := sameWork(t.engine.Jobs(), paths)
		id, err := t.engine.Queue(t.ctx, paths)
		out := ended(err, fmt.Sprintf("queued as job %d", id))
		if err != nil {
			return out
		}
		title := fmt.Sprintf("job %d", id)
		if j := jobOf(t.engine.Jobs(), id); j != nil {
			title = j.Title
		}
		if before != nil && before.ID != id {
			out.text, out.level = queuedAgain(title, id, before)
		}
		out.undo = &step{text: title + " is queued", then: title + " is out of the queue", job: id, back: t.takeOut(id, title)}
		return out
	}
}

// sameWork is the job of this session that has the same paths: one that has not
// ended, else the latest; nil where there is none.
func sameWork(jobs []job.Status, paths []string) *job.Status {
	absolute := make([]string, len(paths))
	for i, p := range paths {
		a, err := filepath.Abs(p)
		if err != nil {
			return nil // the queue says what is wrong
		}
		absolute[i] = a
	}
	var found *job.Status
	for i := range jobs {
		if j := &jobs[i]; slices.Equal(j.Paths, absolute) && (found == nil || found.State.Ended()) {
			found = j
		}
	}
	return found
}

// queuedAgain says what becomes of paths that are queued once more.
func queuedAgain(title string, id job.ID, before *job.Status) (string, level) {
	if before.State.Ended() {
		return fmt.Sprintf("%s was job %d, %s: queued again as job %d, which embeds what is new or changed and nothing twice",
			title, before.ID, before.State, id), said
	}
	return fmt.Sprintf("%s is job %d already, %s: queued again as job %d, which embeds nothing twice",
		title, before.ID, before.State, id), warned
}
