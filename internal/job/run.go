package job

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// Run works on the queue until the context ends. A job that is interrupted by
// that stays unfinished in the store, and can be taken up again.
func (q *Queue) Run(ctx context.Context) {
	looking, stop := context.WithCancel(ctx)
	var ahead sync.WaitGroup
	ahead.Go(func() { q.tools.Guard(func() { q.lookAhead(looking) }) })
	defer ahead.Wait()
	defer stop() // a panic too goes on only when that is over
	working := false
	for {
		q.resume(ctx)
		e := q.next()
		if now := e != nil; now != working {
			working = now
			q.tools.Working(working)
		}
		if e == nil {
			select {
			case <-ctx.Done():
				return
			case <-q.more:
			}
			continue
		}
		q.runOne(ctx, e)
		if ctx.Err() != nil {
			return
		}
	}
}

// next is the job whose turn it is; nil while there is none or the queue is
// paused.
func (q *Queue) next() *entry {
	if q.tools.Flock.Steering().Paused {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range q.jobs {
		if e.state() == Queued {
			return e
		}
	}
	return nil
}

// runOne runs a job to its end, whatever that is, and books it.
func (q *Queue) runOne(ctx context.Context, e *entry) {
	begun := time.Now()
	work, stop := context.WithCancel(ctx)
	defer stop()
	if !e.start(stop) {
		return
	}
	var progress cluster.Progress
	err := q.tools.Store.RestartJob(work, store.JobID(e.id)) // what an earlier run of it noted about its chunks
	if err == nil {
		progress, err = q.work(work, e)
	}
	switch {
	case ctx.Err() != nil:
		return // the program ends: unfinished in the store
	case err == nil && e.incomplete() && work.Err() == nil:
		if err = q.tools.Store.RestartJob(ctx, store.JobID(e.id)); err == nil && !e.repeat(work) {
			err = q.end(ctx, e, Cancelled, nil, progress)
		}
	case err == nil && !e.incomplete():
		err = q.end(ctx, e, Done, nil, progress)
	case work.Err() != nil:
		if err = q.end(ctx, e, Cancelled, nil, progress); err != nil { // it is over all the same, until the next start
			q.tools.Log.Error(fmt.Sprintf("%s: %v", e.title, err))
			e.update(func(s *Status) {
				s.State, s.Ended = Cancelled, time.Now()
				e.settleShares()
			})
			err = nil
		}
	case errors.Is(err, errPanic), errors.Is(err, cluster.ErrLedgerPanic):
		return // the program ends: unfinished in the store
	case canGoOn(err):
		q.halt(e, err)
		err = nil
	default:
		q.tools.Log.Error(fmt.Sprintf("%s: %v", e.title, err))
		err = q.end(ctx, e, Broken, err, progress)
	}
	switch {
	case err == nil:
	case canGoOn(err): // its end could not be written
		q.halt(e, err)
	default:
		q.tools.Log.Error(fmt.Sprintf("%s: %v", e.title, err))
	}
	if err := q.tools.Remember(ctx); err != nil {
		q.tools.Log.Warn(fmt.Sprintf("learned speeds were not kept: %v", err))
	}
	if s := e.snapshot(false); s.State == Done {
		q.outlook.took(&s, time.Since(begun)-e.heldUp())
	}
}
