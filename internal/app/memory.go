package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"flocktop/cluster"
	"flocktop/cluster/dispatch"
	"flocktop/internal/job"
	"flocktop/internal/numbers"
	"flocktop/internal/store"
)

// speedLife is how long a learned speed is worth something: drivers, clocks and
// neighbours change.
const speedLife = 30 * 24 * time.Hour

// recall gives the flock what earlier runs learned, and the model that was used
// last where none is configured.
func (a *App) recall(ctx context.Context, cfg *cluster.Config) error {
	if a.store == nil {
		return nil
	}
	if cfg.Model == "" {
		last, _, err := a.store.Setting(ctx, store.SettingLastModel)
		if err != nil {
			return fmt.Errorf("read the last model: %w", err)
		}
		cfg.Model = last
	}
	speeds, err := a.store.Speeds(ctx)
	if err != nil {
		return fmt.Errorf("read learned speeds: %w", err)
	}
	stats, err := a.store.NodeStats(ctx)
	if err != nil {
		return fmt.Errorf("read the nodes' numbers: %w", err)
	}
	for _, n := range stats {
		cfg.Remembered = append(cfg.Remembered, cluster.Remembered{
			Node: n.URL, Requests: n.Requests, Errors: n.Errors, ErrorRate: n.ErrorRate,
			GPUShare: n.GPUShare, Updated: n.Updated,
		})
	}
	if err := a.recallCanaries(ctx, cfg); err != nil {
		return err
	}
	if err := a.bindModel(ctx, cfg, speeds); err != nil {
		return err
	}
	known := map[[2]string]bool{}
	for _, s := range speeds { // the latest first for each node
		key := [2]string{s.URL, s.Digest}
		if known[key] || time.Since(s.Updated) > speedLife {
			continue
		}
		known[key] = true
		cfg.Remembered = append(cfg.Remembered, rememberedSpeed(s))
	}
	return nil
}

// bindModel settles the model's digest from the store: that of its vectors.
// Where no server will be asked, the one that speeds were learned for last does.
func (a *App) bindModel(ctx context.Context, cfg *cluster.Config, speeds []store.Speed) error {
	if cfg.Model == "" {
		return nil
	}
	name := cluster.FullModel(cfg.Model)
	held, found, err := a.store.ModelByName(ctx, name)
	if err != nil {
		return fmt.Errorf("look up the model in the store: %w", err)
	}
	if found {
		cfg.Digest = held.Digest
		return nil
	}
	var newest time.Time
	for _, s := range speeds {
		if a.store.ReadOnly() && s.Model == name && s.Updated.After(newest) {
			cfg.Digest, newest = s.Digest, s.Updated
		}
	}
	return nil
}

func rememberedSpeed(s store.Speed) cluster.Remembered {
	r := cluster.Remembered{
		Node: s.URL, Model: s.Model, Digest: s.Digest, Version: s.ServerVersion, Hardware: s.Hardware, Updated: s.Updated,
		Learned: dispatch.Learned{
			RoundTrip:  seconds(s.RoundTrip),
			PerRequest: seconds(s.PerRequest),
			PerUnit:    s.PerToken,
			Texts:      float64(s.Samples),
		},
	}
	if s.PerToken > 0 {
		r.MeanWork = s.PerText / s.PerToken
	}
	if s.PerText > 0 {
		r.Learned.Variance = s.Variance / (s.PerText * s.PerText)
	}
	return r
}

// recallCanaries gives the flock the references and verdicts of earlier runs.
func (a *App) recallCanaries(ctx context.Context, cfg *cluster.Config) error {
	references, err := a.store.CanaryReferences(ctx)
	if err != nil {
		return fmt.Errorf("read the canary references: %w", err)
	}
	for _, r := range references {
		if !r.Relied {
			continue // of a batch that was interrupted before its first vector: nodes may agree on another one
		}
		for i, v := range r.Vectors {
			if !slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) {
				r.Vectors[i] = nil // see the job's ledger
			}
		}
		cfg.References = append(cfg.References, cluster.Reference{
			Digest: r.Digest, Texts: r.Texts, Vectors: r.Vectors, Node: r.Node, Version: r.ServerVersion, Taken: r.Taken,
		})
	}
	checks, err := a.store.CanaryChecks(ctx)
	if err != nil {
		return fmt.Errorf("read the canary verdicts: %w", err)
	}
	for _, c := range checks {
		if time.Since(c.Checked) < speedLife {
			cfg.Checked = append(cfg.Checked, cluster.Checked{
				Node: c.URL, Digest: c.Digest, Version: c.ServerVersion, At: c.Checked, Fault: c.Fault, Quick: c.Quick,
			})
		}
	}
	return nil
}

// rememberEvery is how often learned speeds are kept while a job runs, where nothing
// else is asked for.
const rememberEvery = 15 * time.Second

// rememberNowAndThen keeps them until the context ends.
func (a *App) rememberNowAndThen(ctx context.Context) {
	tick := time.NewTicker(a.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !a.queue.Running() {
			continue
		}
		if err := a.rememberSpeeds(ctx); err != nil && ctx.Err() == nil {
			a.log.Debug("learned speeds were not kept: " + err.Error()) // the end of the job says so
		}
	}
}

// remember keeps what the flock has learned.
func (a *App) remember(ctx context.Context) error {
	if a.store == nil || a.flock == nil {
		return nil
	}
	if err := a.rememberSpeeds(ctx); err != nil {
		return err
	}
	return a.rememberCanaries(ctx)
}

// rememberSpeeds keeps the speeds and the nodes' numbers.
func (a *App) rememberSpeeds(ctx context.Context) error {
	var speeds []store.Speed
	var stats []store.NodeStats
	for _, r := range a.flock.Remembered() {
		if r.Digest != "" {
			speeds = append(speeds, storedSpeed(r))
		}
		if r.Requests > 0 || r.GPUShare != nil {
			stats = append(stats, store.NodeStats{
				URL: r.Node, Requests: r.Requests, Errors: r.Errors, ErrorRate: r.ErrorRate,
				AvgSeconds: r.Learned.PerUnit * r.MeanWork, GPUShare: r.GPUShare, Updated: time.Now(),
			})
		}
	}
	if err := a.store.SaveSpeeds(ctx, speeds); err != nil {
		return fmt.Errorf("keep learned speeds: %w", err)
	}
	if err := a.store.SaveNodeStats(ctx, stats); err != nil {
		return fmt.Errorf("keep the nodes' numbers: %w", err)
	}
	return nil
}

// rememberCanaries keeps the verdicts, after what they demand: a verdict that is
// kept is not reached again.
func (a *App) rememberCanaries(ctx context.Context) error {
	if err := a.flock.Withdraw(ctx); err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	for _, r := range a.flock.References() {
		if err := a.store.SaveCanaryReference(ctx, job.StoredReference(r)); err != nil {
			return fmt.Errorf("keep the reference: %w", err)
		}
	}
	var checks []store.CanaryCheck
	for _, c := range a.flock.Checks() {
		checks = append(checks, store.CanaryCheck{
			URL: c.Node, Digest: c.Digest, ServerVersion: c.Version, Checked: c.At, Fault: c.Fault, Quick: c.Quick,
		})
	}
	if err := a.store.SaveCanaryChecks(ctx, checks); err != nil {
		return fmt.Errorf("keep the canary verdicts: %w", err)
	}
	return nil
}

// withdraw takes back what is stored of a node that was believed too soon.
func (a *App) withdraw(ctx context.Context, w cluster.Withdrawal) error {
	count, err := a.store.WithdrawVectors(ctx, w.Digest, w.Node, w.Version)
	if err != nil {
		return fmt.Errorf("take back what %s gave: %w", w.Name, err)
	}
	a.log.Warn(numbers.Count(count)+" vectors that it gave before are taken back: embed the same paths again", "node", w.Name)
	return nil
}

func storedSpeed(r cluster.Remembered) store.Speed {
	perText := r.Learned.PerUnit * r.MeanWork
	return store.Speed{
		URL: r.Node, Model: r.Model, Digest: r.Digest, ServerVersion: r.Version, Hardware: r.Hardware,
		RoundTrip: r.Learned.RoundTrip.Seconds(), PerRequest: r.Learned.PerRequest.Seconds(),
		PerText: perText, PerToken: r.Learned.PerUnit, Variance: r.Learned.Variance * perText * perText,
		Samples: int(r.Learned.Texts), Updated: r.Updated,
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
