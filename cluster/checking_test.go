package cluster_test

import (
	"context"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// hostileToMeaning are texts that a server with one of the known faults gets
// wrong.
func hostileToMeaning() []cluster.Text {
	return texts(300, "ALL WOOL IS WHITE", "THE DOG IS BLACK", "Zürich façade", "señor Ångström", "羊の群れ")
}

// want fails where a stored vector is not that of a sound server.
func (m *memory) want(t *testing.T, sound *memory) {
	t.Helper()
	for id, v := range m.stored {
		var product float64
		for i, x := range v {
			product += float64(x) * float64(sound.stored[id][i])
		}
		if math.Abs(product-1) > 0.001 {
			t.Fatalf("text %d has cosine %.3f with the vector of a sound server", id, product)
		}
	}
}

// soundVectors embeds the texts on a server without faults.
func soundVectors(t *testing.T) *memory {
	t.Helper()
	b := newBench(t, fast("sound"))
	m := newMemory()
	if _, err := b.embed(t.Context(), m, hostileToMeaning()); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestADriftingNodeIsNamedAndNoneOfItsVectorsStored(t *testing.T) {
	sound := soundVectors(t)
	for _, kind := range []simulate.Kind{simulate.Drift, simulate.CollapseUpper, simulate.CollapseAccents} {
		for place := range 3 {
			t.Run(kind.String()+" on node "+string(rune('1'+place)), func(t *testing.T) {
				t.Parallel()
				b := newBenchWith(t, func(_ *cluster.Config, servers []*simulate.Server) {
					if err := servers[place].Set(simulate.Fault{Kind: kind}); err != nil {
						t.Fatal(err)
					}
				}, fast("a"), fast("b"), fast("c"))
				m := newMemory()
				if _, err := b.embed(t.Context(), m, hostileToMeaning()); err != nil {
					t.Fatal(err)
				}
				m.expect(t, 300, 0)
				m.want(t, sound)
				b.eventually(t, "the node is named", func(s cluster.Snapshot) bool {
					n := s.Nodes[place]
					return n.State == cluster.Drifting && strings.Contains(n.Note, "canary text") && n.Check == cluster.Differing
				})
			})
		}
	}
}

func TestWhereAllNodesCollapseTextsTheyWorkAndSaySo(t *testing.T) {
	var log logged
	b := newBenchWith(t, func(cfg *cluster.Config, servers []*simulate.Server) {
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
		for _, s := range servers {
			if err := s.Set(simulate.Fault{Kind: simulate.CollapseUpper}); err != nil {
				t.Fatal(err)
			}
		}
	}, fast("a"), fast("b"))
	m := newMemory()
	if _, err := b.embed(t.Context(), m, hostileToMeaning()); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 300, 0)
	for _, n := range b.flock.Refresh().Nodes {
		if n.State != cluster.Ready || !strings.Contains(n.Note, "UPPERCASE") {
			t.Errorf("%s is %s: %q", n.Name, n.State, n.Note)
		}
	}
	if said := strings.Count(log.String(), "gives one vector"); said != 1 {
		t.Errorf("the log says it %d times, want once for the model", said)
	}
}

// The reference of an earlier run stands, whatever the nodes of today agree on:
// its vectors are in the store.
func TestTheReferenceOfAnEarlierRunStands(t *testing.T) {
	first := newBench(t, fast("a"))
	m := newMemory()
	if _, err := first.embed(t.Context(), m, texts(50)); err != nil {
		t.Fatal(err)
	}
	if m.reference.Digest == "" || m.reference.Texts != cluster.CanaryVersion || m.early {
		t.Fatalf("the ledger got the reference %+v, after vectors: %t", m.reference.Digest, m.early)
	}
	later := newBenchWith(t, func(cfg *cluster.Config, servers []*simulate.Server) {
		cfg.References = []cluster.Reference{m.reference}
		for _, s := range servers {
			if err := s.Set(simulate.Fault{Kind: simulate.Drift}); err != nil {
				t.Fatal(err)
			}
		}
	}, fast("b"), fast("c"))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	after := newMemory()
	done := make(chan error, 1)
	go func() {
		_, err := later.embed(ctx, after, texts(50))
		done <- err
	}()
	later.eventually(t, "both drift", func(s cluster.Snapshot) bool {
		return s.Nodes[0].State == cluster.Drifting && s.Nodes[1].State == cluster.Drifting
	})
	stop()
	if err := <-done; err == nil || len(after.stored) != 0 {
		t.Errorf("%d vectors of drifting nodes are stored", len(after.stored))
	}
}

// A verdict that an earlier run reached needs no canary texts.
func TestVerdictsOfAnEarlierRunCount(t *testing.T) {
	var checks []cluster.Checked
	var reference cluster.Reference
	first := newBench(t, fast("a"), fast("b"))
	m := newMemory()
	if _, err := first.embed(t.Context(), m, texts(50)); err != nil {
		t.Fatal(err)
	}
	first.eventually(t, "both are checked", func(cluster.Snapshot) bool {
		checks, reference = first.flock.Checks(), m.reference
		return len(checks) == 2
	})
	later := newBenchWith(t, func(cfg *cluster.Config, _ []*simulate.Server) {
		cfg.References = []cluster.Reference{reference}
		for i, c := range checks {
			c.Node = cfg.Nodes[i].URL
			cfg.Checked = append(cfg.Checked, c)
		}
	}, fast("a"), fast("b"))
	again := newMemory()
	if _, err := later.embed(t.Context(), again, texts(50)); err != nil {
		t.Fatal(err)
	}
	again.expect(t, 50, 0)
	if got := later.servers[0].Stats().Texts + later.servers[1].Stats().Texts; got > 60 {
		t.Errorf("the servers worked on %d texts, canary texts among them", got)
	}
}

// A node whose check hangs gets no text stored, and holds nobody up.
func TestAnUncheckedNodeHoldsNobodyUp(t *testing.T) {
	b := newBenchWith(t, func(_ *cluster.Config, servers []*simulate.Server) {
		if err := servers[1].Set(simulate.Fault{Kind: simulate.Hang, Text: canaryWords}); err != nil {
			t.Fatal(err)
		}
	}, fast("sound"), fast("never checked"))
	m := newMemory()
	m.onStore = func(d cluster.Delivery) {
		if d.Node == b.servers[1].URL() {
			t.Errorf("%d vectors of an unchecked node are stored", len(d.IDs))
		}
	}
	if _, err := b.embed(t.Context(), m, texts(200)); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 200, 0)
}

// eventually waits for a snapshot of which this holds.
func (b *bench) eventually(t *testing.T, what string, holds func(cluster.Snapshot) bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for !holds(b.flock.Refresh()) {
		select {
		case <-b.changed:
		case <-ctx.Done():
			t.Fatalf("%s: not within a minute; %+v", what, b.flock.Snapshot().Nodes)
		}
	}
}
