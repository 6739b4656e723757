package job

import (
	"context"
	"slices"
	"sync"
	"time"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// entry is a job as it is worked on. Its lock guards what stands below it.
type entry struct {
	id      ID
	title   string
	paths   []string
	changed func()

	mu      sync.Mutex
	status  Status
	stop    context.CancelFunc // ends its work; nil while it does not run
	stalled string
	places  map[store.ChunkID]place // of chunks that are on their way
}

// place is where a chunk stands, for messages about it.
type place struct {
	path     string
	position int
}

// snapshot is the status at this moment.
func (e *entry) snapshot(paused bool) Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.status
	s.Failures = slices.Clip(s.Failures) // later ones are appended elsewhere
	if s.State == Running {
		switch {
		case paused:
			s.State, s.Why = Paused, "paused by the user"
		case e.stalled != "":
			s.State, s.Why = Waiting, e.stalled
		}
	}
	return s
}

func (e *entry) state() State {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.status.State
}

// start marks the job as running, unless it was cancelled before.
func (e *entry) start(stop context.CancelFunc) bool {
	e.mu.Lock()
	if e.status.State != Queued {
		e.mu.Unlock()
		return false
	}
	e.status.State, e.status.Started, e.stop = Running, time.Now(), stop
	e.mu.Unlock()
	e.changed()
	return true
}

// renew makes a halted job one that waits for its turn, and says whether it was
// one.
func (e *entry) renew() bool {
	e.mu.Lock()
	old := e.status
	if !old.Halted {
		e.mu.Unlock()
		return false
	}
	e.status = Status{
		ID: old.ID, Title: old.Title, Paths: old.Paths, Model: old.Model, Created: old.Created, Why: "goes on where it was halted",
	}
	e.stalled = ""
	clear(e.places)
	e.mu.Unlock()
	e.changed()
	return true
}

// cancel ends the work if it runs. A job that does not run is cancelled by that,
// and its end is the caller's to write.
func (e *entry) cancel() (waited bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.status.State.Ended():
		return false
	case e.stop != nil:
		e.stop()
		return false
	default:
		e.status.State, e.status.Halted = Cancelled, false // nobody takes it up any more
		return true
	}
}

// update changes the status and says so.
func (e *entry) update(change func(*Status)) {
	e.mu.Lock()
	change(&e.status)
	e.mu.Unlock()
	e.changed()
}

// observe takes in how the batch stands.
func (e *entry) observe(p cluster.Progress) {
	e.update(func(s *Status) {
		e.stalled = p.Stalled
		s.Elapsed, s.Rate, s.ETA = p.Elapsed, p.Rate, p.Rest
		s.Predicted, s.Bound = p.Predicted, p.Bound
		if p.Verdict.Batch > 0 {
			s.Verdict = p.Verdict
		}
		s.Shares = make([]Share, len(p.Shares))
		for i, share := range p.Shares {
			s.Shares[i] = Share(share)
		}
	})
}

// failed books a file or a chunk that will not be embedded.
func (e *entry) failed(f Failure) {
	e.update(func(s *Status) {
		if f.Chunk == nil {
			s.FailedFiles++
		} else {
			s.Failed++
		}
		if len(s.Failures) < MaxFailures {
			s.Failures = append(slices.Clip(s.Failures), f)
		}
	})
}

// setPlaces remembers where chunks stand while they are on their way.
func (e *entry) setPlaces(path string, placed []store.PlacedChunk) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range placed {
		if c.Status == store.New {
			e.places[c.ID] = place{path, c.Position}
		}
	}
}

// takePlace forgets where a chunk stands, and returns it.
func (e *entry) takePlace(id store.ChunkID) place {
	e.mu.Lock()
	defer e.mu.Unlock()
	p := e.places[id]
	delete(e.places, id)
	return p
}
