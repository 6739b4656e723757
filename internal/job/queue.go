package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"flocktop/cluster"
	"flocktop/internal/documents"
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
	Extractor *documents.Extractor
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
}

// Queue runs jobs one after the other. It is safe for concurrent use.
type Queue struct {
	tools Tools

	ordering sync.Mutex // held while the order changes, in the store and here

	mu   sync.Mutex
	jobs []*entry // in the order of the queue
	more chan struct{}
}

// NewQueue makes an empty queue; [Queue.Run] works on it.
func NewQueue(t Tools) *Queue {
	if t.Remember == nil {
		t.Remember = func(context.Context) error { return nil }
	}
	if t.Changed == nil {
		t.Changed = func() {}
	}
	if t.Guard == nil {
		t.Guard = func(work func()) { work() }
	}
	return &Queue{tools: t, more: make(chan struct{}, 1)}
}

// ErrNoPaths says that a job was asked for without anything to embed.
var ErrNoPaths = errors.New("no file and no folder was named")

// Add puts a job at the end of the queue. model "" leaves the choice to the
// moment when it starts. Paths are taken as they are now: relative ones become
// absolute.
func (q *Queue) Add(ctx context.Context, paths []string, model string) (ID, error) {
	if len(paths) == 0 {
		return 0, ErrNoPaths
	}
	absolute := make([]string, len(paths))
	for i, p := range paths {
		a, err := filepath.Abs(p)
		if err != nil {
			return 0, fmt.Errorf("find %s: %w", p, err)
		}
		absolute[i] = a
	}
	return q.add(ctx, titleOf(absolute), absolute, model)
}

func (q *Queue) add(ctx context.Context, title string, absolute []string, model string) (ID, error) {
	steering := q.tools.Flock.Steering()
	mode := "auto"
	if steering.Forced != 0 {
		mode = steering.Forced.String()
	}
	id, resumed, err := q.record(ctx, store.NewJob{
		Title: title, Paths: absolute, Model: model, Mode: mode, Policy: steering.Policy.String(),
	})
	if err != nil {
		return 0, err
	}
	status := Status{ID: ID(id), Title: title, Paths: absolute, Model: model, Created: time.Now()}
	if resumed {
		status.Why = interrupted
	}
	q.enter(status)
	return status.ID, nil
}

// interrupted is what a job says that an earlier run of the program began.
const interrupted = "goes on from an earlier run"

// enter puts a job at the end of the queue.
func (q *Queue) enter(s Status) {
	e := &entry{id: s.ID, title: s.Title, paths: s.Paths, status: s, places: map[store.ChunkID]place{}, survey: &survey{}, changed: q.tools.Changed}
	q.mu.Lock()
	q.jobs = append(q.jobs, e)
	q.mu.Unlock()
	q.Wake()
	q.tools.Changed()
}

// Wake has the queue look for work again, when a pause is over.
func (q *Queue) Wake() {
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// TakeUp puts the jobs into the queue that an earlier run of the program left
// unfinished, in their order, and returns how many there are. What they have
// stored is not embedded again.
func (q *Queue) TakeUp(ctx context.Context) (int, error) {
	unfinished, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for interrupted jobs: %w", err)
	}
	for _, j := range unfinished {
		if err := q.tools.Store.RestartJob(ctx, j.ID); err != nil {
			return 0, fmt.Errorf("take up the interrupted job %s: %w", j.Title, err)
		}
		q.enter(Status{ID: ID(j.ID), Title: j.Title, Paths: j.Paths, Model: j.Model, Created: j.Created, Why: interrupted})
	}
	return len(unfinished), nil
}

// record enters the job in the store. An unfinished one with the same paths
// that this program does not have in its queue is taken up again.
func (q *Queue) record(ctx context.Context, job store.NewJob) (id store.JobID, resumed bool, err error) {
	unfinished, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("look for an interrupted job: %w", err)
	}
	for _, old := range unfinished {
		if slices.Equal(old.Paths, job.Paths) && q.find(ID(old.ID)) == nil {
			if err := q.tools.Store.RestartJob(ctx, old.ID); err != nil {
				return 0, false, fmt.Errorf("take up the interrupted job: %w", err)
			}
			return old.ID, true, nil
		}
	}
	id, err = q.tools.Store.CreateJob(ctx, job)
	if err != nil {
		return 0, false, fmt.Errorf("queue %s: %w", job.Title, err)
	}
	return id, false, nil
}

// titleOf names a job by its paths, for people.
func titleOf(paths []string) string {
	const shown = 3
	var names []string
	for _, p := range paths[:min(shown, len(paths))] {
		names = append(names, filepath.Base(p))
	}
	title := strings.Join(names, ", ")
	if rest := len(paths) - shown; rest > 0 {
		title += fmt.Sprintf(" and %d more", rest)
	}
	return title
}

// Statuses are all jobs of this run of the program, in the order of the queue.
func (q *Queue) Statuses() []Status {
	paused := q.tools.Flock.Steering().Paused
	q.mu.Lock()
	jobs := slices.Clone(q.jobs)
	q.mu.Unlock()
	out := make([]Status, len(jobs))
	for i, e := range jobs {
		out[i] = e.snapshot(paused)
	}
	return out
}

// Status is the job of this number.
func (q *Queue) Status(id ID) (Status, bool) {
	if e := q.find(id); e != nil {
		return e.snapshot(q.tools.Flock.Steering().Paused), true
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

// Run works on the queue until the context ends. A job that is interrupted by
// that stays unfinished in the store, and can be taken up again.
func (q *Queue) Run(ctx context.Context) {
	for {
		q.resume(ctx)
		e := q.next()
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
	work, stop := context.WithCancel(ctx)
	defer stop()
	if !e.start(stop) {
		return
	}
	progress, err := q.work(work, e)
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
			e.update(func(s *Status) { s.State, s.Ended = Cancelled, time.Now() })
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
