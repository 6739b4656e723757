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
	"flocktop/internal/simulate"
)

// steady is a server of the bubbles: as fast as those of the fault matrix, with
// vectors that are quickly read.
func steady(name string) simulate.Spec {
	return simulate.Spec{
		Name: name, Models: []simulate.Model{tinyModel()}, PerText: perText, RoundTrip: roundTrip, Load: 500 * time.Millisecond,
	}
}

// cold is a server of the bubbles that has nothing in memory.
func cold(name string) simulate.Spec {
	spec := steady(name)
	spec.Cold, spec.GPUShare = true, 1
	return spec
}

// passive leaves the servers' memory to the test.
func passive(cfg *cluster.Config, _ []*simulate.Server) { cfg.Passive = true }

// newBubble is a flock on a network in memory, for tests in exact time. It must
// be called in a bubble.
func newBubble(t *testing.T, prepare func(*cluster.Config, []*simulate.Server), specs ...simulate.Spec) *bench {
	t.Helper()
	network := simulate.NewNetwork()
	b := &bench{changed: make(chan struct{}, 1)}
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.Digest, cfg.Dial = testModel, tinyModel().Digest, network.Dial
	for i, spec := range specs {
		spec.Address = fmt.Sprintf("node%d:11434", i+1)
		s, err := network.Start(context.WithoutCancel(t.Context()), spec)
		if err != nil {
			t.Fatal(err)
		}
		b.servers = append(b.servers, s)
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: spec.Name, URL: s.URL()})
	}
	prepare(&cfg, b.servers)
	b.watch(t, cfg)
	return b
}

// batch is one of these texts, for tests that want to say more about it.
func (b *bench) batch(m *memory, list []cluster.Text) cluster.Batch {
	source := make(chan []cluster.Text, 1)
	source <- list
	close(source)
	return cluster.Batch{
		Model: testModel, Digest: tinyModel().Digest, Announced: tinyModel().Dimension, Texts: source,
		Expected: func() (int, bool) { return 0, true }, Ledger: m,
	}
}

// soon carries a batch out, and fails where that takes longer than the limit.
func (b *bench) soon(t *testing.T, limit time.Duration, batch cluster.Batch) cluster.Progress {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), limit)
	defer stop()
	p, err := b.flock.Embed(ctx, batch)
	if err != nil {
		t.Errorf("not done within %v: %d texts embedded, stalled %q: %v", limit, p.Embedded, p.Stalled, err)
	}
	return p
}

// set puts faults in force.
func set(t *testing.T, s *simulate.Server, faults ...simulate.Fault) {
	t.Helper()
	if err := s.Set(faults...); err != nil {
		t.Error(err)
	}
}

// load has a server take its model into memory, as somebody else's request does.
func load(t *testing.T, s *simulate.Server) {
	t.Helper()
	w := httptest.NewRecorder()
	body := strings.NewReader(`{"model":"` + testModel + `","input":"a sheep"}`)
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/embed", body))
	if w.Code != http.StatusOK {
		t.Errorf("%s: %s", s.Spec().Name, w.Body)
	}
}
