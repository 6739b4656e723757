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
		{key: cancelKey, changes: true, group: groupJobs, long: "cancel the running job, or the one selected in Jobs", rank: 6, why: whyNoCancel, do: (*model).cancel},
		{name: "cancel all", changes: true, aliases: []string{"empty queue"}, group: groupJobs, long: "take all jobs that wait out of the queue", why: whyNothingWaits, do: (*model).askToCancelAll},
		{
			key: bind("K", "up", "K"), changes: true, name: "move up", group: groupJobs, long: "in Jobs: move the selected job up in the queue", rank: 6,
			in: onlyIn(layout.Jobs), why: whyNotUp, do: (*model).moveUp,
		},
		{
			key: bind("J", "down", "J"), changes: true, name: "move down", group: groupJobs, long: "in Jobs: move the selected job down in the queue", rank: 6,
			in: onlyIn(layout.Jobs), why: whyNotDown, do: (*model).moveDown,
		},
		{
			key: bind("N", "next", "N"), changes: true, name: "move to top", aliases: []string{"next job"}, group: groupJobs,
			long: "in Jobs: make the selected job the next one of the queue", rank: 7,
			in: onlyIn(layout.Jobs), why: whyNotToTop, do: (*model).moveToTop,
		},
		{
			key: bind("L", "last", "L"), changes: true, name: "move to bottom", aliases: []string{"last job"}, group: groupJobs,
			long: "in Jobs: make the selected job the last one of the queue", rank: 7,
			in: onlyIn(layout.Jobs), why: whyNotToBottom, do: (*model).moveToBottom,
		},
		{
			key: againKey, changes: true, name: "retry job", aliases: []string{"restore", "retry failures"}, group: groupJobs,
			long: "in Jobs: try the failures of a job again, or put a cancelled one back", rank: 6,
			in: onlyIn(layout.Jobs), why: whyNoRetry, do: (*model).retryJob,
		},
		{key: failuresKey, group: groupJobs, long: "all failures by reason: of the selected job, else of the last one that has any", rank: 16, why: always, do: (*model).openFailures},
	}
}

func whyNoCancel(m *model) string {
	if m.cancellable() != nil {
		return ""
	}
	if j := m.jobs.current(&m.data); m.focus == layout.Jobs && j != nil {
		return j.Title + " is over"
	}
	return "no job is running or queued"
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
	if j := m.data.active(); j != nil {
		return j
	}
	for i := range m.data.jobs {
		if j := &m.data.jobs[i]; j.State == job.Queued {
			return j
		}
	}
	return nil
}

func (m *model) cancel() tea.Cmd {
	j := m.cancellable()
	if m.focus == layout.Jobs {
		m.jobs.hold()
	}
	return m.open(askToCancel(m.tasks, j), nil)
}

// askToCancel is the question before a job is cancelled.
func askToCancel(t *tasks, j *job.Status) *confirm {
	question := fmt.Sprintf("Cancel %s? What is stored so far stays, and the same batch goes on from there when it is queued again.", j.Title)
	if j.State == job.Queued {
		question = fmt.Sprintf("Take %s out of the queue?", j.Title)
		return newConfirm("Take a job out", question, "Take it out", "Keep it", t.cancel(j.ID, j.Title))
	}
	return newConfirm("Cancel a job", question, "Cancel it", "Let it run", t.cancel(j.ID, j.Title))
}

// way says by how many places a queued job is moved, of those that are there; 0 where
// it cannot go any further.
type way func(jobs []job.Status, id job.ID) int

// toNeighbour is the way past the next one that the filter lets through, up where step
// is below 0.
func (m *model) toNeighbour(step int) way {
	words := m.jobs.list.words
	return func(jobs []job.Status, id job.ID) int { return neighbour(jobs, id, step, words) }
}

// toEnd is the way to the top of the queue, or to its bottom where step is above 0. A
// filter hides jobs, but does not take them out of the queue.
func toEnd(step int) way {
	return func(jobs []job.Status, id job.ID) int {
		first, last := job.PlacesToEnds(jobs, id)
		if step < 0 {
			return first
		}
		return last
	}
}

func whyNotUp(m *model) string { return whyNotMoved(m, -1, m.toNeighbour(-1)) }

func whyNotDown(m *model) string { return whyNotMoved(m, 1, m.toNeighbour(1)) }

func whyNotToTop(m *model) string { return whyNotMoved(m, -1, toEnd(-1)) }

func whyNotToBottom(m *model) string { return whyNotMoved(m, 1, toEnd(1)) }

// whyNotMoved says why the selected job cannot go that way, which is up where step is
// below 0.
func whyNotMoved(m *model, step int, by way) string {
	j := m.jobs.current(&m.data)
	switch {
	case j == nil:
		return "there is no job"
	case j.State != job.Queued:
		return fmt.Sprintf("%s is %s; only what is queued can be moved", j.Title, j.State)
	case by(m.data.jobs, j.ID) != 0, m.underWay.actions > 0: // where it is by then is not known yet
		return ""
	case m.data.overtaken && by(m.tasks.engine.Jobs(), j.ID) != 0: // nor seen yet
		return ""
	default:
		return isAtEnd(j.Title, step)
	}
}

// isAtEnd says that a job cannot be moved any further that way.
func isAtEnd(title string, step int) string {
	if step < 0 {
		return title + " is the next one already"
	}
	return title + " is the last one already"
}

func (m *model) moveUp() tea.Cmd { return m.moveInQueue(-1, m.toNeighbour(-1)) }

func (m *model) moveDown() tea.Cmd { return m.moveInQueue(1, m.toNeighbour(1)) }

func (m *model) moveToTop() tea.Cmd { return m.moveInQueue(-1, toEnd(-1)) }

func (m *model) moveToBottom() tea.Cmd { return m.moveInQueue(1, toEnd(1)) }

// moveInQueue moves the selected job that way, which is up where step is below 0. The
// selection goes with it.
func (m *model) moveInQueue(step int, by way) tea.Cmd {
	j := m.jobs.current(&m.data)
	m.jobs.carry()
	return m.act(m.tasks.moveJob(j.ID, j.Title, step, by))
}

func whyNoRetry(m *model) string { return whyNotRetried(m.jobs.current(&m.data)) }

// whyNotRetried says why there is nothing of a job to try again.
func whyNotRetried(j *job.Status) string {
	switch {
	case j == nil:
		return "there is no job"
	case !j.State.Ended():
		return j.Title + " is not over yet"
	case j.State == job.Cancelled || failuresOf(j) > 0:
		return ""
	default:
		return j.Title + " has no failures"
	}
}

func (m *model) retryJob() tea.Cmd {
	j := m.jobs.current(&m.data)
	m.jobs.hold()
	return m.act(retryOf(m.tasks, j))
}

// retryOf does again what of a job that is over was not done.
func retryOf(t *tasks, j *job.Status) tea.Cmd {
	if j.State == job.Cancelled {
		return t.putBack(j.ID, j.Title)
	}
	return t.retryFailures(j.ID, j.Title)
}

// failuresOf counts files and chunks.
func failuresOf(j *job.Status) int { return j.Failed + j.FailedFiles }

// failing is the job whose failures F shows: the one selected in Jobs while
// that pane has the focus, else the one that runs, else the one that ended last
// of those that have any; nil if none has.
func (m *model) failing() *job.Status {
	if m.focus == layout.Jobs {
		if j := m.jobs.current(&m.data); j != nil && failuresOf(j) > 0 {
			return j
		}
	}
	if j := m.data.active(); j != nil && failuresOf(j) > 0 {
		return j
	}
	var last *job.Status
	for i := range m.data.jobs {
		if j := &m.data.jobs[i]; failuresOf(j) > 0 && (last == nil || !j.Ended.Before(last.Ended)) {
			last = j
		}
	}
	return last
}

// openFailures opens the page of failures. Where no job of this session has any
// the store is asked for earlier ones.
func (m *model) openFailures() tea.Cmd {
	var id job.ID
	if j := m.failing(); j != nil {
		id = j.ID
	}
	page := openFailures(m.tasks, id)
	return m.open(page.overlay, page.cmd)
}

// openJob opens the page of the job that is selected in Jobs.
func (m *model) openJob() tea.Cmd {
	id := m.jobs.current(&m.data).ID
	m.jobs.hold()
	return m.open(newJobOverlay(m.tasks, id), m.tasks.documents(id))
}
