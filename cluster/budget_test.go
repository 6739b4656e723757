package cluster

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/internal/simulate"
)

// wantFree fails where some of the budget is still taken.
func (b *budget) wantFree(t *testing.T) {
	t.Helper()
	if !b.free.TryAcquire(b.all) {
		t.Error("some of the memory for answers was never given back")
		return
	}
	b.free.Release(b.all)
}

// nowhere is a ledger that keeps nothing.
type nowhere struct{}

func (nowhere) Refer(context.Context, Reference) error         { return nil }
func (nowhere) Withdraw(context.Context, Withdrawal) error     { return nil }
func (nowhere) Store(context.Context, Delivery) error          { return nil }
func (nowhere) Reject(context.Context, int64, Rejection) error { return nil }
func (nowhere) Split(context.Context, Text) ([]Text, error)    { return nil, nil }

// Whatever an answer is like, and however its request ends, what it was allowed
// to take is free afterwards: else everybody would wait one day.
func TestTheMemoryForAnswersIsGivenBackUnderEveryFault(t *testing.T) {
	for _, kind := range simulate.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := simulate.NewNetwork()
				cfg := DefaultConfig()
				cfg.Model, cfg.Dial, cfg.AnswerMemory = "all-minilm:latest", network.Dial, 3*megabyte // tight: some wait for it
				var servers []*simulate.Server
				for _, address := range []string{"a:11434", "b:11434"} {
					s, err := network.Start(context.WithoutCancel(t.Context()), simulate.Spec{
						Address: address, Models: simulate.Known(simulate.MiniLM), PerText: time.Millisecond, RoundTrip: time.Millisecond,
					})
					if err != nil {
						t.Fatal(err)
					}
					servers = append(servers, s)
					cfg.Nodes = append(cfg.Nodes, NodeConfig{URL: s.URL()})
				}
				f, err := New(cfg)
				if err != nil {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); f.Run(ctx) }()
				if err := f.Settled(ctx); err != nil {
					t.Fatal(err)
				}
				for _, s := range servers {
					if err := s.Set(simulate.Fault{Kind: kind, Probability: 0.5}, simulate.Fault{Kind: simulate.PoisonText, Text: "number 7"}); err != nil {
						t.Fatal(err)
					}
				}
				list := make([]Text, 500)
				for i := range list {
					list[i] = Text{ID: int64(i + 1), Body: "text number " + strings.Repeat("7", i%9), Work: 10}
				}
				source := make(chan []Text, 1)
				source <- list
				close(source)
				batch, end := context.WithTimeout(ctx, 3*time.Second)
				defer end()
				_, _ = f.Embed(batch, Batch{ // whether it ends in time is not asked
					Model: cfg.Model, Digest: f.Snapshot().Digest, Texts: source, Expected: func() (int, bool) { return 0, true }, Ledger: nowhere{},
				})
				stop()
				<-done
				f.budget.wantFree(t)
				for _, s := range servers {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
}

// endless is an answer that never ends.
type endless struct{ status int }

func (e endless) RoundTrip(r *http.Request) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader(`{"embeddings":[[`), letters{})
	return &http.Response{StatusCode: e.status, Header: http.Header{}, Request: r, ContentLength: -1, Body: io.NopCloser(body)}, nil
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '1'
	}
	return len(p), nil
}

func TestTheMemoryForAnswersIsGivenBackWhateverTheStatus(t *testing.T) {
	budget := newBudget(megabyte)
	for _, status := range []int{200, 201, 204, 301, 302, 307, 400, 401, 403, 404, 500, 503} {
		c := newClient(&url.URL{Scheme: "http", Host: "box"}, endless{status}, nil, budget)
		if _, err := c.embed(t.Context(), embedRequest("m", []string{"a"}), 0); err == nil {
			t.Errorf("status %d: an endless answer is taken", status)
		}
		if _, err := c.running(t.Context()); err == nil {
			t.Errorf("status %d: an endless answer is taken", status)
		}
		budget.wantFree(t)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	c := newClient(&url.URL{Scheme: "http", Host: "box"}, endless{200}, nil, budget)
	if _, err := c.embed(gone, embedRequest("m", []string{"a"}), 0); err == nil {
		t.Error("an answer is taken whose client has left")
	}
	budget.wantFree(t)
}
