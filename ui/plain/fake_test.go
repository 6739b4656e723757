package plain

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/ui/internal/enginetest"
)

// fake is an engine whose state tests set by hand. It records what it was asked
// to do.
type fake struct {
	simulation Simulation // nil: the servers are real
	width      int        // of the terminal; 0 while it is not known
	enginetest.Orders

	mu       sync.Mutex
	flock    cluster.Snapshot
	jobs     []job.Status
	entries  []journal.Entry
	settings Settings
	kept     map[string]bool // nodes that the configuration has
	past     []job.Past
	paths    []string // suggestions
	changes  chan struct{}
	loading  time.Duration // how long a model takes
}

func (e *fake) change(f func(*fake)) {
	e.mu.Lock()
	f(e)
	e.mu.Unlock()
	select {
	case e.changes <- struct{}{}:
	default:
	}
}

func locked[T any](e *fake, f func() T) T {
	e.mu.Lock()
	defer e.mu.Unlock()
	return f()
}

func (e *fake) Flock() cluster.Snapshot { return locked(e, func() cluster.Snapshot { return e.flock }) }

func (e *fake) Jobs() []job.Status {
	return locked(e, func() []job.Status { return append([]job.Status(nil), e.jobs...) })
}
func (e *fake) Settings() Settings       { return locked(e, func() Settings { return e.settings }) }
func (e *fake) Kept(id string) bool      { return locked(e, func() bool { return e.kept[id] }) }
func (e *fake) Suggestions() []string    { return e.paths }
func (e *fake) Changes() <-chan struct{} { return e.changes }

func (e *fake) Log(since uint64) []journal.Entry {
	return locked(e, func() []journal.Entry { return e.entries[min(int(since), len(e.entries)):] })
}

func (e *fake) question(n int) adaptive.Question {
	s := e.Settings()
	return adaptive.Question{
		Nodes: e.Flock().Eligible(), Batch: n, Policy: s.Policy, Forced: s.Forced, Thresholds: s.Thresholds,
	}
}

func (e *fake) Forecast(n int) (adaptive.Verdict, error) {
	v, _, err := adaptive.Decide(e.question(n))
	return v, err
}

func (e *fake) Report(sizes []int) (adaptive.Report, error) {
	return adaptive.NewReport(e.question(0), sizes)
}

func (e *fake) Past(_ context.Context, limit int) ([]job.Past, error) {
	return e.past[:min(limit, len(e.past))], e.Fail
}

func (e *fake) Failures(_ context.Context, id job.ID) ([]job.Failure, error) {
	for _, j := range e.Jobs() {
		if j.ID == id {
			return j.Failures, e.Fail
		}
	}
	return nil, errors.New("there is no such job")
}

func (e *fake) RestoreNode(_ context.Context, id string) error {
	return e.Called("restore node %s", id)
}

func (e *fake) WarmUp(ctx context.Context, id, model string) error {
	select { // in a bubble, where minutes are free
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(e.loading):
	}
	return e.Called("load %s on %s", model, id)
}

func (e *fake) Unload(_ context.Context, id, model string) error {
	return e.Called("unload %s on %s", model, id)
}

func (e *fake) Pause(paused bool) {
	_ = e.Called("pause %v", paused)
	e.change(func(e *fake) { e.settings.Paused = paused })
}

func (e *fake) Force(mode adaptive.Mode) {
	_ = e.Called("force %v", mode)
	e.change(func(e *fake) { e.settings.Forced = mode })
}

func (e *fake) SetPolicy(p adaptive.Policy) {
	_ = e.Called("policy %v", p)
	e.change(func(e *fake) { e.settings.Policy = p })
}

// log adds an entry.
func (e *fake) logs(level slog.Level, node, text string) {
	e.change(func(e *fake) {
		e.entries = append(e.entries, journal.Entry{
			Seq: uint64(len(e.entries)), At: bigBang, Level: level, Node: node, Text: text,
		})
	})
}

// bigBang is when time begins in a bubble.
var bigBang = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const nomic = "nomic-embed-text:latest"

func node(name string, state cluster.State, perText time.Duration, gpu float64) cluster.Node {
	n := cluster.Node{
		ID: "http://" + name + ":11434", Name: name, State: state, Version: "0.17.4",
		GPUShare: &gpu, GPUSource: "server", Average: perText, Ping: 3 * time.Millisecond,
		Learned:  cluster.Speed{RoundTrip: 3 * time.Millisecond, PerRequest: 4 * time.Millisecond, PerText: perText, Texts: 5120},
		Models:   []cluster.Model{{Name: nomic, Digest: "0a109f422b47", Disk: 274 << 20, Embedding: true, Loaded: gpu > 0}},
		Requests: 5120, Errors: 2, ErrorRate: 0.004, Texts: 80000,
		Check: cluster.Matching, CheckedAt: bigBang,
	}
	n.Health = cluster.Vitals{Up: true, GPUShare: gpu, ErrorRate: n.ErrorRate, Ping: n.Ping, PerText: perText, Fastest: 12 * time.Millisecond}.Score()
	return n
}

// mixed is an engine with four nodes, one of them away, and a job that is over.
func mixed() *fake {
	e := &fake{changes: make(chan struct{}, 1), settings: Settings{Model: nomic, Version: "1.2.0", Thresholds: adaptive.DefaultThresholds()}}
	shed := cluster.Node{
		ID: "http://shed:11434", Name: "shed", State: cluster.Offline, Note: "connection refused, next try in 2s",
		LastError: "connection refused", LastErrAt: bigBang.Add(-time.Hour), Requests: 90, Errors: 9, ErrorRate: 0.31,
	}
	gpu := node("gpu-box", cluster.Ready, 12100*time.Microsecond, 1)
	gpu.VRAMUsed, gpu.VRAMTotal = new(int64(565<<20)), new(int64(8<<30))
	e.flock = cluster.Snapshot{
		Model: nomic, Digest: "0a109f422b47",
		Nodes: []cluster.Node{gpu, node("attic", cluster.Ready, 82*time.Millisecond, 0.42), node("laptop", cluster.Ready, 210*time.Millisecond, 0), shed},
	}
	e.jobs = []job.Status{{
		ID: 1, Title: "paper", Paths: []string{"/home/ada/paper"}, Model: nomic, State: job.Done,
		Documents: 41, Chunks: 1260, Embedded: 1200, Skipped: 58, Failed: 2, Walked: true,
		Created: bigBang.Add(-time.Hour), Started: bigBang.Add(-time.Hour), Ended: bigBang.Add(-time.Hour + 13*time.Second),
		Elapsed: 12300 * time.Millisecond, Predicted: 12100 * time.Millisecond, Bound: 11900 * time.Millisecond,
		Failures: []job.Failure{
			{Path: "/home/ada/paper/scan.pdf", Chunk: new(14), Reason: "input is longer than the context of 2048 tokens"},
			{Path: "/home/ada/paper/scan.pdf", Chunk: new(15), Reason: "input is longer than the context of 2048 tokens"},
		},
	}}
	e.past = []job.Past{
		{
			ID: 1, Title: "paper", State: job.Done, Ended: bigBang.Add(-time.Hour), Texts: 1200, Failed: 2,
			Mode: adaptive.Hybrid, Reason: string(adaptive.PredictedFaster),
			Predicted: 12100 * time.Millisecond, Actual: 12300 * time.Millisecond, Bound: 11900 * time.Millisecond,
		},
		{ID: 0, Title: "old", State: job.Cancelled, Ended: bigBang.Add(-48 * time.Hour)},
	}
	return e
}

// handbook is a job in the middle of its work.
func handbook(e *fake) job.Status {
	v, _ := e.Forecast(2710)
	return job.Status{
		ID: 2, Title: "handbook", Paths: []string{"/home/ada/handbook"}, Model: nomic, State: job.Running,
		Documents: 312, Chunks: 2710, Walked: true, Started: bigBang, Elapsed: 7200 * time.Millisecond,
		Rate: 98.2, ETA: 15 * time.Second, Verdict: v, Predicted: 27100 * time.Millisecond, Bound: 26400 * time.Millisecond,
		Shares: []job.Share{{Name: "gpu-box", Texts: 1012}, {Name: "attic", Texts: 148}, {Name: "laptop"}},
	}
}

// busy is mixed with a running job and a queued one.
func busy() *fake {
	e := mixed()
	j := handbook(e)
	j.Embedded, j.Skipped = 1120, 40
	e.jobs = append(e.jobs, j, job.Status{ID: 3, Title: "notes, todo.md", Paths: []string{"/home/ada/notes", "/home/ada/todo.md"}})
	gpu := &e.flock.Nodes[0]
	gpu.State, gpu.InFlight, gpu.Queued, gpu.Rates = cluster.Busy, 2, 48, []float64{98, 98, 98, 98, 98}
	return e
}
