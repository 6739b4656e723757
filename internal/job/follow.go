package job

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// Follower tells how the jobs of a store stand that another process works on, by
// what that has stored. What only the other one knows it works out: the speed,
// the rest, and the time without pauses are guesses. It is for one goroutine.
type Follower struct {
	store *store.Store
	since time.Time // what ended before is history

	jobs   []store.Job // ended, running, queued, as they were read last
	known  []Status    // the same, as they are recorded
	ended  map[ID]Status
	failed map[ID]failures

	pace   pace
	second time.Time // up to when rates are known
	fresh  int       // texts embedded since
	rates  []float64
}

// pace is how the running job went lately.
type pace struct {
	id      ID
	samples []sample
	stored  int       // of its chunks, with those that failed
	stirred time.Time // when something was stored last
}

// failures are the first ones of a job, of the run that began then.
type failures struct {
	run  time.Time
	list []Failure
}

// sample is how many texts a job had embedded at a moment.
type sample struct {
	at       time.Time
	embedded int
}

const (
	// paceOver is over how long the speed of a followed job is measured.
	paceOver = 10 * time.Second
	// silence is after how long without anything stored a job is taken to stand
	// still.
	silence = 30 * time.Second
	// followedEnds is how many jobs that have ended are followed.
	followedEnds = 50
)

// NewFollower follows the jobs of a store, and those that have ended since then.
func NewFollower(s *store.Store, since time.Time) *Follower {
	return &Follower{store: s, since: since, ended: map[ID]Status{}, failed: map[ID]failures{}}
}

// Read reads how the jobs stand; what has ended is read once.
func (f *Follower) Read(ctx context.Context) error {
	past, err := f.store.EndedJobs(ctx, followedEnds)
	if err != nil {
		return fmt.Errorf("read the jobs: %w", err)
	}
	open, err := f.store.UnfinishedJobs(ctx)
	if err != nil {
		return fmt.Errorf("read the jobs: %w", err)
	}
	past = slices.DeleteFunc(past, func(j store.Job) bool { return j.Ended.Before(f.since) })
	slices.Reverse(past)
	slices.SortStableFunc(open, func(a, b store.Job) int { return int(stateOf(b.State)) - int(stateOf(a.State)) })
	all := slices.Concat(past, open)
	known := make([]Status, len(all))
	for i, j := range all {
		if known[i], err = f.read(ctx, j); err != nil {
			return err
		}
	}
	listed := map[ID]bool{}
	for i := range known {
		listed[known[i].ID] = true
	}
	maps.DeleteFunc(f.ended, func(id ID, _ Status) bool { return !listed[id] })
	maps.DeleteFunc(f.failed, func(id ID, _ failures) bool { return !listed[id] })
	f.jobs, f.known = all, known
	return nil
}

func (f *Follower) read(ctx context.Context, j store.Job) (Status, error) {
	if s, ok := f.ended[ID(j.ID)]; ok && s.Ended.Equal(j.Ended) {
		return s, nil
	}
	s, err := recorded(ctx, f.store, j)
	if err != nil {
		return s, err
	}
	n, known := s.Failed+s.FailedFiles, f.failed[s.ID]
	if len(known.list) != min(n, MaxFailures) || !known.run.Equal(s.Started) { // a run may have as many as the one before
		known = failures{run: s.Started}
		if n > 0 {
			if known.list, err = firstFailures(ctx, f.store, s.ID); err != nil {
				return s, err
			}
		}
		f.failed[s.ID] = known
	}
	s.Failures = known.list
	if s.State.Ended() {
		f.ended[s.ID] = s
	}
	return s, nil
}

// Running is the job that was running when the store was read, as it is kept;
// false where none was.
func (f *Follower) Running() (store.Job, bool) {
	at := slices.IndexFunc(f.jobs, func(j store.Job) bool { return j.State == store.JobRunning })
	if at < 0 {
		return store.Job{}, false
	}
	return f.jobs[at], true
}

// interruptedThere is what a job says that runs by its record, while nobody works
// on the store.
const interruptedThere = "interrupted: to be taken over"

// At are the jobs at a moment, in the order of the queue. worked says that a
// process works on the store: else the job that runs by its record was
// interrupted. It is called about once a second.
func (f *Follower) At(now time.Time, worked bool) []Status {
	out := slices.Clone(f.known)
	running := false
	for i := range out {
		s := &out[i]
		switch {
		case s.State != Running:
		case !worked:
			s.State, s.Why = Queued, interruptedThere
			s.before(s.Documents, s.Chunks, s.Embedded+s.Skipped)
			s.Embedded = 0
		default:
			running = true
			f.follow(s, now)
		}
	}
	if !running {
		f.pace = pace{}
	}
	f.count(now)
	return out
}

// follow works out how fast a running job is, and how long it will take.
func (f *Follower) follow(s *Status, now time.Time) {
	p := &f.pace
	if p.id != s.ID || len(p.samples) > 0 && s.Embedded < p.samples[len(p.samples)-1].embedded {
		*p = pace{id: s.ID, stirred: now} // another, or it began anew
	}
	if stored := s.Embedded + s.Skipped + s.Failed + s.FailedFiles; stored != p.stored {
		p.stored, p.stirred = stored, now
	}
	if n := len(p.samples); n > 0 {
		f.fresh += s.Embedded - p.samples[n-1].embedded
	}
	p.samples = append(p.samples, sample{now, s.Embedded})
	for len(p.samples) > 2 && now.Sub(p.samples[1].at) >= paceOver {
		p.samples = p.samples[1:]
	}
	s.Followed = true
	if !s.Started.IsZero() {
		s.Elapsed = max(0, now.Sub(s.Started))
	}
	first := p.samples[0]
	if took := now.Sub(first.at); took > 0 {
		s.Rate = float64(s.Embedded-first.embedded) / took.Seconds()
	}
	if still := now.Sub(p.stirred); still >= silence {
		s.State = Waiting
		s.Why = fmt.Sprintf("nothing was stored for %s: it is paused there, or waits", still.Round(time.Second))
	} else if s.Rate > 0 {
		s.ETA = time.Duration(float64(s.Left()) / s.Rate * float64(time.Second))
	}
}

// count adds what was embedded to the rates, second by second.
func (f *Follower) count(now time.Time) {
	if f.second.IsZero() {
		f.second = now
	}
	n := int(now.Sub(f.second) / time.Second)
	if n <= 0 {
		return
	}
	rates := slices.Clone(f.rates)
	for range min(n, cluster.RateHistory) {
		rates = append(rates, float64(f.fresh)/float64(n))
	}
	f.rates = rates[max(0, len(rates)-cluster.RateHistory):]
	f.second, f.fresh = f.second.Add(time.Duration(n)*time.Second), 0
}

// Rates are the texts a second that were embedded, second by second, the newest
// last; they are never changed.
func (f *Follower) Rates() []float64 { return f.rates }
