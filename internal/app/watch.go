package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

// Watching says how it stands with a store on which another process works while
// this one only watches. The zero value is a program that works itself.
type Watching struct {
	On bool
	// By names who works on the store, for people; "" where nobody does, so that
	// this one could take over.
	By string
	// Trouble says why the store cannot be read at the moment.
	Trouble string
}

// errWatching answers whoever wants to change something.
var errWatching = errors.New("this flocktop only watches: another one works on the store, or did")

// watch is what an App has that only watches.
type watch struct {
	path     string
	follower *job.Follower
	changes  *store.Changes

	behind bool // something was written that is not read yet

	mu    sync.Mutex
	now   Watching
	jobs  []job.Status
	rates []float64
}

const (
	// watchEvery is how often a store is looked at on which another process works.
	watchEvery = time.Second
	// watchShare is which part of the time that takes at most.
	watchShare = 20
)

// openWatch begins to watch. What cannot be read at the start is an error.
func (a *App) openWatch(ctx context.Context) error {
	changes, err := a.store.Changes(ctx)
	if err != nil {
		return err //nolint:wrapcheck // the store's sentence
	}
	a.closers = append(a.closers, changes.Close)
	since := time.Now()
	if holder, held, err := store.HeldBy(a.store.Path()); err == nil && held && !holder.Since.IsZero() && holder.Since.Before(since) {
		since = holder.Since // what that one did before belongs to its session
	}
	a.watch = &watch{path: a.store.Path(), follower: job.NewFollower(a.store, since), changes: changes}
	a.look(ctx, time.Now())
	if t := a.Watching().Trouble; t != "" {
		return errors.New(t)
	}
	return nil
}

// named says who holds a store, in few words.
func named(h store.Holder) string {
	if h.PID == 0 {
		return "another process"
	}
	text := fmt.Sprintf("%s (process %d)", cmp.Or(h.Name, "another flocktop"), h.PID)
	if here, err := os.Hostname(); err == nil && h.Host != here {
		text = fmt.Sprintf("%s (process %d on %s)", cmp.Or(h.Name, "another flocktop"), h.PID, h.Host)
	}
	return text
}

// runWatch looks at the store until the context ends.
func (a *App) runWatch(ctx context.Context) {
	timer := time.NewTimer(watchEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		begun := time.Now()
		a.look(ctx, begun)
		timer.Reset(max(watchEvery, watchShare*time.Since(begun)))
	}
}

// look reads what is new, and tells it.
func (a *App) look(ctx context.Context, now time.Time) {
	w := a.watch
	next, fresh := w.read(ctx)
	if ctx.Err() != nil {
		return
	}
	jobs := w.follower.At(now, next.By != "")
	w.mu.Lock()
	before, old := w.jobs, w.now
	w.jobs, w.now, w.rates = jobs, next, w.follower.Rates()
	w.mu.Unlock()
	first := !old.On
	a.tellWatch(old, next, first)
	if !first {
		a.tellJobs(before, jobs)
	}
	if fresh {
		a.followSteering()
	}
	moves := followed(before) || followed(jobs) // its time goes on, and its speed fades
	if fresh || moves || next != old {
		a.changed()
	}
}

// read reads the store if anything was written since that was last done, and says
// how it stands. Only the one goroutine that looks changes the state.
func (w *watch) read(ctx context.Context) (next Watching, fresh bool) {
	next = Watching{On: true, By: w.now.By} // as before, where that cannot be found out
	holder, held, err := store.HeldBy(w.path)
	switch {
	case err != nil:
	case held:
		next.By = named(holder)
	default:
		next.By = ""
	}
	if err == nil {
		var written bool
		written, err = w.changes.Any(ctx)
		w.behind = w.behind || written
	}
	if err == nil && w.behind {
		err = w.follower.Read(ctx)
		fresh = err == nil
		w.behind = !fresh
	}
	if err != nil {
		next.Trouble = err.Error()
	}
	return next, fresh
}

// tellWatch logs who works on the store, and what keeps this one from reading it.
func (a *App) tellWatch(old, next Watching, first bool) {
	switch {
	case next.Trouble != "" && next.Trouble != old.Trouble:
		a.log.Error(next.Trouble)
	case old.Trouble != "" && next.Trouble == "":
		a.log.Info("the store can be read again")
	}
	switch {
	case next.By == old.By && !first:
	case next.By != "":
		a.log.Info(next.By + " works on the store; this one watches, and writes nothing")
	case first:
		a.log.Info("nobody works on the store; this one only watches")
	default:
		a.log.Warn(old.By + " works on the store no more")
	}
}

// tellJobs logs what became of jobs since they were looked at before.
func (a *App) tellJobs(before, now []job.Status) {
	was := map[job.ID]job.State{}
	for i := range before {
		was[before[i].ID] = before[i].State
	}
	for i := range now {
		s := &now[i]
		old, known := was[s.ID]
		switch {
		case known && old == s.State:
		case s.State.Ended():
			a.log.Info(s.Title + " ended: " + s.Came())
		case !known && s.State == job.Queued:
			a.log.Info(s.Title + " is queued")
		case s.State == job.Running && (!known || old == job.Queued):
			a.log.Info(s.Title + " is begun")
		}
	}
}

func followed(jobs []job.Status) bool {
	return slices.ContainsFunc(jobs, func(s job.Status) bool { return s.Followed })
}

// followSteering puts the flock as the running job has it: by that the nodes are
// shown, and what would be decided. Mode and policy are those with which it began.
func (a *App) followSteering() {
	j, ok := a.watch.follower.Running()
	if !ok || j.Model == "" {
		return
	}
	if s := a.flock.Snapshot(); s.Model != cluster.FullModel(j.Model) || j.Digest != "" && s.Digest != j.Digest {
		a.flock.SetModel(j.Model, j.Digest)
	}
	mode, err := adaptive.ParseMode(j.Mode)
	if err != nil {
		mode = 0
	}
	policy, err := adaptive.ParsePolicy(j.Policy)
	a.flock.Steer(func(s *cluster.Steering) {
		s.Forced = mode
		if err == nil {
			s.Policy = policy
		}
	})
}

// Watching says whether this program only watches, and who works.
func (a *App) Watching() Watching {
	if a.watch == nil {
		return Watching{}
	}
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	return a.watch.now
}

// watched are the jobs of the one that works.
func (w *watch) watched() []job.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.jobs
}

// refuse says why nothing can be changed; nil where it can.
func (a *App) refuse() error {
	if a.queue == nil {
		return errWatching
	}
	return nil
}

// String is that in a few words, for a line; "" for a program that works itself.
func (w Watching) String() string {
	switch {
	case !w.On:
		return ""
	case w.Trouble != "":
		return w.Trouble
	case w.By == "":
		return "nobody works on the store"
	default:
		return fmt.Sprintf("%s works on the store; this one writes nothing", w.By)
	}
}
