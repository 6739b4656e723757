//go:build unix

package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// BenchmarkFailingThousandNodes measures what it costs that 1,000 nodes fail
// whatever they are given, in the midst of a batch, as a share of one core. The
// servers run in this process too.
func BenchmarkFailingThousandNodes(b *testing.B) {
	const nodes = 1000
	node := simulate.New(simulate.Spec{Models: simulate.Known(testModel)})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if r.URL.Path = "/" + rest; r.URL.Path == "/api/embed" {
			http.Error(w, `{"error":"out of memory"}`, http.StatusInternalServerError)
			return
		}
		node.ServeHTTP(w, r)
	}))
	defer server.Close()
	cfg := cluster.DefaultConfig()
	cfg.Model = testModel
	for i := range nodes {
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: fmt.Sprint("node", i), URL: fmt.Sprintf("%s/%d", server.URL, i)})
	}
	f, err := cluster.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx) }()
	defer func() { stop(); <-done }()
	if err := f.Settled(ctx); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		const watched = 10 * time.Second
		before := cpu(b)
		batch, end := context.WithTimeout(ctx, watched)
		source := make(chan []cluster.Text, 1)
		source <- texts(10_000)
		close(source)
		if _, err := f.Embed(batch, cluster.Batch{
			Model: testModel, Digest: f.Snapshot().Digest, Texts: source, Expected: func() (int, bool) { return 0, true }, Ledger: newMemory(),
		}); !errors.Is(err, context.DeadlineExceeded) {
			b.Fatal(err)
		}
		end()
		b.ReportMetric(100*(cpu(b)-before).Seconds()/watched.Seconds(), "%core")
	}
}
