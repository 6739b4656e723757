package job

import (
	"context"
	"errors"
	"fmt"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// canGoOn says whether a job that ended with this error can go on where it
// stands, once the cause is gone: a full disk, a file that may not be written,
// nodes that are all away.
func canGoOn(err error) bool {
	_, away := errors.AsType[*cluster.NoNodeError](err)
	return away || store.Recoverable(err)
}

// halt keeps a job for later: unfinished in the store, with the reason on the
// screen. The queue pauses with it, since the next job would fare no better;
// when that is lifted the job begins anew and skips what is stored.
func (q *Queue) halt(e *entry, why error) {
	q.tools.Log.Error(fmt.Sprintf("%s is halted: %v", e.title, why))
	q.tools.Flock.Steer(func(s *cluster.Steering) { s.Paused = true })
	e.update(func(s *Status) {
		s.State, s.Why, s.Halted = Paused, why.Error(), true
		e.stop = nil
	})
}

// resume puts halted jobs back to their place in the queue, now that it goes on.
func (q *Queue) resume(ctx context.Context) {
	if q.tools.Flock.Steering().Paused {
		return
	}
	for _, s := range q.Statuses() {
		if !s.Halted {
			continue
		}
		e := q.find(s.ID)
		if !e.renew() {
			continue // cancelled meanwhile
		}
		err := q.tools.Store.RequeueJob(ctx, store.JobID(s.ID))
		if err != nil && e.state() == Queued {
			q.halt(e, fmt.Errorf("take up the job again: %w", err))
			return
		}
	}
}
