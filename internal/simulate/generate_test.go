package simulate

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

// unloading is a request that drops a model, as `ollama stop` makes it.
func unloading(model string) *api.GenerateRequest {
	return &api.GenerateRequest{Model: model, KeepAlive: &api.Duration{}}
}

func TestGenerateUnloads(t *testing.T) {
	_, c := start(t, Spec{Models: Known(MiniLM, Nomic)})
	var answer api.GenerateResponse
	take := func(r api.GenerateResponse) error { answer = r; return nil }
	for range 2 { // the second time it is not loaded
		if err := c.Generate(t.Context(), unloading(MiniLM), take); err != nil || !answer.Done || answer.DoneReason != "unload" {
			t.Errorf("%v: %+v", err, answer)
		}
		ps, err := c.ListRunning(t.Context())
		if err != nil || len(ps.Models) != 1 || ps.Models[0].Name != Nomic {
			t.Errorf("in memory: %+v, %v", ps, err)
		}
	}
	for name, request := range map[string]*api.GenerateRequest{
		`"all-minilm" does not support generate`: {Model: "all-minilm", Prompt: "A sheep"},
		`model 'bge-m3' not found`:               unloading("bge-m3"),
	} {
		_, message := status(t, c.Generate(t.Context(), request, take))
		if message != name {
			t.Errorf("%q, want %q", message, name)
		}
	}
	var failed api.StatusError
	if err := c.Generate(t.Context(), unloading("bge-m3"), take); !errors.As(err, &failed) || failed.StatusCode != http.StatusNotFound {
		t.Error(err)
	}
}

// A model that is in use leaves with its last request, as with Ollama.
func TestGenerateLetsRequestsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), PerText: 100 * ms})
		done := make(chan answer)
		go func() { done <- post(t.Context(), n, minilm(10)) }()
		time.Sleep(10 * ms) // it works on them
		w := httptest.NewRecorder()
		n.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/generate", strings.NewReader(`{"model":"all-minilm","keep_alive":0}`)))
		if w.Code != http.StatusOK || len(ps(t.Context(), n)) != 1 {
			t.Errorf("status %d, %d models in memory while one is in use", w.Code, len(ps(t.Context(), n)))
		}
		if a := <-done; a.code != http.StatusOK || len(a.embed.Embeddings) != 10 {
			t.Errorf("the request in mid-work ended with %d %s", a.code, a.err)
		}
		if left := ps(t.Context(), n); len(left) != 0 {
			t.Errorf("in memory: %+v", left)
		}
	})
}
