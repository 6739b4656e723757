package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/enginetest"
)

// fakeEngine is an engine whose state tests set by hand. It records what it
// was asked to do.
type fakeEngine struct {
	enginetest.Orders

	mu       sync.Mutex
	flock    cluster.Snapshot
	jobs     []job.Status
	log      []journal.Entry
	settings Settings
	kept     map[string]bool // nodes that the configuration has
	models   []ModelChoice
	paths    []string // suggestions
	changes  chan struct{}
	untold   error // what the questions for documents and failures answer

	histories map[string]cluster.History
	documents []job.Document
	passed    []job.PassedOver // of every job
	past      []job.Past
	earlier   map[job.ID][]job.Failure // of jobs of earlier sessions
	recorded  map[job.ID]job.Status    // the same jobs
	prefs     prefs.Prefs
}

func (e *fakeEngine) change(f func(*fakeEngine)) {
	e.mu.Lock()
	f(e)
	e.mu.Unlock()
	select {
	case e.changes <- struct{}{}:
	default:
	}
}

func locked[T any](e *fakeEngine, f func() T) T {
	e.mu.Lock()
	defer e.mu.Unlock()
	return f()
}

func (e *fakeEngine) Flock() cluster.Snapshot {
	return locked(e, func() cluster.Snapshot {
		flock := e.flock
		if flock.Rates == nil {
			flock.Rates = sumRates(flock.Nodes)
		}
		return flock
	})
}

// sumRates adds the nodes' texts a second, second by second, as a flock of which no
// node has left has them.
func sumRates(nodes []cluster.Node) []float64 {
	longest := 0
	for i := range nodes {
		longest = max(longest, len(nodes[i].Rates))
	}
	sum := make([]float64, longest)
	for i := range nodes {
		tail := sum[longest-len(nodes[i].Rates):]
		for j, v := range nodes[i].Rates {
			tail[j] += v
		}
	}
	return sum
}

func (e *fakeEngine) Jobs() []job.Status { return locked(e, func() []job.Status { return e.jobs }) }

func (e *fakeEngine) Settings() Settings { return locked(e, func() Settings { return e.settings }) }

func (e *fakeEngine) Kept(id string) bool { return locked(e, func() bool { return e.kept[id] }) }

func (e *fakeEngine) Models() []ModelChoice { return e.models }

func (e *fakeEngine) Suggestions() []string { return e.paths }

func (e *fakeEngine) Changes() <-chan struct{} { return e.changes }

func (e *fakeEngine) Log(since uint64) []journal.Entry {
	return locked(e, func() []journal.Entry { return e.log[min(int(since), len(e.log)):] })
}

func (e *fakeEngine) question(n int) adaptive.Question {
	s := e.Settings()
	return adaptive.Question{
		Nodes: e.Flock().Eligible(), Batch: n, Policy: s.Policy, Forced: s.Forced, Thresholds: s.Thresholds,
	}
}

func (e *fakeEngine) Forecast(n int) (adaptive.Verdict, error) {
	v, _, err := adaptive.Decide(e.question(n))
	return v, err
}

func (e *fakeEngine) ReportIf(sizes []int, change adaptive.WhatIf) (adaptive.Report, error) {
	q := e.question(0)
	q.Nodes = change.Apply(q.Nodes)
	return adaptive.NewReport(q, sizes)
}

func (e *fakeEngine) NodeHistory(id string) (cluster.History, bool) {
	h, ok := locked(e, func() cluster.History { return e.histories[id] }), true
	if h.Rates == nil {
		h, ok = madeUpHistory(e.Flock(), id)
	}
	return h, ok
}

func (e *fakeEngine) Prefs() prefs.Prefs { return locked(e, func() prefs.Prefs { return e.prefs }) }

func (e *fakeEngine) KeepPrefs(p prefs.Prefs) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.prefs = p
	return nil
}

func (e *fakeEngine) Documents(_ context.Context, id job.ID) ([]job.Document, error) {
	var out []job.Document
	for _, j := range append(slices.Clone(e.Jobs()), locked(e, func() job.Status { return e.recorded[id] })) {
		if j.ID != id {
			continue
		}
		for _, d := range locked(e, func() []job.Document { return e.documents }) {
			if slices.ContainsFunc(j.Paths, func(p string) bool { return strings.HasPrefix(d.Path, p) }) {
				out = append(out, d)
			}
		}
	}
	return out, e.untold
}

func (e *fakeEngine) Recorded(_ context.Context, id job.ID) (job.Status, error) {
	s := locked(e, func() job.Status { return e.recorded[id] })
	if s.ID == 0 {
		return s, fmt.Errorf("job %d: no such job", id)
	}
	return s, nil
}

func (e *fakeEngine) PassedOver(context.Context, job.ID) ([]job.PassedOver, error) {
	return locked(e, func() []job.PassedOver { return e.passed }), nil
}

func (e *fakeEngine) Failures(_ context.Context, id job.ID) ([]job.Failure, error) {
	if e.untold != nil {
		return nil, e.untold
	}
	for _, j := range e.Jobs() {
		if j.ID == id {
			return j.Failures, nil
		}
	}
	return e.earlier[id], nil
}

func (e *fakeEngine) Past(_ context.Context, limit int) ([]job.Past, error) {
	return locked(e, func() []job.Past { return e.past[:min(limit, len(e.past))] }), nil
}

func (e *fakeEngine) RestoreNode(_ context.Context, id string) error {
	return e.Called("restore %s", id)
}

func (e *fakeEngine) WarmUp(_ context.Context, id, model string) error {
	return e.Called("warm up %s on %s", model, id)
}

func (e *fakeEngine) Unload(_ context.Context, id, model string) error {
	return e.Called("unload %s on %s", model, id)
}

func (e *fakeEngine) Pause(paused bool) {
	_ = e.Called("pause %v", paused)
	e.change(func(e *fakeEngine) { e.settings.Paused = paused })
}

func (e *fakeEngine) Force(mode adaptive.Mode) {
	_ = e.Called("force %v", mode)
	e.change(func(e *fakeEngine) { e.settings.Forced = mode })
}

func (e *fakeEngine) SetPolicy(p adaptive.Policy) {
	_ = e.Called("policy %v", p)
	e.change(func(e *fakeEngine) { e.settings.Policy = p })
}

var errRefused = errors.New("add the node: http://10.0.0.9:11434 answers with an HTML page, not like Ollama; check the port")
