package simulate

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a server for the length of a test.
func start(t *testing.T, spec Spec) (*Server, *api.Client) {
	t.Helper()
	s, err := Start(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, client(t, s.URL(), transport)
}

func client(t *testing.T, address string, transport http.RoundTripper) *api.Client {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return api.NewClient(base, &http.Client{Transport: transport})
}

// status returns the status and the message of an API error.
func status(t *testing.T, err error) (int, string) {
	t.Helper()
	var se api.StatusError
	if !errors.As(err, &se) {
		t.Fatalf("got %v, want an api.StatusError", err)
	}
	return se.StatusCode, se.ErrorMessage
}

func dot(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestDescription(t *testing.T) {
	_, c := start(t, Spec{Models: Known(Nomic, MiniLM), GPUShare: 0.5})
	ctx := t.Context()
	if v, err := c.Version(ctx); err != nil || v != DefaultVersion {
		t.Errorf("version %q, %v", v, err)
	}
	if err := c.Heartbeat(ctx); err != nil {
		t.Error(err)
	}
	tags, err := c.List(ctx)
	if err != nil || len(tags.Models) != 2 || tags.Models[0].Name != Nomic || tags.Models[0].Digest != Known(Nomic)[0].Digest {
		t.Errorf("tags %+v, %v", tags, err)
	}
	ps, err := c.ListRunning(ctx)
	if err != nil || len(ps.Models) != 2 {
		t.Fatalf("ps %+v, %v", ps, err)
	}
	for _, m := range ps.Models {
		if m.SizeVRAM*2 != m.Size || m.ExpiresAt.Before(time.Now().Add(time.Hour)) || m.ContextLength == 0 {
			t.Errorf("ps says %+v", m)
		}
	}
	show, err := c.Show(ctx, &api.ShowRequest{Model: "nomic-embed-text"})
	if err != nil {
		t.Fatal(err)
	}
	if len(show.Capabilities) != 1 || show.Capabilities[0] != "embedding" {
		t.Errorf("capabilities %v", show.Capabilities)
	}
	if show.ModelInfo["general.architecture"] != "nomic-bert" || show.ModelInfo["nomic-bert.context_length"] != 2048.0 || show.ModelInfo["nomic-bert.embedding_length"] != 768.0 {
		t.Errorf("model info %v", show.ModelInfo)
	}
}

func TestEmbedAnswers(t *testing.T) {
	_, c := start(t, Spec{Models: Known(MiniLM)})
	texts := []string{
		"The shepherd shears the sheep in June.",
		"In June every sheep is shorn by the shepherd.",
		"A compiler turns source code into machine instructions.",
	}
	got, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "all-minilm", Input: texts})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Embeddings) != len(texts) || got.Model != "all-minilm" || got.TotalDuration <= 0 || got.LoadDuration <= 0 {
		t.Fatalf("answer with %d vectors, model %q, total %v, load %v", len(got.Embeddings), got.Model, got.TotalDuration, got.LoadDuration)
	}
	tokens := 0
	for i, v := range got.Embeddings {
		tokens += CountTokens(texts[i])
		if len(v) != 384 || math.Abs(dot(v, v)-1) > 1e-5 {
			t.Errorf("vector %d has %d elements and length² %v", i, len(v), dot(v, v))
		}
	}
	if got.PromptEvalCount != tokens {
		t.Errorf("counted %d tokens, want %d", got.PromptEvalCount, tokens)
	}
	near, far := dot(got.Embeddings[0], got.Embeddings[1]), dot(got.Embeddings[0], got.Embeddings[2])
	if near < far+0.3 {
		t.Errorf("texts on one subject have cosine %.2f, on two subjects %.2f", near, far)
	}
	again, err := c.Embed(context.Background(), &api.EmbedRequest{Model: "all-minilm", Input: texts[0]})
	if err != nil || dot(again.Embeddings[0], got.Embeddings[0]) < 0.99999 {
		t.Errorf("the same text alone, as a string: %v", err)
	}
}
