package job_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/documents"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

func TestMain(m *testing.M) {
	if documents.WorkerMain() {
		return
	}
	goleak.VerifyTestMain(m)
}

const model, digest = "sheep:latest", "0a1b"

// flock embeds whatever it is given, or does what the test wants instead.
type flock struct {
	mu       sync.Mutex
	steering cluster.Steering
	embedded int // texts, of all batches
	// embed takes the place of the batches to come, one after the other.
	embed []func(context.Context, cluster.Batch) error
	away  bool // no node answers
	other bool // the one that does has another model alone
	// progress is what a batch says at its end.
	progress cluster.Progress
}

func (f *flock) Settled(ctx context.Context) error { return ctx.Err() }

func (f *flock) Refresh() cluster.Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return cluster.Snapshot{}
	}
	has := cluster.Model{Name: model, Digest: digest, Embedding: true}
	if f.other {
		has = cluster.Model{Name: "another:latest", Digest: "sha256:another", Embedding: true}
	}
	return cluster.Snapshot{Model: model, Digest: digest, Nodes: []cluster.Node{{
		ID: "http://box:11434", Name: "box", State: cluster.Ready, Models: []cluster.Model{has},
	}}}
}

// hasAnother makes the node one that has another model alone, or the model again.
func (f *flock) hasAnother(other bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.other = other
}

func (f *flock) SetModel(string, string) {}

func (f *flock) Describe(context.Context) (cluster.Description, error) {
	return cluster.Description{Model: model, Digest: digest, Dimension: 2}, nil
}

func (f *flock) Steering() cluster.Steering {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.steering
}

func (f *flock) Thresholds() adaptive.Thresholds { return adaptive.DefaultThresholds() }

func (f *flock) Steer(change func(*cluster.Steering)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.steering)
}

func (f *flock) Embed(ctx context.Context, b cluster.Batch) (cluster.Progress, error) {
	f.mu.Lock()
	work := f.store
	if len(f.embed) > 0 {
		work, f.embed = f.embed[0], f.embed[1:]
	}
	f.mu.Unlock()
	return f.progress, work(ctx, b)
}

// store keeps a vector for every text.
func (f *flock) store(ctx context.Context, b cluster.Batch) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case texts, more := <-b.Texts:
			if !more {
				return nil
			}
			for _, t := range texts {
				if err := f.keep(ctx, b, t); err != nil {
					return err
				}
			}
		}
	}
}

func (f *flock) keep(ctx context.Context, b cluster.Batch, t cluster.Text) error {
	f.mu.Lock()
	f.embedded++
	f.mu.Unlock()
	return b.Ledger.Store(ctx, cluster.Delivery{
		Node: "http://box:11434", Version: "1", Model: b.Model, Digest: b.Digest, IDs: []int64{t.ID}, Vectors: [][]float32{{0.6, 0.8}},
	})
}

// count is how many texts were embedded so far.
func (f *flock) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.embedded
}

// desk is a queue over a store of its own, with documents to embed.
type desk struct {
	t       *testing.T
	flock   *flock
	store   *store.Store
	queue   *job.Queue
	tools   job.Tools
	folder  string
	changed chan struct{}
	caught  chan any // what the guard caught
}

const documentsOfDesk = 5

// newDesk prepares a queue; its work begins with run.
func newDesk(t *testing.T, change func(*job.Tools)) *desk {
	t.Helper()
	d := &desk{t: t, flock: &flock{}, folder: t.TempDir(), changed: make(chan struct{}, 1), caught: make(chan any, 4)}
	for i := range documentsOfDesk {
		if err := os.WriteFile(filepath.Join(d.folder, fmt.Sprintf("%d.txt", i)), fmt.Appendf(nil, "Sheep number %d.", i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.store = openStore(t, filepath.Join(t.TempDir(), "store.db"), store.Options{Durability: store.Normal})
	extractor := documents.NewExtractor(documents.ExtractorOptions{})
	t.Cleanup(func() {
		if err := extractor.Close(); err != nil {
			t.Error(err)
		}
	})
	tools := job.Tools{
		Flock: d.flock, Store: d.store, Extractor: extractor, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Guard: func(work func()) {
			defer func() {
				if v := recover(); v != nil {
					d.caught <- v
				}
			}()
			work()
		},
		Changed: func() {
			select {
			case d.changed <- struct{}{}:
			default:
			}
		},
	}
	change(&tools)
	d.tools = tools
	d.again()
	return d
}

// openStore opens a store that is closed when the test ends.
func openStore(t *testing.T, path string, opt store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// again begins with an empty queue on the same store, as the next run of the
// program does.
func (d *desk) again() { d.queue = job.NewQueue(d.tools) }

// run works on the queue until stop is called, or the test ends.
func (d *desk) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); d.queue.Run(ctx) }()
	stop = func() { cancel(); <-done }
	d.t.Cleanup(stop)
	return stop
}

// add queues the desk's own documents.
func (d *desk) add() job.ID {
	d.t.Helper()
	return d.addPath(d.folder)
}

func (d *desk) addPath(path string) job.ID {
	d.t.Helper()
	id, err := d.queue.Add(d.t.Context(), []string{path}, "")
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// pause holds the queue or lets it go on, as the user does.
func (d *desk) pause(paused bool) {
	d.flock.Steer(func(s *cluster.Steering) { s.Paused = paused })
	d.queue.Wake()
}

// until waits for a status of which this holds.
func (d *desk) until(id job.ID, what string, holds func(job.Status) bool) job.Status {
	d.t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		s, _ := d.queue.Status(id)
		if holds(s) {
			return s
		}
		select {
		case <-d.changed:
		case <-limit.C:
			d.t.Fatalf("%s: not within a minute; it is %s: %s", what, s.State, s.Why)
		}
	}
}

func (d *desk) ended(id job.ID) job.Status {
	d.t.Helper()
	return d.until(id, "the job ends", func(s job.Status) bool { return s.State.Ended() && !s.Ended.IsZero() })
}

// unfinished are the jobs that a next start of the program would offer.
func (d *desk) unfinished() []store.Job {
	d.t.Helper()
	jobs, err := d.store.UnfinishedJobs(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return jobs
}

// worksUntilStopped makes the next batch one that ends with its context only; the
// channel is closed when it has begun.
func (f *flock) worksUntilStopped() <-chan struct{} {
	began := make(chan struct{})
	f.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, _ cluster.Batch) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	}}
	return began
}
