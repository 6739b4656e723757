package job

import (
	"context"
	"time"

	"flocktop/internal/documents"
)

const (
	// aheadSlice is for how long documents of waiting jobs are looked at in one
	// go, and aheadRest how many times as long nothing is done then: the job that
	// runs needs the disk more.
	aheadSlice = 20 * time.Millisecond
	aheadRest  = 3
)

// lookAhead finds out how large the jobs are that wait for their turn, one after
// the other and at leisure, until the context ends.
func (q *Queue) lookAhead(ctx context.Context) {
	for ctx.Err() == nil {
		e := q.unseen()
		if e == nil {
			select {
			case <-ctx.Done():
			case <-q.entered:
			}
			continue
		}
		e.lookOver(ctx)
		q.tools.Changed()
	}
}

// unseen is the next queued job of which it is not known how large it is.
func (q *Queue) unseen() *entry {
	for _, e := range q.waiting() {
		e.mu.Lock()
		s := e.survey
		e.mu.Unlock()
		if !s.ended.Load() {
			return e
		}
	}
	return nil
}

// lookOver surveys a job at leisure, as long as it waits for its turn.
func (e *entry) lookOver(ctx context.Context) {
	s := &survey{}
	begun := time.Now()
	for file, err := range documents.Walk(ctx, e.paths, documents.WalkOptions{}) {
		if err == nil {
			s.add(file)
		}
		if e.state() != Queued {
			return
		}
		if worked := time.Since(begun); worked >= aheadSlice {
			rest(ctx, aheadRest*worked)
			begun = time.Now()
		}
	}
	if ctx.Err() != nil {
		return
	}
	s.ended.Store(true)
	e.mu.Lock()
	if e.status.State == Queued { // else its run has a survey of its own
		e.survey = s
	}
	e.mu.Unlock()
}

// rest waits, though not beyond the context.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
