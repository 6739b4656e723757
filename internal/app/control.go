package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/internal/store"
)

// Flock is the newest snapshot of the nodes.
//
// Where this program only watches, its rates are those of the one that works.
func (a *App) Flock() cluster.Snapshot {
	s := a.flock.Snapshot()
	if a.watch != nil {
		a.watch.mu.Lock()
		defer a.watch.mu.Unlock()
		s.Rates = a.watch.rates
	}
	return s
}

// Settled waits until every node was probed once, and returns that snapshot.
func (a *App) Settled(ctx context.Context) (cluster.Snapshot, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-a.guard.dead: // nobody probes any more
			stop()
		case <-ctx.Done():
		}
	}()
	err := a.flock.Settled(ctx)
	return a.flock.Snapshot(), err //nolint:wrapcheck // the context's
}

// Log returns the kept log entries from a sequence number on.
func (a *App) Log(since uint64) []journal.Entry { return a.journal.Since(since) }

// Changes holds a token when anything has changed since the last was taken.
func (a *App) Changes() <-chan struct{} { return a.changes }

// Steering is what the user has set: forced mode, policy, pause.
func (a *App) Steering() cluster.Steering { return a.flock.Steering() }

// Thresholds are those of the rules.
func (a *App) Thresholds() adaptive.Thresholds { return a.flock.Thresholds() }

// Limits say from where figures of a node stand out on the screen.
func (a *App) Limits() config.Thresholds { return a.cfg.Thresholds }

// StorePath is the store's file.
func (a *App) StorePath() string { return a.cfg.Store }

// Store is the open store; nil where it was opened for reading and there is
// none.
func (a *App) Store() *store.Store { return a.store }

// Simulated is the title of the demo's scenario; "" with real servers.
func (a *App) Simulated() string {
	if a.demo == nil {
		return ""
	}
	return a.demo.Title()
}

// Forgets says that the store is gone at the end: that of a demo, where the user has
// named no other.
func (a *App) Forgets() bool { return a.demo != nil && a.demo.owns(a.cfg.Store) }

// Suggestions are paths worth embedding: the demo's sample documents, else what
// was embedded lately.
func (a *App) Suggestions() []string {
	if a.demo != nil {
		return a.samples()
	}
	const jobs, paths = 20, 6
	if a.store == nil {
		return nil
	}
	past, err := a.store.Jobs(context.Background(), jobs)
	if err != nil {
		a.log.Warn(fmt.Sprintf("earlier jobs cannot be read: %v", err))
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, j := range past {
		for _, p := range j.Paths {
			if _, err := os.Stat(p); err == nil && !seen[p] && len(out) < paths {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// samples are the folders of the demo, with one among them that no job has had.
func (a *App) samples() []string {
	used := map[string]bool{}
	for _, j := range a.Jobs() {
		for _, path := range j.Paths {
			used[path] = used[path] || j.State != job.Cancelled
		}
	}
	if a.store != nil { // of an earlier demo, where the user has named a store
		past, err := a.store.Jobs(context.Background(), 0)
		if err != nil {
			a.log.Warn(fmt.Sprintf("earlier jobs cannot be read: %v", err))
		}
		for _, j := range past {
			for _, path := range j.Paths {
				used[path] = used[path] || j.State == store.JobDone
			}
		}
	}
	folders, err := a.demo.Samples(func(path string) bool { return used[path] })
	if err != nil {
		a.log.Warn(err.Error())
	}
	return folders
}

// Forecast is the verdict for a batch of n texts as things are set, forced mode
// included, with the cost of every mode, from learned speeds.
func (a *App) Forecast(n int) (adaptive.Verdict, error) {
	q := a.question()
	q.Batch, q.Forced = n, a.Steering().Forced
	v, _, err := adaptive.Decide(q)
	return v, err //nolint:wrapcheck // the one error is a sentence
}

// Report decides for each of the sizes, from learned speeds; no server is
// asked. Nodes that are not known to be ready count where none is: a report
// before the first probe speaks of the configured nodes.
func (a *App) Report(sizes []int) (adaptive.Report, error) {
	return a.ReportIf(sizes, adaptive.WhatIf{})
}

// ReportIf is [App.Report] for a flock that is not quite this one.
func (a *App) ReportIf(sizes []int, w adaptive.WhatIf) (adaptive.Report, error) {
	q := a.question()
	q.Nodes = w.Apply(q.Nodes)
	return adaptive.NewReport(q, sizes) //nolint:wrapcheck // the one error is a sentence
}

func (a *App) question() adaptive.Question {
	s := a.flock.Snapshot()
	nodes := s.Eligible()
	if len(nodes) == 0 && s.Unprobed() {
		nodes = s.All()
	}
	steering := a.Steering()
	return adaptive.Question{Nodes: nodes, Policy: steering.Policy, Thresholds: a.Thresholds(), Cost: steering.Cost}
}

// Pause holds the queue, or lets it go on.
func (a *App) Pause(paused bool) {
	if a.refuse() != nil {
		return
	}
	before := a.Steering()
	a.flock.Steer(func(s *cluster.Steering) { s.Paused = paused })
	switch {
	case paused == before.Paused:
	case paused:
		a.log.Info("the queue is paused")
	default:
		a.log.Info("the queue goes on")
	}
	a.queue.Wake()
	a.changed()
}

// Force sets the mode from the next request on; 0 lifts it.
func (a *App) Force(mode adaptive.Mode) {
	if a.refuse() != nil {
		return
	}
	before := a.Steering()
	a.flock.Steer(func(s *cluster.Steering) { s.Forced = mode })
	switch mode {
	case before.Forced:
	case 0:
		a.log.Info("the mode is chosen automatically")
	default:
		a.log.Info(mode.String() + " is forced")
	}
	a.changed()
}

// SetPolicy says who has the last word, prediction or rules.
func (a *App) SetPolicy(policy adaptive.Policy) {
	if a.refuse() != nil {
		return
	}
	before := a.Steering()
	a.flock.Steer(func(s *cluster.Steering) { s.Policy = policy })
	if policy != before.Policy {
		a.log.Info("the policy is " + policy.String())
	}
	a.changed()
}

// SetModel chooses the model of jobs queued from now on. The running job keeps
// its own.
func (a *App) SetModel(ctx context.Context, name string) error {
	if err := a.refuse(); err != nil {
		return err
	}
	err := a.setModel(ctx, name)
	if err != nil {
		a.log.Warn(fmt.Sprintf("the model stays as it is: %v", err))
	}
	return err
}

func (a *App) setModel(ctx context.Context, name string) error {
	picked, err := a.flock.Snapshot().PickModel(name, "")
	if err != nil {
		return err //nolint:wrapcheck // says which nodes have which model
	}
	if a.queue.Unfinished() {
		return errors.New("a job runs or waits: its vectors belong to one model; choose another when the queue is empty")
	}
	if err := a.RefuseModel(ctx, picked); err != nil {
		return err
	}
	held, _, err := a.store.ModelByName(ctx, picked)
	if err != nil {
		return fmt.Errorf("look up the model in the store: %w", err)
	}
	a.flock.SetModel(picked, held.Digest)
	a.log.Info("the model is " + cluster.ShortModel(picked))
	a.changed()
	return a.store.SetSetting(ctx, store.SettingLastModel, picked) //nolint:wrapcheck // a sentence already
}

// RefuseModel says why the store cannot hold vectors of a model as the nodes have it;
// nil where it can.
func (a *App) RefuseModel(ctx context.Context, name string) error {
	return a.store.RefuseOtherModel(ctx, store.Model{Name: name, Digest: a.digestOf(name)}) //nolint:wrapcheck // a sentence with the ways out
}

// digestOf is the model's digest on the first node that has it; "" where none
// does.
func (a *App) digestOf(model string) string {
	for _, n := range a.flock.Snapshot().Nodes {
		for _, m := range n.Models {
			if m.Name == model {
				return m.Digest
			}
		}
	}
	return ""
}

// Retry probes all nodes now.
func (a *App) Retry(ctx context.Context) { a.flock.Retry(ctx) }
