//go:build unix

package cluster_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/cputime"
	"flocktop/internal/simulate"
)

// BenchmarkProbingThousandNodes measures what it costs to watch 1,000 nodes at
// the default interval, as a share of one core. The servers run in this process
// too, so the figure is above the client's own.
func BenchmarkProbingThousandNodes(b *testing.B) { probing(b, thousand) }

// BenchmarkProbingTenNodes is the same of a flock of usual size.
func BenchmarkProbingTenNodes(b *testing.B) { probing(b, 10) }

func probing(b *testing.B, nodes int) {
	b.Helper()
	_, f := manyNodes(b, nodes, simulate.New(simulate.Spec{Models: simulate.Known(testModel)}))
	for b.Loop() {
		const watched = 10 * time.Second
		before := cputime.Used(b)
		time.Sleep(watched) // what is measured is what goes on meanwhile
		b.ReportMetric(100*(cputime.Used(b)-before).Seconds()/watched.Seconds(), "%core")
	}
	if s := f.Snapshot(); len(s.Eligible()) != nodes {
		b.Fatalf("%d of %d nodes are ready", len(s.Eligible()), nodes)
	}
}

const thousand = 1000

// thousandNodes is a flock of so many nodes, all of them this handler.
func thousandNodes(b *testing.B, node http.Handler) (context.Context, *cluster.Flock) {
	b.Helper()
	return manyNodes(b, thousand, node)
}

// manyNodes is a flock of nodes that are all this handler: one server stands for
// all, and a node's address has a path of its own.
func manyNodes(b *testing.B, nodes int, node http.Handler) (context.Context, *cluster.Flock) {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		r.URL.Path = "/" + rest
		node.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	cfg := cluster.DefaultConfig()
	cfg.Model = testModel
	for i := range nodes {
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: fmt.Sprint("node", i), URL: fmt.Sprintf("%s/%d", server.URL, i)})
	}
	return runFlock(b, cfg)
}
