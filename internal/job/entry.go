package job

import (
	"context"
	"slices"
	"sync"
	"time"

	"flocktop/cluster"
	"flocktop/internal/documents"
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
	told    tellings                // failures that were logged
	again   bool                    // some of what it stored was taken back
	places  map[store.ChunkID]place // of chunks that are on their way
	stored  map[string]int          // texts that each node gave to this run
	reading []reading               // documents that are read now, in the order in which they were begun
	tally   tally
	survey  *survey       // of this run
	ahead   *survey       // what was found before it began; nil where nobody looked
	texts   int           // that this run has found to embed
	since   int           // chunks that it has found since the first of those
	held    time.Duration // for which this run was paused, or flocktop stopped
}

// newEntry is a job that stands so.
func newEntry(s Status, changed func()) *entry {
	return &entry{
		id: s.ID, title: s.Title, paths: s.Paths, status: s, changed: changed,
		places: map[store.ChunkID]place{}, stored: map[string]int{}, survey: &survey{},
	}
}

// place is where a chunk stands, for messages about it.
type place struct {
	path     string
	position int
}

// reading is a document that is read since then.
type reading struct {
	path  string
	since time.Time
}

// snapshot is the status at this moment.
func (e *entry) snapshot(paused bool) Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.status
	s.Failures = slices.Clip(s.Failures) // later ones are appended elsewhere
	s.Shares = e.sharesNow()
	if !s.Walked && !s.State.Ended() {
		rest, known := e.survey.rest()
		s.Expected, s.Sized = int(rest), known
	}
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

// piles are its documents by kind; nil while they are not known. Until a run has found
// them, those count that were found before it.
func (e *entry) piles() map[documents.Kind]pile {
	e.mu.Lock()
	now, ahead := e.survey, e.ahead
	e.mu.Unlock()
	if piles := now.piles(); piles != nil || ahead == nil {
		return piles
	}
	return ahead.piles()
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
	e.status.before(0, 0, 0)
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
	e.status = old.anew("goes on where it was halted")
	e.status.before(old.Documents, old.Chunks, old.Embedded+old.Skipped)
	e.forget()
	e.mu.Unlock()
	e.changed()
	return true
}

// restore makes a cancelled job one that waits for its turn. Its end must be
// written.
func (e *entry) restore() {
	e.mu.Lock()
	old := e.status
	e.status = old.anew(takenUp(!old.Started.IsZero(), old.Embedded+old.Skipped))
	e.status.before(old.Documents, old.Chunks, old.Embedded+old.Skipped)
	e.stop = nil
	e.forget()
	e.mu.Unlock()
	e.changed()
}

// incomplete says that some of what the job stored was taken back.
func (e *entry) incomplete() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.again
}

// repeat makes such a job one that waits for its turn once more, unless it was
// cancelled in the last moment of its work.
func (e *entry) repeat(work context.Context) bool {
	e.mu.Lock()
	if work.Err() != nil {
		e.mu.Unlock()
		return false
	}
	e.stop = nil
	e.status = e.status.anew("embeds again what was taken back")
	e.forget()
	e.mu.Unlock()
	e.changed()
	return true
}

// forget clears what a run noted. The lock is held.
func (e *entry) forget() {
	e.stalled, e.again = "", false
	e.tally, e.reading = tally{}, nil
	clear(e.places)
	clear(e.stored)
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
		s.Elapsed, s.Starved, s.Reading, s.Rate, s.ETA = p.Elapsed, p.Starved, p.Reading, p.Rate, p.Rest
		s.Pace, s.Changed, s.Nodeless, s.Stopped = p.Pace, p.Changed, p.Nodeless, p.Stopped
		s.Predicted, s.PredictedGuessed, s.Foreseen, s.Bound = p.Predicted, p.Guessed, p.Foreseen, p.Bound
		if p.Verdict.Batch > 0 {
			s.Verdict = p.Verdict
		}
		s.Shares = make([]Share, len(p.Shares))
		for i, share := range p.Shares {
			s.Shares[i] = Share(share)
		}
	})
}

// opened books a document that is about to be read.
func (e *entry) opened(path string) {
	e.update(func(s *Status) {
		e.reading = append(e.reading, reading{path, time.Now()})
		e.showOpened(s)
		e.count(s, path, func(*Document) {})
	})
}

// closed says that a document is read, or cannot be. The lock is held.
func (e *entry) closed(s *Status, path string) {
	e.reading = slices.DeleteFunc(e.reading, func(r reading) bool { return r.path == path })
	e.showOpened(s)
}

// showOpened shows the document that has been read for longest. The lock is held.
func (e *entry) showOpened(s *Status) {
	s.Opened, s.OpenedAt = "", time.Time{}
	if len(e.reading) > 0 {
		s.Opened, s.OpenedAt = e.reading[0].path, e.reading[0].since
	}
}

// count counts something of a document. The lock is held.
func (e *entry) count(s *Status, path string, what func(*Document)) {
	e.tally.change(path, what)
	s.Finished = e.tally.finished
}

// failed books a file or a chunk that will not be embedded.
func (e *entry) failed(f Failure) {
	e.update(func(s *Status) {
		if f.Chunk == nil {
			s.FailedFiles++
			e.closed(s, f.Path)
			e.count(s, f.Path, func(d *Document) { d.Reason = f.Reason })
		} else {
			s.Failed++
			e.countChunk(s, f.Path, func(d *Document) { d.Failed++ })
		}
		if len(s.Failures) < MaxFailures {
			s.Failures = append(slices.Clip(s.Failures), f)
		}
	})
}

// countChunk counts something of a document of which a chunk came back. The lock
// is held.
func (e *entry) countChunk(s *Status, path string, what func(*Document)) {
	e.tally.chunk(path, what)
	s.Finished = e.tally.finished
}

// found books the chunks of a document, and remembers where those stand that
// are on their way now.
func (e *entry) found(path string, placed []store.PlacedChunk) {
	e.update(func(s *Status) {
		skipped := e.setPlaces(path, placed)
		e.closed(s, path)
		s.Documents++
		s.Chunks += len(placed)
		s.Skipped += skipped
		e.count(s, path, func(d *Document) {
			d.Chunks += len(placed)
			d.Skipped += skipped
			d.Read = true
		})
	})
}

// divided books the pieces that take the place of a chunk.
func (e *entry) divided(chunk store.ChunkID, placed []store.PlacedChunk) {
	e.update(func(s *Status) {
		at := e.takePlace(chunk)
		skipped := e.setPlaces(at.path, placed)
		s.Chunks += len(placed) - 1
		s.Skipped += skipped
		e.countChunk(s, at.path, func(d *Document) {
			d.Chunks += len(placed) - 1
			d.Skipped += skipped
		})
	})
}

// embedded books chunks whose vectors a node gave and are stored.
func (e *entry) embedded(node string, items []store.Vector) {
	e.update(func(s *Status) {
		e.stored[node] += len(items)
		s.Embedded += len(items)
		for _, v := range items {
			e.countChunk(s, e.takePlace(v.Chunk).path, func(d *Document) { d.Embedded++ })
		}
	})
}

// rejected books a chunk that no node can embed.
func (e *entry) rejected(chunk store.ChunkID, reason string) Failure {
	e.mu.Lock()
	at := e.takePlace(chunk)
	e.mu.Unlock()
	f := Failure{Path: at.path, Chunk: &at.position, Reason: reason}
	e.failed(f)
	return f
}

// setPlaces remembers where chunks stand while they are on their way, and says
// how many are not. The lock is held.
func (e *entry) setPlaces(path string, placed []store.PlacedChunk) (skipped int) {
	for _, c := range placed {
		if c.Status == store.New {
			e.places[c.ID] = place{path, c.Position}
			continue
		}
		skipped++
		if c.Status == store.Duplicate {
			e.status.Repeated++
		}
	}
	return skipped
}

// takePlace forgets where a chunk stands, and returns it. The lock is held.
func (e *entry) takePlace(id store.ChunkID) place {
	p := e.places[id]
	delete(e.places, id)
	return p
}

// documents are those of the running job; false where the store knows better.
func (e *entry) documents() ([]Document, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.status.State == Queued || e.status.State.Ended() && !e.status.Ended.IsZero() {
		return nil, false
	}
	return e.tally.documents(), true
}
