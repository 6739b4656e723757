//go:build unix

package cluster_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/cputime"
	"flocktop/internal/simulate"
)

// BenchmarkFailingThousandNodes measures what it costs that 1,000 nodes fail
// whatever they are given, in the midst of a batch, as a share of one core. The
// servers run in this process too.
func BenchmarkFailingThousandNodes(b *testing.B) {
	node := simulate.New(simulate.Spec{Models: simulate.Known(testModel)})
	ctx, f := thousandNodes(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/embed" {
			http.Error(w, `{"error":"out of memory"}`, http.StatusInternalServerError)
			return
		}
		node.ServeHTTP(w, r)
	}))
	for b.Loop() {
		const watched = 10 * time.Second
		before := cputime.Used(b)
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
		b.ReportMetric(100*(cputime.Used(b)-before).Seconds()/watched.Seconds(), "%core")
	}
}
