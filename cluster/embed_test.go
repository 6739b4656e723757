package cluster_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/simulate"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a flock of simulated servers with the flock that watches them.
type bench struct {
	servers []*simulate.Server
	flock   *cluster.Flock
	changed chan struct{} // holds a token after a new snapshot
}

const testModel = simulate.MiniLM

func fast(name string) simulate.Spec {
	return simulate.Spec{Name: name, Models: simulate.Known(testModel), PerText: 2 * time.Millisecond}
}

func newBench(t *testing.T, specs ...simulate.Spec) *bench {
	t.Helper()
	return newBenchWith(t, func(*cluster.Config, []*simulate.Server) {}, specs...)
}

// newBenchWith prepares servers and configuration before the flock looks at
// them.
func newBenchWith(t *testing.T, prepare func(*cluster.Config, []*simulate.Server), specs ...simulate.Spec) *bench {
	t.Helper()
	b := &bench{changed: make(chan struct{}, 1)}
	cfg := cluster.DefaultConfig()
	cfg.Model = testModel
	cfg.PollInterval = 50 * time.Millisecond
	for _, spec := range specs {
		s, err := simulate.Start(context.WithoutCancel(t.Context()), spec) // closed below, after the flock
		if err != nil {
			t.Fatal(err)
		}
		b.servers = append(b.servers, s)
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: spec.Name, URL: s.URL()})
	}
	cfg.Changed = func() {
		select {
		case b.changed <- struct{}{}:
		default:
		}
	}
	prepare(&cfg, b.servers)
	b.watch(t, cfg)
	return b
}

// watch runs a flock over the servers until the test ends.
func (b *bench) watch(t *testing.T, cfg cluster.Config) {
	t.Helper()
	var err error
	b.flock, err = cluster.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); b.flock.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-done
		for _, s := range b.servers {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	if err := b.flock.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// memory is a ledger in memory that counts what it is given.
type memory struct {
	mu       sync.Mutex
	stored   map[int64][]float32
	twice    int
	rejected map[int64]string
	refusals map[int64][]cluster.Refusal
	seen     func(total int)
	onStore  func(cluster.Delivery)

	withdrawn []cluster.Withdrawal
	reference cluster.Reference
	early     bool      // vectors came before the reference
	referred  time.Time // when it came last
}

func newMemory() *memory {
	return &memory{stored: map[int64][]float32{}, rejected: map[int64]string{}, refusals: map[int64][]cluster.Refusal{}}
}

func (m *memory) Store(_ context.Context, d cluster.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.onStore != nil {
		m.onStore(d)
	}
	for i, id := range d.IDs {
		if _, there := m.stored[id]; there {
			m.twice++
		}
		m.stored[id] = d.Vectors[i]
	}
	if m.seen != nil {
		m.seen(len(m.stored))
	}
	return nil
}

func (m *memory) Refer(_ context.Context, ref cluster.Reference) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reference, m.early, m.referred = ref, len(m.stored) > 0, time.Now()
	return nil
}

func (m *memory) Withdraw(_ context.Context, w cluster.Withdrawal) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.withdrawn = append(m.withdrawn, w)
	return nil
}

func (m *memory) Reject(_ context.Context, id int64, why cluster.Rejection) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rejected[id], m.refusals[id] = why.Reason, why.Refusals
	return nil
}

func (m *memory) Split(context.Context, cluster.Text) ([]cluster.Text, error) { return nil, nil }

// texts are n different ones; special ones replace the first of them.
func texts(n int, special ...string) []cluster.Text {
	out := make([]cluster.Text, n)
	for i := range out {
		body := fmt.Sprintf("text number %d speaks of sheep and of the weather", i)
		if i < len(special) {
			body = special[i]
		}
		out[i] = cluster.Text{ID: int64(i + 1), Body: body, Work: 10}
	}
	return out
}

func (b *bench) embed(ctx context.Context, m *memory, list []cluster.Text) (cluster.Progress, error) {
	source := make(chan []cluster.Text, 1)
	source <- list
	close(source)
	return b.flock.Embed(ctx, cluster.Batch{
		Model: testModel, Digest: b.flock.Snapshot().Digest, Announced: 384, Texts: source,
		Expected: func() (int, bool) { return 0, true }, Ledger: m,
	})
}

// keep embeds a text, so that kept vectors rely on the flock's reference.
func (b *bench) keep(t *testing.T) {
	t.Helper()
	if _, err := b.embed(t.Context(), newMemory(), texts(1)); err != nil {
		t.Fatal(err)
	}
}

func (m *memory) expect(t *testing.T, stored, rejected int) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.stored) != stored || len(m.rejected) != rejected || m.twice != 0 {
		t.Errorf("stored %d, rejected %d, twice %d; want %d, %d, 0", len(m.stored), len(m.rejected), m.twice, stored, rejected)
	}
}

func TestEveryTextIsDeliveredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"), steady("c"))
		m := newMemory()
		p := b.soon(t, time.Minute, b.batch(m, texts(300)))
		m.expect(t, 300, 0)
		sum := 0
		for _, s := range p.Shares {
			sum += s.Texts
			if s.Texts == 0 {
				t.Errorf("%s had no share among equals", s.Name)
			}
		}
		if sum != 300 || p.Embedded != 300 {
			t.Errorf("shares add up to %d, embedded %d; want 300", sum, p.Embedded)
		}
		if p.Verdict.Mode != adaptive.Parallel {
			t.Errorf("mode %s on equal nodes; want parallel", p.Verdict.Mode)
		}
	})
}

func TestFaultsLoseNothing(t *testing.T) {
	tests := map[string][]simulate.Fault{
		"dies":            {{Kind: simulate.Down, After: 3}},
		"hangs":           {{Kind: simulate.Hang, After: 3}},
		"resets":          {{Kind: simulate.ResetMidBody, Probability: 0.5}},
		"cuts short":      {{Kind: simulate.CutShort, Probability: 0.5}},
		"web page":        {{Kind: simulate.HTMLPage}},
		"busy":            {{Kind: simulate.Busy503, Probability: 0.5}},
		"runner crashes":  {{Kind: simulate.EOFError, Probability: 0.3}},
		"cannot encode":   {{Kind: simulate.NaN}},
		"wrong count":     {{Kind: simulate.WrongCount}},
		"wrong dimension": {{Kind: simulate.WrongDimension}},
		"zeros":           {{Kind: simulate.Zeros}},
		"not unit":        {{Kind: simulate.NotUnit}},
	}
	for name, faults := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, fast("good"), fast("bad"), fast("also good"))
			if err := b.servers[1].Set(faults...); err != nil {
				t.Fatal(err)
			}
			m := newMemory()
			if _, err := b.embed(t.Context(), m, texts(300)); err != nil {
				t.Fatal(err)
			}
			m.expect(t, 300, 0)
		})
	}
}

func TestPoisonedTextIsRejectedAndTheOthersAreNot(t *testing.T) {
	b := newBench(t, fast("a"), fast("b"))
	for _, s := range b.servers {
		if err := s.Set(simulate.Fault{Kind: simulate.PoisonText, Text: "poison"}); err != nil {
			t.Fatal(err)
		}
	}
	m := newMemory()
	if _, err := b.embed(t.Context(), m, texts(200, "poison one", "fine", "poison two")); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 198, 2)
	for id, reason := range m.rejected {
		if (id != 1 && id != 3) || !strings.Contains(reason, "EOF") {
			t.Errorf("text %d rejected: %q", id, reason)
		}
		by := m.refusals[id]
		if len(by) == 0 || len(by) > 2 { // one alone decides while the other is out
			t.Errorf("text %d was refused by %+v", id, by)
		}
		for i, r := range by {
			at := slices.IndexFunc(b.servers, func(s *simulate.Server) bool { return s.URL() == r.Node })
			if at < 0 || r.Name != []string{"a", "b"}[at] || !strings.Contains(r.Reason, "EOF") || i > 0 && r.Node == by[0].Node {
				t.Errorf("text %d was refused by %+v", id, r)
			}
		}
	}
}

func TestWaitsWhileNoNodeWorksAndGoesOn(t *testing.T) {
	b := newBench(t, fast("only"))
	m := newMemory()
	once := sync.OnceFunc(func() {
		if err := b.servers[0].Set(simulate.Fault{Kind: simulate.Down}); err != nil {
			t.Error(err)
		}
		time.AfterFunc(300*time.Millisecond, func() {
			if err := b.servers[0].Clear(); err != nil {
				t.Error(err)
			}
		})
	})
	m.seen = func(total int) {
		if total > 50 {
			once()
		}
	}
	if _, err := b.embed(t.Context(), m, texts(200)); err != nil {
		t.Fatal(err)
	}
	m.expect(t, 200, 0)
}

func TestForcedModeKeepsOthersOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := steady("slow")
		slow.PerText *= 4
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, slow, steady("quick"))
		b.soon(t, time.Minute, b.batch(newMemory(), texts(100))) // teaches the speeds
		b.flock.Steer(func(s *cluster.Steering) { s.Forced = adaptive.Sequential })
		m := newMemory()
		p := b.soon(t, time.Minute, b.batch(m, texts(100)))
		m.expect(t, 100, 0)
		if p.Shares[0].Texts != 0 || p.Shares[1].Texts != 100 {
			t.Errorf("shares %d and %d; the quick node alone should work", p.Shares[0].Texts, p.Shares[1].Texts)
		}
		if p.Verdict.Reason != adaptive.Forced {
			t.Errorf("reason %s", p.Verdict.Reason)
		}
	})
}

func TestCancelledBatchStoresWhatCameHome(t *testing.T) {
	b := newBench(t, fast("a"))
	ctx, stop := context.WithCancel(t.Context())
	m := newMemory()
	m.seen = func(total int) {
		if total > 20 {
			stop()
		}
	}
	if _, err := b.embed(ctx, m, texts(5000)); err == nil {
		t.Fatal("a cancelled batch ended well")
	}
	if len(m.stored) < 20 || len(m.stored) == 5000 {
		t.Errorf("%d stored", len(m.stored))
	}
	if n := b.flock.Refresh().Nodes[0]; n.InFlight != 0 {
		t.Errorf("%d requests in flight after the end", n.InFlight)
	}
}

func TestStates(t *testing.T) {
	other := fast("other")
	other.Models = []simulate.Model{{Name: testModel, Digest: strings.Repeat("f", 64), Dimension: 384, ContextLength: 256}}
	without := fast("without")
	without.Models = simulate.Known(simulate.Nomic)
	b := newBench(t, fast("a"), fast("b"), other, without)
	want := []cluster.State{cluster.Ready, cluster.Ready, cluster.OtherDigest, cluster.NoModel}
	for i, n := range b.flock.Snapshot().Nodes {
		if n.State != want[i] {
			t.Errorf("%s is %s, want %s", n.Name, n.State, want[i])
		}
	}
}
