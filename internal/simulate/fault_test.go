package simulate

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

// ask embeds two texts, one of which speaks of a goose.
func ask(ctx context.Context, c *api.Client) (*api.EmbedResponse, error) {
	return c.Embed(ctx, &api.EmbedRequest{Model: "all-minilm", Input: []string{"a sheep", "a goose"}})
}

// lengths of the vectors of an answer.
func lengths(e *api.EmbedResponse) []float64 {
	all := make([]float64, len(e.Embeddings))
	for i, v := range e.Embeddings {
		all[i] = math.Sqrt(dot(v, v))
	}
	return all
}

func TestErrorAnswers(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM)})
	for _, k := range []struct {
		fault   Fault
		status  int
		message string
	}{
		{Fault{Kind: Busy503}, 503, messageBusy},
		{Fault{Kind: EOFError}, 400, "EOF"},
		{Fault{Kind: EOFError, Status: 500}, 500, `do embedding request: Post "http://127.0.0.1:43119/embedding": EOF`},
		{Fault{Kind: PoisonText, Text: "goose"}, 400, "EOF"},
		{Fault{Kind: NaN}, 500, "failed to encode response: json: unsupported value: NaN"},
		{Fault{Kind: NaN, Text: "goose"}, 500, "NaN"},
		{Fault{Kind: NaN, Status: 400, Message: "embedding contains NaN or Inf values"}, 400, "embedding contains NaN or Inf values"},
		{Fault{Kind: ContextError, Text: "goose"}, 400, messageTooLong},
	} {
		t.Run(k.fault.Kind.String(), func(t *testing.T) {
			if err := s.Set(k.fault); err != nil {
				t.Fatal(err)
			}
			_, err := ask(t.Context(), c)
			if code, message := status(t, err); code != k.status || !strings.HasSuffix(message, k.message) {
				t.Errorf("status %d, %q", code, message)
			}
			if k.fault.Text != "" {
				if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: "a sheep alone"}); err != nil {
					t.Errorf("a text that the fault is not about: %v", err)
				}
			}
			if _, err := c.Version(t.Context()); err != nil {
				t.Errorf("version met the fault too: %v", err)
			}
			if err := s.Clear(); err != nil {
				t.Fatal(err)
			}
			if _, err := ask(t.Context(), c); err != nil {
				t.Errorf("after the fault: %v", err)
			}
		})
	}
}

func TestMangledVectors(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM)})
	for _, k := range []struct {
		fault  Fault
		ok     func(*api.EmbedResponse) bool
		wanted string
	}{
		{Fault{Kind: WrongCount}, func(e *api.EmbedResponse) bool { return len(e.Embeddings) == 1 }, "one vector for two texts"},
		{Fault{Kind: WrongDimension}, func(e *api.EmbedResponse) bool { return len(e.Embeddings[0]) == 192 }, "half as many elements"},
		{Fault{Kind: Zeros}, func(e *api.EmbedResponse) bool { l := lengths(e); return l[0] == 0 && l[1] == 0 }, "zeros"},
		{Fault{Kind: Zeros, Text: "goose"}, func(e *api.EmbedResponse) bool { l := lengths(e); return l[0] > 0.9 && l[1] == 0 }, "zeros for one text"},
		{Fault{Kind: NotUnit}, func(e *api.EmbedResponse) bool { return math.Abs(lengths(e)[0]-3) < 1e-4 }, "length 3"},
		{Fault{Kind: NotUnit, Factor: 0.5}, func(e *api.EmbedResponse) bool { return math.Abs(lengths(e)[1]-0.5) < 1e-4 }, "length 0.5"},
	} {
		if err := s.Set(k.fault); err != nil {
			t.Fatal(err)
		}
		got, err := ask(t.Context(), c)
		if err != nil || !k.ok(got) {
			t.Errorf("%v: want %s, got %v, %v", k.fault.Kind, k.wanted, lengths(got), err)
		}
	}
}

func TestOtherDigestIsSaidEverywhere(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM)})
	before, err := ask(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Set(Fault{Kind: OtherDigest}); err != nil {
		t.Fatal(err)
	}
	after, err := ask(t.Context(), c)
	if err != nil || math.Abs(dot(before.Embeddings[0], after.Embeddings[0])) > 0.3 {
		t.Errorf("vectors of two digests have something in common, or %v", err)
	}
	tags, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	running, err := c.ListRunning(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := tags.Models[0].Digest; d == Known(MiniLM)[0].Digest || d != running.Models[0].Digest || len(d) != 64 {
		t.Errorf("tags say %s, ps says %s", d, running.Models[0].Digest)
	}
}

func TestBrokenAnswers(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM)})
	for _, k := range []struct {
		kind Kind
		ok   func(error) bool
	}{
		{HTMLPage, func(err error) bool { var syntax *json.SyntaxError; return errors.As(err, &syntax) }},
		{CutShort, func(err error) bool {
			var syntax *json.SyntaxError
			return errors.As(err, &syntax) && strings.Contains(err.Error(), "unexpected end")
		}},
		{ResetMidBody, func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) }},
	} {
		if err := s.Set(Fault{Kind: k.kind}); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(t.Context(), c); !k.ok(err) {
			t.Errorf("%v: %v", k.kind, err)
		}
		if _, err := c.Version(t.Context()); err != nil {
			t.Errorf("%v met version too: %v", k.kind, err)
		}
		if err := s.Set(Fault{Kind: k.kind, Everywhere: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.List(t.Context()); !k.ok(err) {
			t.Errorf("%v everywhere: tags give %v", k.kind, err)
		}
	}
}

func TestSilence(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM)})
	patience := func() context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 30*ms)
		t.Cleanup(cancel)
		return ctx
	}
	if err := s.Set(Fault{Kind: Hang}); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(patience(), c); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hang: embed gives %v", err)
	}
	if _, err := c.ListRunning(t.Context()); err != nil {
		t.Errorf("hang: ps gives %v", err)
	}
	if err := s.Set(Fault{Kind: SilentAll}); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(patience(), c); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("silent: embed gives %v", err)
	}
	if _, err := c.Version(patience()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("silent: version gives %v", err)
	}
}

func TestDownAndBack(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM), PerText: time.Hour, Load: time.Microsecond})
	broken := make(chan error, 1)
	go func() {
		_, err := ask(t.Context(), c)
		broken <- err
	}()
	for s.Stats().Requests == 0 { // the request is inside soon
		if _, err := c.Version(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Set(Fault{Kind: Down}); err != nil {
		t.Fatal(err)
	}
	if err := <-broken; err == nil {
		t.Error("a request survived its server")
	}
	if _, err := c.Version(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("down: %v, want connection refused", err)
	}
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	running, err := c.ListRunning(t.Context())
	if err != nil || len(running.Models) != 0 {
		t.Errorf("back: %v, %v; want an empty memory", running, err)
	}
}

func TestRefuseLetsRequestsEnd(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM), PerText: 20 * ms})
	done := make(chan error, 1)
	go func() {
		_, err := ask(t.Context(), c)
		done <- err
	}()
	for s.Stats().Requests == 0 {
		if _, err := c.Version(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Set(Fault{Kind: Refuse}); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the request under way: %v", err)
	}
	if _, err := ask(t.Context(), c); err == nil {
		t.Error("a new request was served")
	}
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t.Context(), c); err != nil {
		t.Errorf("back: %v", err)
	}
}

func TestDeathInMidRequest(t *testing.T) {
	s, c := start(t, Spec{Models: Known(MiniLM), PerText: 10 * ms})
	if err := s.Set(Fault{Kind: Down, After: 2}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if _, err := ask(t.Context(), c); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if _, err := ask(t.Context(), c); err == nil {
		t.Error("the third request was answered")
	}
	if _, err := c.Version(t.Context()); err == nil {
		t.Error("a dead server answers")
	}
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t.Context(), c); err != nil {
		t.Errorf("back: %v", err)
	}
}

func TestDownBehindAnyListenerCutsConnections(t *testing.T) {
	n := New(Spec{Models: Known(MiniLM)})
	n.Set(Fault{Kind: Down})
	defer func() {
		if r := recover(); r != http.ErrAbortHandler { //nolint:errorlint // the very value is what net/http looks for
			t.Errorf("the handler ended with %v", r)
		}
	}()
	post(t.Context(), n, minilm(1))
}

func TestConditionsOfFaults(t *testing.T) {
	count := func(f Fault, requests int) (failed int) {
		n := New(Spec{Models: Known(MiniLM), Seed: 3})
		n.Set(f)
		for range requests {
			if post(t.Context(), n, minilm(1)).code != http.StatusOK {
				failed++
			}
		}
		return failed
	}
	for _, c := range []struct {
		fault    Fault
		from, to int
	}{
		{Fault{Kind: Busy503}, 200, 200},
		{Fault{Kind: Busy503, After: 150}, 50, 50},
		{Fault{Kind: Busy503, Times: 3}, 3, 3},
		{Fault{Kind: Busy503, After: 199, Times: 3}, 1, 1},
		{Fault{Kind: Busy503, Probability: 0.25}, 30, 70},
		{Fault{Kind: Busy503, Text: "number 0"}, 200, 200},
		{Fault{Kind: Busy503, Text: "number 1"}, 0, 0},
		{Fault{Kind: Busy503, Model: "all-minilm"}, 200, 200},
		{Fault{Kind: Busy503, Model: "nomic-embed-text"}, 0, 0},
	} {
		if got := count(c.fault, 200); got < c.from || got > c.to {
			t.Errorf("%+v met %d of 200 requests, want %d to %d", c.fault, got, c.from, c.to)
		}
		if a, b := count(c.fault, 50), count(c.fault, 50); a != b {
			t.Errorf("%+v met %d requests and then %d", c.fault, a, b)
		}
	}
}

func TestFaultsCostTheirTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		want  time.Duration
	}{
		{"slow", Fault{Kind: SlowBy, Factor: 4}, 420 * ms},
		{"a crash is quick", Fault{Kind: EOFError}, 5 * ms},
		{"a poisoned request takes what it would have taken", Fault{Kind: PoisonText, Text: "number 3"}, 105 * ms},
		{"so does a NaN", Fault{Kind: NaN}, 105 * ms},
		{"busy is at once", Fault{Kind: Busy503}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms, PerRequest: 5 * ms})
				n.Set(c.fault)
				if got := post(t.Context(), n, minilm(10)); got.took != c.want {
					t.Errorf("took %v, want %v", got.took, c.want)
				}
			})
		})
	}
}

func TestACrashCanCostALoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), Load: time.Second})
		n.Set(Fault{Kind: PoisonText, Text: "number 0", Crash: true})
		if got := post(t.Context(), n, minilm(1)); got.code != http.StatusBadRequest || got.took != 0 {
			t.Errorf("status %d after %v", got.code, got.took)
		}
		n.Clear()
		if got := post(t.Context(), n, minilm(1)); got.took != time.Second {
			t.Errorf("the request after the crash took %v, want a load", got.took)
		}
	})
}

func TestKindsHaveNames(t *testing.T) {
	seen := make(map[string]bool)
	for _, k := range Kinds() {
		if name := k.String(); name == "" || strings.HasPrefix(name, "fault") || seen[name] {
			t.Errorf("fault %d is called %q", int(k), name)
		} else {
			seen[name] = true
		}
	}
	if Kind(0).String() != "fault 0" || Kind(99).String() != "fault 99" {
		t.Error("numbers beyond the kinds have no name")
	}
}
