package job

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/store"
)

// Flock is what a job needs of the cluster.
type Flock interface {
	Settled(ctx context.Context) error
	Refresh() cluster.Snapshot
	SetModel(name, digest string)
	Describe(ctx context.Context) (cluster.Description, error)
	Embed(ctx context.Context, b cluster.Batch) (cluster.Progress, error)
	Steering() cluster.Steering
	Thresholds() adaptive.Thresholds
	Steer(change func(*cluster.Steering))
}

// Chunking says how documents are cut.
type Chunking struct {
	Tokens  int     // of a chunk at most; the model's context may allow less
	Overlap float64 // share that neighbouring chunks have in common
}

// Tools are what jobs work with. All are needed but for Wait and the functions.
type Tools struct {
	Flock     Flock
	Store     *store.Store
	Extractor Extractor
	Chunking  Chunking
	Log       *slog.Logger
	// Wait is how long a job stands still because no node can work, before it is
	// halted; 0 waits for ever.
	Wait time.Duration
	// Guard runs work and catches its panic; nil lets it end the program.
	Guard func(work func())
	// Remember keeps what the flock has learned; it is called after each job.
	Remember func(context.Context) error
	// Changed is called when a status changed; it must not block.
	Changed func()
	// Working is told before the first job in a row begins, and when there is none
	// any more whose turn it is.
	Working func(yes bool)
}

// Queue runs jobs one after the other. It is safe for concurrent use.
type Queue struct {
	tools Tools

	ordering sync.Mutex // held while the order changes, in the store and here
	outlook  outlook

	mu   sync.Mutex
	jobs []*entry // in the order of the queue
	more chan struct{}
	// entered holds a token when a job may have come that nobody has looked over
	entered chan struct{}
}

// NewQueue makes an empty queue; [Queue.Run] works on it.
func NewQueue(t Tools) *Queue {
	if t.Remember == nil {
		t.Remember = func(context.Context) error { return nil }
	}
	if t.Working == nil {
		t.Working = func(bool) {}
	}
	if t.Changed == nil {
		t.Changed = func() {}
	}
	if t.Guard == nil {
		t.Guard = func(work func()) { work() }
	}
	return &Queue{tools: t, more: make(chan struct{}, 1), entered: make(chan struct{}, 1)}
}

// Wake has the queue look for work again, when a pause is over.
func (q *Queue) Wake() {
	for _, to := range []chan struct{}{q.more, q.entered} {
		select {
		case to <- struct{}{}:
		default:
		}
	}
}

// Statuses are all jobs of this run of the program, in the order of the queue.
func (q *Queue) Statuses() []Status {
	paused := q.tools.Flock.Steering().Paused
	q.mu.Lock()
	jobs := slices.Clone(q.jobs)
	q.mu.Unlock()
	out := make([]Status, len(jobs))
	for i, e := range jobs {
		out[i] = q.status(e, paused)
	}
	return out
}

// status is a job with what can be foreseen of it.
func (q *Queue) status(e *entry, paused bool) Status {
	s := e.snapshot(paused)
	if !s.State.Ended() {
		q.outlook.foresee(&s, e.piles())
	}
	return s
}

// Status is the job of this number.
func (q *Queue) Status(id ID) (Status, bool) {
	if e := q.find(id); e != nil {
		return q.status(e, q.tools.Flock.Steering().Paused), true
	}
	return Status{}, false
}

func (q *Queue) find(id ID) *entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range q.jobs {
		if e.id == id {
			return e
		}
	}
	return nil
}

// Cancel ends a job for good; what is stored stays. A job that has ended is
// left as it is.
func (q *Queue) Cancel(ctx context.Context, id ID) error {
	e := q.find(id)
	if e == nil {
		return fmt.Errorf("there is no job %d", id)
	}
	q.ordering.Lock() // nobody takes it up again before its end is written
	defer q.ordering.Unlock()
	if !e.cancel() { // where it runs, its own end writes the result
		return nil
	}
	return q.end(ctx, e, Cancelled, nil, cluster.Progress{})
}

// Running says whether a job runs.
func (q *Queue) Running() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.ContainsFunc(q.jobs, func(e *entry) bool { return e.state() == Running })
}

// Unfinished says whether a job runs or waits for its turn.
func (q *Queue) Unfinished() bool {
	for _, s := range q.Statuses() {
		if !s.State.Ended() {
			return true
		}
	}
	return false
}
