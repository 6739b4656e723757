package main

import (
	"context"
	"fmt"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
)

// lesson is what an earlier batch left to the next about a node: its speed, the
// verdict on its vectors and what they are compared with. Its URL is filled in
// when the node runs again elsewhere.
type lesson struct {
	cluster.Remembered
	check     cluster.Checked
	reference cluster.Reference
}

// flockOptions say how the project's own client runs.
type flockOptions struct {
	steering cluster.Steering
	model    string // the wire scenarios' own where it is empty
	begin    func() // called when the clock starts
}

// ledger counts what is delivered: the benchmark stores nothing.
type ledger struct {
	stored    int
	reference cluster.Reference
}

func (l *ledger) Store(_ context.Context, d cluster.Delivery) error {
	l.stored += len(d.IDs)
	return nil
}

func (l *ledger) Refer(_ context.Context, ref cluster.Reference) error {
	l.reference = ref
	return nil
}

func (l *ledger) Withdraw(_ context.Context, w cluster.Withdrawal) error {
	return fmt.Errorf("what %s gave is to be taken back", w.Name)
}

func (l *ledger) Reject(_ context.Context, id int64, why cluster.Rejection) error {
	return fmt.Errorf("text %d was rejected: %s", id, why.Reason)
}

func (l *ledger) Split(context.Context, cluster.Text) ([]cluster.Text, error) { return nil, nil }

// runFlock embeds the texts with the real client and returns how long that took
// and what it taught.
func runFlock(ctx context.Context, urls, texts []string, known []lesson, opt flockOptions) (time.Duration, []lesson, error) {
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.Steering = wireModel, opt.steering
	if opt.model != "" {
		cfg.Model = opt.model
	}
	for i, url := range urls {
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{URL: url})
		if i < len(known) {
			l := known[i]
			l.Node, l.check.Node = url, url
			cfg.Remembered = append(cfg.Remembered, l.Remembered)
			cfg.Checked = append(cfg.Checked, l.check)
			cfg.References = append(cfg.References[:0], l.reference)
		}
	}
	f, err := cluster.New(cfg)
	if err != nil {
		return 0, nil, err //nolint:wrapcheck // names the node
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); f.Run(ctx) }()
	defer func() { stop(); <-ended }()
	if err := f.Settled(ctx); err != nil {
		return 0, nil, err //nolint:wrapcheck // the context's
	}
	list := make([]cluster.Text, len(texts))
	for i, t := range texts {
		list[i] = cluster.Text{ID: int64(i + 1), Body: t, Work: float64(len(t)/2 + frame)}
	}
	source := make(chan []cluster.Text, 1)
	source <- list
	close(source)
	l := &ledger{}
	opt.begin()
	begun := time.Now()
	_, err = f.Embed(ctx, cluster.Batch{
		Model: f.Snapshot().Model, Digest: f.Snapshot().Digest, Texts: source, Ledger: l,
		Expected: func() (int, bool) { return 0, true },
	})
	took := time.Since(begun)
	if err == nil && l.stored != len(texts) {
		err = fmt.Errorf("%d of %d texts came back", l.stored, len(texts))
	}
	return took, lessons(urls, f, l.reference), err
}

// lessons are what the flock has learned, in the order of the nodes.
func lessons(urls []string, f *cluster.Flock, reference cluster.Reference) []lesson {
	out := make([]lesson, len(urls))
	speeds, checks := f.Remembered(), f.Checks()
	for i, url := range urls {
		out[i].reference = reference
		for _, r := range speeds {
			if r.Node == url && r.Digest != "" {
				out[i].Remembered = r
			}
		}
		for _, c := range checks {
			if c.Node == url {
				out[i].check = c
			}
		}
	}
	return out
}

// ownContenders are the project's two policies.
func ownContenders() []wireContender {
	own := func(name string, s cluster.Steering) wireContender {
		return wireContender{name, func(ctx context.Context, r *wireRun, known []lesson) (time.Duration, error) {
			took, _, err := runFlock(ctx, r.urls(), r.texts, known, flockOptions{steering: s, begin: r.begin})
			return took, err
		}}
	}
	return []wireContender{
		own("auto", cluster.Steering{}),
		own("rules", cluster.Steering{Policy: adaptive.Rules}),
	}
}
