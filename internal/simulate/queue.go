package simulate

import (
	"context"
	"slices"
	"sync"
	"time"
)

// queue hands out a node's places of work in the order of arrival.
//
// It keeps time by plan, not by when goroutines happen to wake: whoever waited
// begins at the planned end of the request before. A late timer makes one answer
// late; it never adds up.
type queue struct {
	mu      sync.Mutex
	idle    []time.Time // of each idle place, the planned end of its last request
	waiting []*ticket
}

// ticket is one waiting request.
type ticket struct {
	arrived time.Time
	turn    chan time.Time // receives the start; buffered, so that giving a turn never blocks
}

func newQueue(places int) *queue {
	return &queue{idle: make([]time.Time, places)}
}

// enter waits for a place and returns the moment from which it is ours. The
// caller gives the place back with leave. An error means that the context ended
// first and that there is nothing to give back.
func (q *queue) enter(ctx context.Context) (start time.Time, err error) {
	now := time.Now()
	q.mu.Lock()
	if n := len(q.idle); n > 0 {
		free := q.idle[n-1]
		q.idle = q.idle[:n-1]
		q.mu.Unlock()
		return latest(free, now), nil
	}
	t := &ticket{arrived: now, turn: make(chan time.Time, 1)}
	q.waiting = append(q.waiting, t)
	q.mu.Unlock()

	select {
	case start = <-t.turn:
		return start, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	i := slices.Index(q.waiting, t)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	q.mu.Unlock()
	if i < 0 { // the turn came at the same moment: pass it on unused
		q.leave(<-t.turn)
	}
	return time.Time{}, ctx.Err()
}

// leave gives a place back as of the planned end of its request.
func (q *queue) leave(end time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.idle = append(q.idle, end)
		return
	}
	next := q.waiting[0]
	q.waiting = slices.Delete(q.waiting, 0, 1)
	next.turn <- latest(end, next.arrived)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sleepUntil waits for a moment and says whether it came before the context's end.
func sleepUntil(ctx context.Context, moment time.Time) bool {
	return sleep(ctx, time.Until(moment))
}

// sleep waits and says whether the wait was over before the context.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
