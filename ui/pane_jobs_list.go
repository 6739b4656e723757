package ui

import (
	"strings"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// listedJob is a job in the pane's list.
type listedJob struct {
	*job.Status
	place int // among those that are queued, the next one is 1; 0 if it is not
}

// jobList is the jobs in the pane's order, as far as its filter lets them
// through, and the place of the selected one in it.
type jobList struct {
	rows     []listedJob
	queued   int // whether they are shown or not
	at       int
	leads    bool   // the first row is the job that is being worked on, or about to be
	selected job.ID // 0 until somebody has chosen one: the first one, whichever it is
	words    string // the filter

	from listKey
	seen []job.ID // the rows of the version before
}

// listKey is what a list was made from.
type listKey struct {
	made    bool
	version uint64
	words   string
}

// sync makes the list from new data, once for each version, and finds the
// selected job in it again.
func (l *jobList) sync(d *data) {
	key := listKey{true, d.version, l.words}
	if l.from == key {
		return
	}
	l.from = key
	l.seen = l.seen[:0]
	for _, r := range l.rows {
		l.seen = append(l.seen, r.ID)
	}
	l.rows, l.queued = l.rows[:0], 0
	through, current := matcher(l.words), d.current()
	for _, j := range d.ordered() {
		row := listedJob{Status: j}
		if j.State == job.Queued && j != current {
			l.queued++
			row.place = l.queued
		}
		if l.words == "" || through(wordsOf(j)) {
			l.rows = append(l.rows, row)
		}
	}
	l.leads = len(l.rows) > 0 && current != nil && l.rows[0].ID == current.ID
	l.follow()
}

// wordsOf is what a filter looks for in a job.
func wordsOf(j *job.Status) string {
	state := j.State.String()
	if j.Halted && !j.State.Ended() {
		state = "halted"
	}
	return j.Title + " " + strings.Join(j.Paths, " ") + " " + state + " " + cluster.ShortModel(j.Model)
}

// follow finds the selected job in the new rows. The selection stays on it, whatever
// becomes of it, so that the next key is about the job that was looked at. Only one
// that is not listed any more leaves its place to the one that came after it.
func (l *jobList) follow() {
	if len(l.rows) == 0 || l.selected == 0 {
		l.at = 0
		return
	}
	at := l.find(l.selected)
	if at < 0 {
		at = l.successor()
	}
	if at < 0 {
		at = min(l.at, len(l.rows)-1)
	}
	l.choose(at)
}

// successor is the first job that stood behind the selected one before and is still
// there; -1 if none is.
func (l *jobList) successor() int {
	behind := false
	for _, id := range l.seen {
		if behind {
			if at := l.find(id); at >= 0 {
				return at
			}
		}
		behind = behind || id == l.selected
	}
	return -1
}

func (l *jobList) find(id job.ID) int {
	for i := range l.rows {
		if l.rows[i].ID == id {
			return i
		}
	}
	return -1
}

// choose selects the job of a row.
func (l *jobList) choose(at int) {
	l.at = at
	l.selected = l.rows[at].ID
}

// visit goes to a row. Who goes up to the job that runs watches what runs, and goes on
// to what runs next.
func (l *jobList) visit(at int) {
	l.choose(at)
	if at < l.lead() {
		l.selected = 0
	}
}

// current is the selected job; nil without jobs.
func (l *jobList) current() *listedJob {
	if len(l.rows) == 0 {
		return nil
	}
	return &l.rows[l.at]
}

// lead is 1 where the first row is the job that is being worked on, which is
// drawn above the others and never scrolls away; else 0.
func (l *jobList) lead() int {
	if l.leads {
		return 1
	}
	return 0
}

// neighbour is how many places in the queue a job is away from the queued one beside
// it of those that the filter lets through, the next one up where step is below 0; 0 if
// there is none.
func neighbour(jobs []job.Status, id job.ID, step int, words string) int {
	var queued []*job.Status
	at := -1
	for i := range jobs {
		if jobs[i].State != job.Queued {
			continue
		}
		if jobs[i].ID == id {
			at = len(queued)
		}
		queued = append(queued, &jobs[i])
	}
	if at < 0 {
		return 0
	}
	through := matcher(words)
	for i := at + step; i >= 0 && i < len(queued); i += step {
		if words == "" || through(wordsOf(queued[i])) {
			return i - at
		}
	}
	return 0
}
