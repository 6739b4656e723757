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
	if t.Changed == nil {
		t.Changed = func() {}
	}
	if t.Guard == nil {
		t.Guard = func(work func()) { work() }
	}
	return &Queue{tools: t, more: make(chan struct{}, 1), entered: make(chan struct{}, 1)}
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
	absolute, err := absolutes(paths)
	if err != nil {
		return 0, err
	}
	return q.add(ctx, Status{Title: titleOf(absolute), Paths: absolute, Model: model})
}

func absolutes(paths []string) ([]string, error) {
	out := make([]string, len(paths))
	for i, p := range paths {
		a, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", p, err)
		}
		out[i] = a
	}
	return out, nil
}

// add puts a job at the end of the queue, of which its title, paths and model are
// known.
func (q *Queue) add(ctx context.Context, s Status) (ID, error) {
	steering := q.tools.Flock.Steering()
	mode := "auto"
	if steering.Forced != 0 {
		mode = steering.Forced.String()
	}
	old, err := q.unfinished(ctx, s.Paths)
	switch {
	case err != nil:
		return 0, err
	case old != nil:
		resumed, err := q.takeUp(ctx, *old)
		if err != nil {
			return 0, err
		}
		s.ID, s.Created = resumed.ID, resumed.Created
		s.Why, s.Documents, s.Chunks, s.Skipped = resumed.Why, resumed.Documents, resumed.Chunks, resumed.Skipped
	default:
		id, err := q.tools.Store.CreateJob(ctx, store.NewJob{
			Title: s.Title, Paths: s.Paths, Model: s.Model, Mode: mode, Policy: steering.Policy.String(),
		})
		if err != nil {
			return 0, fmt.Errorf("queue %s: %w", s.Title, err)
		}
		s.ID, s.Created = ID(id), time.Now()
	}
	if twin := q.twin(s); twin != "" {
		q.tools.Log.Warn(fmt.Sprintf("%s is in the queue already (%s): what that embeds is not embedded again", s.Title, twin))
	}
	q.enter(s)
	return s.ID, nil
}

// Twin says how a job stands that has the same paths and has not ended; "" where
// there is none. A second one is no mistake where a setting changed between them,
// but it finds everything stored.
func (q *Queue) Twin(paths []string) string {
	absolute, err := absolutes(paths)
	if err != nil {
		return ""
	}
	return q.twin(Status{Paths: absolute})
}

func (q *Queue) twin(of Status) string {
	for _, s := range q.Statuses() {
		if s.ID != of.ID && !s.State.Ended() && slices.Equal(s.Paths, of.Paths) {
			return fmt.Sprintf("job %d, %s", s.ID, s.State)
		}
	}
	return ""
}

// enter puts a job at the end of the queue.
func (q *Queue) enter(s Status) {
	e := &entry{
		id: s.ID, title: s.Title, paths: s.Paths, status: s,
		places: map[store.ChunkID]place{}, stored: map[string]int{}, survey: &survey{}, changed: q.tools.Changed,
	}
	q.mu.Lock()
	q.jobs = append(q.jobs, e)
	q.mu.Unlock()
	q.Wake()
	q.tools.Changed()
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

// TakeUp puts the jobs into the queue that an earlier run of the program left
// unfinished, in their order, and returns how many there are. What they have
// stored is not embedded again.
func (q *Queue) TakeUp(ctx context.Context) (int, error) {
	unfinished, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for interrupted jobs: %w", err)
	}
	for _, j := range unfinished {
		status, err := q.takeUp(ctx, j)
		if err != nil {
			return 0, err
		}
		q.enter(status)
	}
	return len(unfinished), nil
}

// unfinished is a job of an earlier run of the program with these paths that is not
// in the queue; nil where there is none.
func (q *Queue) unfinished(ctx context.Context, paths []string) (*store.Job, error) {
	all, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for an interrupted job: %w", err)
	}
	for _, old := range all {
		if slices.Equal(old.Paths, paths) && q.find(ID(old.ID)) == nil {
			return &old, nil
		}
	}
	return nil, nil
}

// interrupted is what a job says that an earlier run of the program began.
const interrupted = "goes on from an earlier run"

// takeUp makes a job of an earlier run of the program one that waits for its turn.
// What it came to stays known until it begins anew.
func (q *Queue) takeUp(ctx context.Context, j store.Job) (Status, error) {
	if err := q.tools.Store.RequeueJob(ctx, j.ID); err != nil {
		return Status{}, fmt.Errorf("take up the interrupted job %s: %w", j.Title, err)
	}
	counts, err := q.tools.Store.Counts(ctx, j.ID)
	if err != nil {
		return Status{}, fmt.Errorf("count what the interrupted job %s did: %w", j.Title, err)
	}
	s := Status{ID: ID(j.ID), Title: j.Title, Paths: j.Paths, Model: j.Model, Created: j.Created}
	s.before(counts.Documents, counts.Chunks, counts.Embedded+counts.Skipped)
	if begun := !j.Started.IsZero() || counts.Documents > 0; begun {
		s.Why = interrupted
	}
	return s, nil
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
		q.outlook.foresee(&out[i], e.sizes())
	}
	return out
}

// Status is the job of this number.
func (q *Queue) Status(id ID) (Status, bool) {
	if e := q.find(id); e != nil {
		s := e.snapshot(q.tools.Flock.Steering().Paused)
		q.outlook.foresee(&s, e.sizes())
		return s, true
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
	looking, stop := context.WithCancel(ctx)
	var ahead sync.WaitGroup
	ahead.Go(func() { q.tools.Guard(func() { q.lookAhead(looking) }) })
	defer ahead.Wait()
	defer stop() // a panic too goes on only when that is over
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
