package cluster_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// inMemory says whether the newest snapshot has the model as loaded on a node.
func (b *bench) inMemory(t *testing.T, node int) bool {
	t.Helper()
	for _, m := range b.flock.Snapshot().Nodes[node].Models {
		if m.Name == testModel {
			return m.Loaded
		}
	}
	t.Fatalf("node %d does not have the model", node)
	return false
}

func TestWarmUpLoadsAndUnloadDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, passive, cold("attic"), cold("shed"))
		id, short := b.servers[0].URL(), cluster.ShortModel(testModel)
		done := make(chan error, 1)
		begun := time.Now()
		go func() { done <- b.flock.WarmUp(t.Context(), id, short) }()
		time.Sleep(200 * time.Millisecond) // of the 500 that it loads
		if n := b.flock.Refresh().Nodes; n[0].State != cluster.Loading || n[1].State != cluster.Ready {
			t.Errorf("meanwhile the nodes are %s and %s", n[0].State, n[1].State)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 500*time.Millisecond || took > time.Second {
			t.Errorf("a load of 0.5s took %v", took)
		}
		n := b.flock.Snapshot().Nodes[0]
		if !b.inMemory(t, 0) || b.inMemory(t, 1) || n.State != cluster.Ready || n.VRAMUsed == nil || *n.VRAMUsed == 0 {
			t.Errorf("after it: loaded here %v, there %v; %s, VRAM %v", b.inMemory(t, 0), b.inMemory(t, 1), n.State, n.VRAMUsed)
		}
		if s := b.servers[0].Stats(); s.Loads != 1 || s.Texts != 0 {
			t.Errorf("%d loads, %d texts", s.Loads, s.Texts)
		}
		if err := b.flock.WarmUp(t.Context(), id, testModel); err != nil { // once more: it is kept longer
			t.Error(err)
		}
		if err := b.flock.Unload(t.Context(), id, testModel); err != nil {
			t.Error(err)
		}
		if b.inMemory(t, 0) {
			t.Error("it is still shown as loaded")
		}
		if err := b.flock.Unload(t.Context(), id, testModel); err != nil {
			t.Errorf("to unload what is not loaded: %v", err)
		}
		if n := b.flock.Snapshot().Nodes[0]; n.LastError != "" || len(n.Faults) != 0 || n.InFlight != 0 {
			t.Errorf("%q, %v, %d in flight", n.LastError, n.Faults, n.InFlight)
		}
	})
}

// A failure says which node could not do what with which model, and why, and is
// one of the node's errors.
func TestWarmUpAndUnloadSayWhatIsWrong(t *testing.T) {
	const other = "http://nowhere:1"
	tests := map[string]struct {
		prepare func(*testing.T, *bench)
		id      string // of the node; the first where it is empty
		model   string
		unload  bool
		want    string
		faults  int
	}{
		"no such node": {id: other, model: testModel, want: "no node has the address " + other},
		"no such node to unload on": {
			id: other, model: testModel, unload: true, want: "no node has the address " + other,
		},
		"not installed": {
			model: "bge-m3", want: `attic cannot load bge-m3: model "bge-m3:latest" not found, try pulling it first`, faults: 1,
		},
		"not installed, so not loaded": {
			model: "bge-m3", unload: true, want: "attic cannot unload bge-m3: model 'bge-m3:latest' not found", faults: 1,
		},
		"too large": {
			prepare: func(t *testing.T, b *bench) {
				t.Helper()
				set(t, b.servers[0], simulate.Fault{Kind: simulate.Busy503, Status: 500, Message: "model requires more system memory (9.1 GiB) than is available (2.0 GiB)"})
			},
			model: testModel, want: "attic cannot load all-minilm: model requires more system memory", faults: 1,
		},
		"it hangs": {
			prepare: func(t *testing.T, b *bench) {
				t.Helper()
				set(t, b.servers[0], simulate.Fault{Kind: simulate.Hang})
			},
			model: testModel, want: "attic cannot load all-minilm: no answer in 5m0s, which dispatch.load_timeout sets", faults: 1,
		},
		"it is gone": {
			prepare: func(t *testing.T, b *bench) {
				t.Helper()
				set(t, b.servers[0], simulate.Fault{Kind: simulate.Down})
			},
			model: testModel, want: "attic cannot load all-minilm: connection refused", faults: 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, passive, cold("attic"))
				if test.prepare != nil {
					test.prepare(t, b)
				}
				id, order := test.id, b.flock.WarmUp
				if id == "" {
					id = b.servers[0].URL()
				}
				if test.unload {
					order = b.flock.Unload
				}
				err := order(t.Context(), id, test.model)
				if err == nil || !strings.HasPrefix(err.Error(), test.want) {
					t.Errorf("%v; want %s", err, test.want)
				}
				n := b.flock.Snapshot().Nodes[0]
				if len(n.Faults) != test.faults {
					t.Errorf("its errors are %v", n.Faults)
				}
				if n.State == cluster.Loading {
					t.Error("it is still shown as loading")
				}
			})
		})
	}
}

// Who leaves ends the load, and it is no fault of the node's.
func TestALoadThatNobodyWaitsForEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, passive, cold("attic"))
		ctx, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer leave()
		err := b.flock.WarmUp(ctx, b.servers[0].URL(), testModel)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "attic") {
			t.Error(err)
		}
		synctest.Wait()
		n := b.flock.Snapshot().Nodes[0]
		if s := b.servers[0].Stats(); s.LoadsAborted != 1 || n.State != cluster.Ready || len(n.Faults) != 0 || b.inMemory(t, 0) {
			t.Errorf("%d loads aborted; %s, %v", s.LoadsAborted, n.State, n.Faults)
		}
	})
}

// A model that a batch works with is not taken from under it, but in a pause.
func TestUnloadIsRefusedWhileABatchUsesTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		two := cold("attic")
		two.Models = append(two.Models, simulate.Known(simulate.Nomic)...)
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, two)
		b.keep(t)
		id := b.servers[0].URL()
		m := newMemory()
		done := make(chan error, 1)
		go func() {
			_, err := b.flock.Embed(t.Context(), b.batch(m, texts(3000)))
			done <- err
		}()
		time.Sleep(10 * time.Second) // of a minute
		err := b.flock.Unload(t.Context(), id, testModel)
		if err == nil || !strings.Contains(err.Error(), "attic embeds a batch with all-minilm") || !b.inMemory(t, 0) {
			t.Errorf("%v; in memory: %v", err, b.inMemory(t, 0))
		}
		if err := b.flock.Unload(t.Context(), id, simulate.Nomic); err != nil {
			t.Errorf("another model: %v", err)
		}
		b.flock.Steer(func(s *cluster.Steering) { s.Paused = true })
		time.Sleep(20 * time.Second) // what is in flight comes home
		if err := b.flock.Unload(t.Context(), id, testModel); err != nil || b.inMemory(t, 0) {
			t.Errorf("in a pause: %v; in memory: %v", err, b.inMemory(t, 0))
		}
		b.flock.Steer(func(s *cluster.Steering) { s.Paused = false })
		if err := <-done; err != nil {
			t.Error(err)
		}
		m.expect(t, 3000, 0)
		if err := b.flock.Unload(t.Context(), id, testModel); err != nil || b.inMemory(t, 0) {
			t.Errorf("after the batch: %v; in memory: %v", err, b.inMemory(t, 0))
		}
	})
}

// Somebody else's request keeps a model where it is, which is said.
func TestUnloadSaysThatSomethingElseUsesTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, passive, steady("attic"))
		busy := make(chan struct{})
		go func() {
			defer close(busy)
			w := httptest.NewRecorder()
			body := strings.NewReader(`{"model":"` + testModel + `","input":["` + strings.Repeat(`a sheep","`, 1000) + `"]}`) // 20 seconds
			b.servers[0].ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/embed", body))
		}()
		time.Sleep(time.Second)
		begun := time.Now()
		err := b.flock.Unload(t.Context(), b.servers[0].URL(), testModel)
		if took := time.Since(begun); err == nil || !strings.Contains(err.Error(), "attic was told to unload all-minilm and still has it") || took > 6*time.Second {
			t.Errorf("after %v: %v", took, err)
		}
		<-busy
		if err := b.flock.Unload(t.Context(), b.servers[0].URL(), testModel); err != nil || b.inMemory(t, 0) {
			t.Errorf("after the request: %v; in memory: %v", err, b.inMemory(t, 0))
		}
	})
}

// TestRealServersWarmUpAndUnload runs on the real Ollama servers whose addresses
// FLOCKTOP_REAL lists.
func TestRealServersWarmUpAndUnload(t *testing.T) {
	list := os.Getenv("FLOCKTOP_REAL")
	if list == "" {
		t.Skip("FLOCKTOP_REAL names no servers")
	}
	const model = "tiny-embed"
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.Passive = model, true
	for url := range strings.SplitSeq(list, ",") {
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{URL: url})
	}
	b := &bench{}
	b.watch(t, cfg)
	loaded := func(i int) bool {
		for _, m := range b.flock.Snapshot().Nodes[i].Models {
			if m.Name == cluster.FullModel(model) {
				return m.Loaded
			}
		}
		return false
	}
	for i, n := range cfg.Nodes {
		for _, order := range []struct {
			do   func(context.Context, string, string) error
			want bool
		}{{b.flock.Unload, false}, {b.flock.WarmUp, true}, {b.flock.WarmUp, true}, {b.flock.Unload, false}, {b.flock.Unload, false}} {
			if err := order.do(t.Context(), n.URL, model); err != nil || loaded(i) != order.want {
				t.Errorf("%s: %v; loaded: %v, want %v", n.URL, err, loaded(i), order.want)
			}
		}
		for name, do := range map[string]func(context.Context, string, string) error{"load": b.flock.WarmUp, "unload": b.flock.Unload} {
			if err := do(t.Context(), n.URL, "nowhere-to-be-found"); err == nil || !strings.Contains(err.Error(), "cannot "+name+" nowhere-to-be-found: model") {
				t.Errorf("%s: %v", n.URL, err)
			}
		}
	}
}
