package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// keptFailing is how many jobs the page of failures goes through at most.
const keptFailing = 100

var jobsKey = bind("[ ]", "earlier, later job", "[", "]")

// openFailures opens the page of failures at a job; at the first that has any
// where that is 0.
func openFailures(t *tasks, id job.ID) openOverlay {
	cmds := []tea.Cmd{t.past(forFailures)}
	if id != 0 {
		cmds = append(cmds, t.failures(id))
	}
	return openOverlay{newFailuresOverlay(t, id), tea.Batch(cmds...)}
}

// failingJob is a job with failures, of this session or of an earlier one.
type failingJob struct {
	id     job.ID
	title  string
	state  job.State
	ended  time.Time // zero while it is not over
	failed int
}

// failingJobs are those with failures: of this session, the one that runs first
// and then the latest, and after them those that the store has of earlier ones.
func failingJobs(d *data, past []job.Past) []failingJob {
	var out []failingJob
	for i := range d.jobs {
		if j := &d.jobs[i]; failuresOf(j) > 0 {
			out = append(out, failingJob{j.ID, j.Title, j.State, j.Ended, failuresOf(j)})
		}
	}
	slices.SortStableFunc(out, func(a, b failingJob) int { return latest(&a, &b) })
	for i := range past {
		if p := &past[i]; p.Failed > 0 && d.job(p.ID) == nil {
			out = append(out, failingJob{p.ID, p.Title, p.State, p.Ended, p.Failed})
		}
	}
	return out[:min(len(out), keptFailing)]
}

// latest orders jobs: one that is not over first, then by their end.
func latest(a, b *failingJob) int {
	switch {
	case a.ended.IsZero() == b.ended.IsZero():
		return b.ended.Compare(a.ended)
	case a.ended.IsZero():
		return -1
	default:
		return 1
	}
}

// now is the job whose failures are listed; the zero value while none is known.
func (o *failuresOverlay) now(sc *scene) (f failingJob, place, of int) {
	all := failingJobs(sc.data, o.past)
	at := slices.IndexFunc(all, func(f failingJob) bool { return f.id == o.id })
	if at >= 0 {
		return all[at], at + 1, len(all)
	}
	if j := sc.data.job(o.id); j != nil {
		return failingJob{id: j.ID, title: j.Title, state: j.State, ended: j.Ended}, 0, len(all)
	}
	return failingJob{}, 0, len(all)
}

// goTo lists the failures of another job.
func (o *failuresOverlay) goTo(id job.ID) tea.Cmd {
	o.id, o.known, o.loaded, o.err = id, -1, false, nil
	o.all, o.sorted, o.folder, o.folds = nil, nil, "", map[string]bool{}
	o.cursor, o.offset = cursor{}, 0
	o.regroup()
	o.asking.asked()
	return o.tasks.failures(id)
}

// step goes to an earlier job with failures or to a later one, which stands before it.
func (o *failuresOverlay) step(msg tea.KeyMsg, sc *scene) tea.Cmd {
	_, place, of := o.now(sc)
	by, none := 1, "there is no earlier job with failures"
	if msg.String() == "]" {
		by, none = -1, "there is no later job with failures"
	}
	if to := place + by; of > 0 && to >= 1 && to <= of {
		return o.goTo(failingJobs(sc.data, o.past)[to-1].id)
	}
	return send(outcome{text: none, level: warned})
}

// takePast has the jobs of earlier sessions.
func (o *failuresOverlay) takePast(msg pastKnown, sc *scene) tea.Cmd {
	o.past = msg.past
	if o.id != 0 {
		return nil
	}
	if all := failingJobs(sc.data, o.past); len(all) > 0 {
		return o.goTo(all[0].id)
	}
	o.loaded, o.err = true, msg.err
	return nil
}

// whyNot says why nothing of the job can be tried again. Of one of an earlier
// session the store knows what still fails.
func (o *failuresOverlay) whyNot(sc *scene) string {
	if not := sc.data.settings.Watching.whyNot(); not != "" {
		return not
	}
	if j := sc.data.job(o.id); j != nil {
		return whyNotRetried(j)
	}
	if f, _, _ := o.now(sc); f.id == 0 {
		return "no job has failures"
	}
	return ""
}

// retry tries again what failed.
func (o *failuresOverlay) retry(sc *scene) tea.Cmd {
	if why := o.whyNot(sc); why != "" {
		return send(outcome{text: "retry is not possible now: " + why, level: warned})
	}
	if j := sc.data.job(o.id); j != nil {
		return o.finish(retryOf(o.tasks, j))
	}
	f, _, _ := o.now(sc)
	return o.finish(o.tasks.retryFailures(f.id, f.title))
}

// jobsHint is the key to other jobs, off where there are none.
func (o *failuresOverlay) jobsHint() key.Binding {
	k := jobsKey
	k.SetEnabled(o.others)
	return k
}
