package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

// The tests of this file call a node's handler inside a synctest bubble: their
// time is exact.

// answer is what came back, and when.
type answer struct {
	code  int
	embed api.EmbedResponse
	err   string
	took  time.Duration
}

// post calls /api/embed.
func post(ctx context.Context, n *Node, req api.EmbedRequest) answer {
	body, err := json.Marshal(req)
	if err != nil {
		panic(err)
	}
	begun := time.Now()
	w := httptest.NewRecorder()
	n.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/embed", bytes.NewReader(body)))
	a := answer{code: w.Code, took: time.Since(begun)}
	var failure struct{ Error string }
	_ = json.Unmarshal(w.Body.Bytes(), &failure)
	_ = json.Unmarshal(w.Body.Bytes(), &a.embed)
	a.err = failure.Error
	return a
}

// ps calls /api/ps.
func ps(ctx context.Context, n *Node) []api.ProcessModelResponse {
	w := httptest.NewRecorder()
	n.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/ps", http.NoBody))
	var all api.ProcessResponse
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil {
		panic(err)
	}
	return all.Models
}

// texts makes n texts.
func texts(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("text number %d", i)
	}
	return all
}

// minilm is a request for the small model.
func minilm(n int) api.EmbedRequest { return api.EmbedRequest{Model: "all-minilm", Input: texts(n)} }

const ms = time.Millisecond

func TestARequestCostsWhatTheSpecSays(t *testing.T) {
	for _, c := range []struct {
		name  string
		spec  Spec
		texts int
		want  time.Duration
	}{
		{"nothing", Spec{}, 5, 0},
		{"texts", Spec{PerText: 10 * ms}, 5, 50 * ms},
		{"texts and a request", Spec{PerText: 10 * ms, PerRequest: 7 * ms}, 5, 57 * ms},
		{"with the network", Spec{PerText: 10 * ms, PerRequest: 7 * ms, RoundTrip: 31 * ms}, 5, 88 * ms},
		{"a load", Spec{PerText: 10 * ms, Load: time.Second, Cold: true}, 5, 1050 * ms},
		{"no load", Spec{PerText: 10 * ms, Load: time.Second}, 5, 50 * ms},
		{"no text", Spec{PerText: 10 * ms, PerRequest: 7 * ms, Load: time.Second, Cold: true}, 0, time.Second},
		{"size", Spec{PerText: 10 * ms, SizeMatters: true, MeanTokens: 10}, 4, 20 * ms}, // three words and two specials
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.spec.Models = Known(MiniLM)
				got := post(t.Context(), New(c.spec), minilm(c.texts))
				if got.code != http.StatusOK || len(got.embed.Embeddings) != c.texts {
					t.Fatalf("status %d, %q, %d vectors", got.code, got.err, len(got.embed.Embeddings))
				}
				if got.took != c.want {
					t.Errorf("took %v, want %v", got.took, c.want)
				}
				if c.spec.Cold && c.texts > 0 && got.embed.LoadDuration != c.spec.Load {
					t.Errorf("load duration %v, want %v", got.embed.LoadDuration, c.spec.Load)
				}
			})
		})
	}
}

func TestRequestsAreServedOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms, RoundTrip: 20 * ms})
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				time.Sleep(time.Duration(i) * ms)
				got := post(t.Context(), n, minilm(3))
				// each begins when the one before ends: the round trip is hidden
				if end, want := time.Duration(i)*ms+got.took, 20*ms+time.Duration(i+1)*30*ms; end != want {
					t.Errorf("request %d ended at %v, want %v", i, end, want)
				}
			})
		}
		group.Wait()
		if s := n.Stats(); s.MaxInFlight != 4 || s.Texts != 12 || s.Answered != 4 || s.Busy != 120*ms || s.MaxTexts != 3 || s.InFlight != 0 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestPlacesOfWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms, Parallel: 2})
		var group sync.WaitGroup
		begun := time.Now()
		for range 6 {
			group.Go(func() { post(t.Context(), n, minilm(1)) })
		}
		group.Wait()
		if took := time.Since(begun); took != 30*ms {
			t.Errorf("six requests in two places took %v, want 30ms", took)
		}
	})
}

func TestNoiseBelongsToTheText(t *testing.T) {
	spec := Spec{Models: Known(MiniLM), PerText: 10 * ms, Noise: 0.5, Seed: 7}
	took := func(sizes ...int) (total time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			n := New(spec)
			begun := time.Now()
			for _, size := range sizes {
				post(t.Context(), n, minilm(size))
			}
			total = time.Since(begun)
		})
		return total
	}
	one, many := took(20), took(1, 4, 5, 10)
	if one != many {
		t.Errorf("the same 20 texts took %v in one request and %v in four", one, many)
	}
	var want time.Duration
	for k := range 20 {
		want += spec.Cost(k, 5)
	}
	if one != want {
		t.Errorf("20 texts took %v, Cost says %v", one, want)
	}
}

func TestNoiseHasMeanOneAndTheDeviationAskedFor(t *testing.T) {
	spec := Spec{PerText: time.Second, Noise: 0.3, Seed: 1}
	const n = 20000
	var sum, squares float64
	for k := range n {
		x := spec.Cost(k, 1).Seconds()
		sum += x
		squares += x * x
	}
	mean := sum / n
	if variance := squares/n - mean*mean; mean < 0.99 || mean > 1.01 || variance < 0.08 || variance > 0.1 {
		t.Errorf("mean %.4f, variance %.4f; want 1 and 0.09", mean, variance)
	}
}

func TestAClientThatLeaves(t *testing.T) {
	t.Run("while it waits gives its place up", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms})
			var group sync.WaitGroup
			group.Go(func() { post(t.Context(), n, minilm(10)) })
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), 50*ms)
			defer cancel()
			group.Go(func() { post(ctx, n, minilm(10)) })
			synctest.Wait()
			group.Go(func() {
				if got := post(t.Context(), n, minilm(1)); got.took != 110*ms {
					t.Errorf("the third request took %v, want 110ms", got.took)
				}
			})
			group.Wait()
			if s := n.Stats(); s.Cancelled != 1 || s.Texts != 11 {
				t.Errorf("stats %+v", s)
			}
		})
	})
	t.Run("while it is served stops the work after the text under way", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms})
			ctx, cancel := context.WithTimeout(t.Context(), 35*ms)
			defer cancel()
			var group sync.WaitGroup
			group.Go(func() { post(ctx, n, minilm(100)) })
			synctest.Wait()
			if got := post(t.Context(), n, minilm(1)); got.took != 50*ms {
				t.Errorf("the next request took %v, want 50ms", got.took)
			}
			group.Wait()
			if s := n.Stats(); s.Cancelled != 1 || s.Texts != 5 || s.Busy != 50*ms {
				t.Errorf("stats %+v", s)
			}
			if k := n.served.Load(); k != 5 {
				t.Errorf("the luck of %d texts was drawn, want 5", k)
			}
		})
	})
	t.Run("during a load that it alone wants aborts it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM), Load: time.Second, Cold: true})
			for range 3 {
				ctx, cancel := context.WithTimeout(t.Context(), 900*ms)
				post(ctx, n, minilm(1))
				cancel()
			}
			if s := n.Stats(); s.LoadsAborted != 3 || s.Loads != 0 || len(ps(t.Context(), n)) != 0 {
				t.Errorf("stats %+v", s)
			}
		})
	})
	t.Run("during a load that others want leaves it alone", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM), Load: time.Second, Cold: true})
			ctx, cancel := context.WithTimeout(t.Context(), 900*ms)
			defer cancel()
			var group sync.WaitGroup
			group.Go(func() { post(ctx, n, minilm(1)) })
			group.Go(func() {
				if got := post(t.Context(), n, minilm(1)); got.took != time.Second {
					t.Errorf("took %v, want 1s", got.took)
				}
			})
			group.Wait()
			if s := n.Stats(); s.LoadsAborted != 0 || s.Loads != 1 {
				t.Errorf("stats %+v", s)
			}
		})
	})
}

func TestKeepAlive(t *testing.T) {
	for _, c := range []struct {
		name  string
		keep  *api.Duration
		after time.Duration
		want  bool
	}{
		{"default, soon", nil, 4 * time.Minute, true},
		{"default, late", nil, 5 * time.Minute, false},
		{"a minute, soon", &api.Duration{Duration: time.Minute}, 59 * time.Second, true},
		{"a minute, late", &api.Duration{Duration: time.Minute}, time.Minute, false},
		{"none", &api.Duration{}, 0, false},
		{"for ever", &api.Duration{Duration: -1}, 1000 * time.Hour, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := New(Spec{Models: Known(MiniLM), Load: time.Second, Cold: true})
				req := minilm(1)
				req.KeepAlive = c.keep
				post(t.Context(), n, req)
				time.Sleep(c.after)
				loaded := ps(t.Context(), n)
				if (len(loaded) == 1) != c.want {
					t.Fatalf("%d models are loaded, want %v", len(loaded), c.want)
				}
				if c.want && !loaded[0].ExpiresAt.After(time.Now()) {
					t.Errorf("expires at %v, which has been", loaded[0].ExpiresAt)
				}
			})
		})
	}
}

func TestOtherOptionsReloadTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), Load: time.Second, Cold: true})
		for i, c := range []struct {
			options map[string]any
			want    time.Duration
		}{
			{nil, time.Second},
			{nil, 0},
			{map[string]any{"num_ctx": 128}, time.Second},
			{map[string]any{"num_ctx": 128, "temperature": 0}, 0},
			{nil, time.Second},
		} {
			req := minilm(1)
			req.Options = c.options
			if got := post(t.Context(), n, req); got.took != c.want {
				t.Errorf("request %d took %v, want %v", i, got.took, c.want)
			}
			want := 256
			if c.options != nil {
				want = 128
			}
			if got := ps(t.Context(), n)[0].ContextLength; got != want {
				t.Errorf("after request %d the context length is %d, want %d", i, got, want)
			}
		}
	})
}

func TestALoadingModelIsListedWhereAskedFor(t *testing.T) {
	for _, listed := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM), Load: time.Second, Cold: true, ListLoading: listed})
			var group sync.WaitGroup
			group.Go(func() { post(t.Context(), n, minilm(1)) })
			synctest.Wait()
			if got := len(ps(t.Context(), n)) == 1; got != listed {
				t.Errorf("listed while loading: %v, want %v", got, listed)
			}
			group.Wait()
		})
	}
}

func TestAFullQueueTurnsRequestsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms, MaxQueue: 2})
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if got := post(t.Context(), n, minilm(1)); got.code != http.StatusOK {
					t.Errorf("status %d", got.code)
				}
			})
		}
		synctest.Wait()
		if got := post(t.Context(), n, minilm(1)); got.code != http.StatusServiceUnavailable || got.err != messageBusy || got.took != 0 {
			t.Errorf("status %d, %q after %v", got.code, got.err, got.took)
		}
		group.Wait()
		if got := post(t.Context(), n, minilm(1)); got.code != http.StatusOK {
			t.Errorf("status %d when there was room again", got.code)
		}
	})
}

func TestContextLength(t *testing.T) {
	long := make([]byte, 0, 2000)
	for range 300 {
		long = append(long, "sheep "...)
	}
	yes, no := true, false
	for _, c := range []struct {
		name     string
		truncate *bool
		options  map[string]any
		faults   []Fault
		input    string
		tokens   int // 0: refused
	}{
		{"fits", &no, nil, nil, string(long[:254*6]), 256},
		{"one too many", &no, nil, nil, string(long[:255*6]), 0},
		{"may be cut", &yes, nil, nil, string(long), 256},
		{"is cut where nothing is said", nil, nil, nil, string(long), 256},
		{"smaller by option", &no, map[string]any{"num_ctx": 10}, nil, string(long[:8*6]), 10},
		{"too long by option", &no, map[string]any{"num_ctx": 10}, nil, string(long[:9*6]), 0},
		{"silently cut", &no, nil, []Fault{{Kind: SilentTruncation}}, string(long), 256},
		{"truncate ignored", &yes, nil, []Fault{{Kind: ContextError}}, string(long), 0},
		{"a certain text", &yes, nil, []Fault{{Kind: ContextError, Text: "sheep"}}, "sheep", 0},
		{"another text", &yes, nil, []Fault{{Kind: ContextError, Text: "sheep"}}, "the", specialTokens + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := New(Spec{Models: Known(MiniLM)})
			n.Set(c.faults...)
			got := post(t.Context(), n, api.EmbedRequest{Model: MiniLM, Input: c.input, Truncate: c.truncate, Options: c.options})
			if c.tokens == 0 {
				if got.code != http.StatusBadRequest || got.err != messageTooLong {
					t.Errorf("status %d, %q", got.code, got.err)
				}
				return
			}
			if got.code != http.StatusOK || got.embed.PromptEvalCount != c.tokens {
				t.Errorf("status %d, %q, %d tokens, want %d", got.code, got.err, got.embed.PromptEvalCount, c.tokens)
			}
		})
	}
}

func TestThePlanDoesNotDependOnGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		start, err := q.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var next time.Time
		var group sync.WaitGroup
		group.Go(func() {
			next, _ = q.enter(t.Context())
			q.leave(next)
		})
		synctest.Wait()
		end := start.Add(10 * ms)
		time.Sleep(13 * ms) // late, as timers are
		q.leave(end)
		group.Wait()
		if !next.Equal(end) {
			t.Errorf("the next request begins %v after the planned end", next.Sub(end))
		}
		time.Sleep(ms)
		if again, err := q.enter(t.Context()); err != nil || !again.Equal(time.Now()) {
			t.Errorf("a request that finds an idle place begins at %v, want now", again)
		}
		if len(q.waiting) != 0 {
			t.Error("somebody waits")
		}
	})
}
