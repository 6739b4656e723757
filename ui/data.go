package ui

import (
	"slices"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

const (
	// keptLog is how many entries the log pane can scroll through.
	keptLog = 2000
	// idleBatch is the batch by which the dashboard and the force menu show
	// what would be decided while nothing runs: the middle of the report.
	idleBatch = 100
	// betweenFor is how long the queue may take from one job to the next. Beyond that
	// something keeps it: another flocktop that has paused it does not say so.
	betweenFor = 5 * time.Second
)

// data is what the screen shows: what was pulled last from the engine, and
// what follows from it.
type data struct {
	version uint64 // grows with every change; caches go by it

	flock    cluster.Snapshot
	jobs     []job.Status
	log      []journal.Entry
	nextLog  uint64 // Seq of the first entry not yet pulled
	settings Settings
	// idle is what would be decided for idleBatch texts; idleErr says why
	// nothing can be. Both are empty while a job runs.
	idle    adaptive.Verdict
	idleErr error
	steady  steady
	chores  []chore // what nodes were asked to do by hand and have not done yet

	loaded  bool // something was pulled at all
	working int  // nodes that get work
	// between says that a job has ended and the queue is about to begin the next.
	between bool
	since   time.Time // when that began
	stirred bool      // a job was queued or has ended since the pull before
	// overtaken says that something was done that was not pulled yet.
	overtaken bool
	rates     []float64
}

// pulled is the message that brings new data from the engine.
type pulled struct {
	flock    cluster.Snapshot
	jobs     []job.Status
	log      []journal.Entry
	settings Settings
	idle     adaptive.Verdict
	idleErr  error
}

func (d *data) apply(p pulled) {
	d.version++
	d.loaded, d.overtaken = true, false
	goesOn := d.between || d.active() != nil
	before, left := len(d.jobs), d.unended()
	d.flock, d.jobs, d.settings = p.flock, p.jobs, p.settings
	d.stirred = len(d.jobs) > before || d.unended() < left
	d.between = d.isBetween(goesOn)
	d.idleErr = p.idleErr
	if n := len(p.log); n > 0 {
		d.nextLog = p.log[n-1].Seq + 1
		d.log = append(d.log, p.log...)
		if len(d.log) > 2*keptLog { // copied now and then, not with every entry
			d.log = append([]journal.Entry(nil), d.log[len(d.log)-keptLog:]...)
		}
	}
	d.working = 0
	for i := range d.flock.Nodes {
		if d.flock.Nodes[i].State.Works() {
			d.working++
		}
	}
	d.idle = d.steady.take(d.flock.At, p.idle, d.settings, d.working)
	d.rates = d.flock.Rates
}

// isBetween is whether the queue is about to begin its next job, where it was working or
// about to before.
func (d *data) isBetween(goesOn bool) bool {
	if !goesOn || d.settings.Paused || d.active() != nil || d.unended() == 0 || d.settings.Watching.Free() {
		return false
	}
	if !d.between {
		d.since = d.flock.At
	}
	return d.flock.At.Sub(d.since) < betweenFor
}

// probing says that a node is being asked what it is.
func (d *data) probing() bool {
	return slices.ContainsFunc(d.flock.Nodes, func(n cluster.Node) bool { return n.State == cluster.Probing })
}

// lately is a rate of the last few seconds; what nodes do adds up to what the
// flock does.
func (d *data) lately(rates []float64) float64 {
	return cluster.Lately(rates, cluster.RecentSeconds(d.rates))
}

// speed is how many texts a second the flock does, whichever jobs they are of: a
// short one has come and gone before a speed of its own is known. Of a job that another
// process works on it is the job's: its texts come when they are stored, many at once and
// then none for seconds.
func (d *data) speed() float64 {
	if j := d.active(); j != nil && j.Followed {
		return j.Rate
	}
	return d.lately(d.rates)
}

// speedText is that for people, marked where another process works.
func (d *data) speedText() string {
	text := rate(d.speed()) + " texts/s"
	if d.settings.Watching.On {
		return "~" + text
	}
	return text
}

// active is the job that is being worked on, paused or waiting; nil if there
// is none.
func (d *data) active() *job.Status { return activeOf(d.jobs) }

// current is [data.active], and between two jobs the one that comes next: it
// has the place of the one before, so that nothing jumps for a moment.
func (d *data) current() *job.Status {
	if !d.between {
		return d.active()
	}
	at := slices.IndexFunc(d.jobs, func(j job.Status) bool { return j.State == job.Queued })
	if at < 0 {
		return nil
	}
	return &d.jobs[at]
}

// begins says that a job is the one that comes next, between two of them. It is neither
// one of those that wait any more nor has anything of it been done.
func (d *data) begins(j *job.Status) bool {
	next := d.current()
	return next != nil && next.ID == j.ID && j.State == job.Queued
}

// shares are each node's part of a job that is being worked on: of one of which
// nothing is done yet those of the nodes that there are, so that they keep their lines.
func (d *data) shares(j *job.Status) []job.Share {
	if len(j.Shares) > 0 || j.Followed {
		return j.Shares
	}
	out := make([]job.Share, len(d.flock.Nodes))
	for i := range out {
		out[i] = job.Share{Node: d.flock.Nodes[i].ID, Name: d.flock.Nodes[i].Name}
	}
	return out
}

// endedJustNow is the job that has made way for the next one of the queue; nil
// where that is longer ago than documents of a next one take to be read.
func (d *data) endedJustNow(now time.Time) (before *job.Status) {
	const justNow = 2 * time.Second
	for i := range d.jobs {
		j := &d.jobs[i]
		if j.State == job.Done && j.Verdict.Mode != 0 && now.Sub(j.Ended) < justNow && (before == nil || j.Ended.After(before.Ended)) {
			before = j
		}
	}
	return before
}

func activeOf(jobs []job.Status) *job.Status {
	for i := range jobs {
		switch jobs[i].State {
		case job.Running, job.Waiting, job.Paused:
			return &jobs[i]
		case job.Queued, job.Done, job.Cancelled, job.Broken:
		}
	}
	return nil
}

// halted is the first job that an error has stopped in its middle; nil if there
// is none.
func (d *data) halted() *job.Status {
	for i := range d.jobs {
		if j := &d.jobs[i]; j.Halted && !j.State.Ended() {
			return j
		}
	}
	return nil
}

// unended counts the jobs that are not over.
func (d *data) unended() int {
	n := 0
	for i := range d.jobs {
		if !d.jobs[i].State.Ended() {
			n++
		}
	}
	return n
}

// atStake counts the jobs that end with this program: those of another one go on.
func (d *data) atStake() int {
	if d.settings.Watching.On {
		return 0
	}
	return d.unended()
}

func (d *data) job(id job.ID) *job.Status {
	return jobOf(d.jobs, id)
}

// deserted says that nothing can be done: no node, or none that answers, and
// no job that would wait for one.
func (d *data) deserted() bool {
	if !d.loaded || d.unended() > 0 {
		return false
	}
	offline := 0
	for i := range d.flock.Nodes {
		switch d.flock.Nodes[i].State {
		case cluster.Offline:
			offline++
		case cluster.Probing: // being asked again, or for the first time
		case cluster.Ready, cluster.Busy, cluster.Loading, cluster.Slow, cluster.Ejected,
			cluster.NoModel, cluster.OtherDigest, cluster.Drifting:
			return false
		}
	}
	return len(d.flock.Nodes) == 0 || offline > 0
}

// answering says whether any node answers.
func (d *data) answering() bool {
	return slices.ContainsFunc(d.flock.Nodes, func(n cluster.Node) bool {
		return n.State != cluster.Offline && n.State != cluster.Probing
	})
}

// modelless says that nodes answer and none has the model, or none is chosen.
func (d *data) modelless() bool {
	if d.settings.Model == "" {
		return true
	}
	lacking := 0
	for i := range d.flock.Nodes {
		switch d.flock.Nodes[i].State {
		case cluster.NoModel:
			lacking++
		case cluster.Offline, cluster.Probing, cluster.Ejected:
		case cluster.Ready, cluster.Busy, cluster.Loading, cluster.Slow, cluster.OtherDigest, cluster.Drifting:
			return false
		}
	}
	return lacking > 0
}

// ordered are the jobs as the pane lists them: what runs, what is queued, then
// what ended, the latest first.
func (d *data) ordered() []*job.Status {
	out := make([]*job.Status, 0, len(d.jobs))
	for i := range d.jobs {
		if s := d.jobs[i].State; !s.Ended() && s != job.Queued {
			out = append(out, &d.jobs[i])
		}
	}
	for i := range d.jobs {
		if d.jobs[i].State == job.Queued {
			out = append(out, &d.jobs[i])
		}
	}
	over := len(out)
	for i := len(d.jobs) - 1; i >= 0; i-- {
		if d.jobs[i].State.Ended() {
			out = append(out, &d.jobs[i])
		}
	}
	slices.SortStableFunc(out[over:], func(a, b *job.Status) int { return b.Ended.Compare(a.Ended) })
	return out
}
