package cluster_test

import (
	"context"
	"strings"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// BenchmarkThroughput measures what a text costs the client, servers included:
// both ends run in this process, answers are ready-made vectors of 384 numbers,
// and nothing is stored. The figure that counts is texts/s.
func BenchmarkThroughput(b *testing.B) {
	const servers, count = 4, 20_000
	cfg := cluster.DefaultConfig()
	cfg.Model = testModel
	for range servers {
		s := simulatetest.Start(b, simulate.Spec{Models: simulate.Known(testModel), ReadyMade: true})
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{URL: s.URL()})
	}
	ctx, f := runFlock(b, cfg)
	list := make([]cluster.Text, count)
	for i := range list {
		list[i] = cluster.Text{ID: int64(i + 1), Body: strings.Repeat("a sheep and its shepherd ", 1+i%40), Work: 200}
	}
	b.ReportAllocs()
	for b.Loop() {
		source := make(chan []cluster.Text, 1)
		source <- list
		close(source)
		p, err := f.Embed(ctx, cluster.Batch{
			Model: testModel, Digest: f.Snapshot().Digest, Announced: 384, Texts: source,
			Expected: func() (int, bool) { return 0, true }, Ledger: newMemory(),
		})
		if err != nil || p.Embedded != count {
			b.Fatal(p.Embedded, err)
		}
	}
	b.ReportMetric(float64(b.N*count)/b.Elapsed().Seconds(), "texts/s")
}

// runFlock watches these nodes until the benchmark ends.
func runFlock(b *testing.B, cfg cluster.Config) (context.Context, *cluster.Flock) {
	b.Helper()
	f, err := cluster.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx) }()
	b.Cleanup(func() { stop(); <-done })
	if err := f.Settled(ctx); err != nil {
		b.Fatal(err)
	}
	return ctx, f
}
