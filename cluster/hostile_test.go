package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ollama/ollama/api"

	"flocktop/adaptive"
)

// hostile is a server that answers whatever a fuzzer wants, without a network.
type hostile struct {
	status  int
	polite  bool              // what only asks is answered with status 200
	answers map[string][]byte // by path
}

func (h hostile) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	status := h.status
	if r.Method == http.MethodGet && h.polite {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Request: r, ContentLength: -1,
		Body: io.NopCloser(bytes.NewReader(h.answers[r.URL.Path])),
	}, nil
}

// sensibleStatus keeps to what net/http lets through as a final answer.
func sensibleStatus(status uint16) int { return 200 + int(status)%400 }

// FuzzHostileNode probes a node whose answers are anything, and shows what came
// of it: the program goes on, and nothing unprintable gets into a snapshot.
func FuzzHostileNode(f *testing.F) {
	const version = `{"version":"0.17.4"}`
	const tags = `{"models":[{"name":"nomic-embed-text:latest","digest":"0a1","size":3,"details":{"family":"bert"}},{"name":"\u001b[31mx","digest":"\u202e"}]}`
	const ps = `{"models":[{"name":"nomic-embed-text:latest","digest":"0a1","size":9,"size_vram":4,"context_length":2048,"expires_at":"2026-01-02T03:04:05Z"}]}`
	const show = `{"capabilities":["embedding"],"model_info":{"general.architecture":"bert","bert.context_length":256,"bert.embedding_length":1e300}}`
	const embedding = `{"model":"m","embeddings":[[0.6,0.8]],"total_duration":5,"load_duration":-9}`
	f.Add(uint16(0), []byte(version), []byte(tags), []byte(ps), []byte(show), []byte(embedding))
	f.Add(uint16(0), []byte(`{"version":"\u001b]0;x\u0007"}`), []byte(`{"models":[{"size":-9}]}`), []byte(`{"models":[{"name":"","size":-1,"size_vram":-5}]}`), []byte(`{}`), []byte(`{}`))
	f.Add(uint16(0), []byte(`{"version":`), []byte(`[]`), []byte(`null`), []byte(`<html>`), []byte(`{"embeddings":[[1],[2]]}`))
	f.Add(uint16(300), []byte(`{"error":"\u001b[2J"}`), []byte("\x1b[2J"), []byte("<html>"), []byte(``), []byte(`{"error":"server busy"}`))
	f.Add(uint16(201), []byte(``), []byte(``), []byte(``), []byte(``), []byte(`{"error":"unauthorized"}`))
	f.Fuzz(func(t *testing.T, status uint16, version, tags, ps, show, embedding []byte) {
		look(t, hostile{sensibleStatus(status), false, map[string][]byte{
			"/api/version": version, "/api/tags": tags, "/api/ps": ps, "/api/show": show, "/api/embed": embedding, "/api/generate": embedding,
		}})
	})
}

// FuzzHostileFields does the same with answers of the right form, in which
// anything stands.
func FuzzHostileFields(f *testing.F) {
	f.Add(uint16(0), "0.17.4", "nomic-embed-text:latest", "0a1", "bert", int64(9), int64(4), 2048, 768.0)
	f.Add(uint16(300), "\x1b[31m", "embed\u202e\u200b", "\xff", "\x00", int64(-1), int64(math.MinInt64), -1, math.MaxFloat64)
	f.Add(uint16(201), "", "embed", "", "", int64(0), int64(math.MaxInt64), math.MaxInt, -1e300)
	f.Fuzz(func(t *testing.T, status uint16, version, name, digest, family string, size, vram int64, length int, dimension float64) {
		details := api.ModelDetails{Family: family, Families: []string{family}, ParameterSize: name}
		answers := map[string][]byte{}
		for path, value := range map[string]any{
			"/api/version": map[string]string{"version": version},
			"/api/tags":    api.ListResponse{Models: []api.ListModelResponse{{Name: name, Model: name, Digest: digest, Size: size, Details: details}}},
			"/api/ps": api.ProcessResponse{Models: []api.ProcessModelResponse{{
				Name: name, Model: name, Digest: digest, Size: size, SizeVRAM: vram, ContextLength: length, ExpiresAt: time.Unix(size%(1<<32), vram), Details: details,
			}}},
			"/api/show": map[string]any{
				"error": version, "capabilities": []string{family, "embedding"},
				"model_info": map[string]any{"general.architecture": family, family + ".context_length": length, family + ".embedding_length": dimension},
			},
			"/api/embed":    map[string]string{"error": name},
			"/api/generate": map[string]string{"error": version},
		} {
			text, err := json.Marshal(value)
			if err != nil {
				return // no such number in JSON
			}
			answers[path] = text
		}
		look(t, hostile{sensibleStatus(status), true, answers})
	})
}

// look probes a hostile node and does with it what the program does.
func look(t *testing.T, server hostile) {
	t.Helper()
	flock, m := flockOf(t, server)
	for range 2 { // the second time it is known already
		flock.Retry(t.Context())
		snapshot := flock.Refresh()
		requirePrintable(t, "snapshot", reflect.ValueOf(snapshot))
		adaptive.Estimate(snapshot.All())
		for i := range snapshot.Nodes {
			n := &snapshot.Nodes[i]
			if n.Health.Score < 0 || n.Health.Score > 400 {
				t.Fatalf("a health of %d", n.Health.Score)
			}
			if n.GPUShare != nil && !(*n.GPUShare >= 0 && *n.GPUShare <= 1) {
				t.Fatalf("%v of the model is on the GPU", *n.GPUShare)
			}
		}
		if _, err := snapshot.PickModel("", ""); err != nil {
			requirePrintable(t, "error", reflect.ValueOf(err.Error()))
		}
		description, err := flock.Describe(t.Context())
		if err != nil {
			requirePrintable(t, "error", reflect.ValueOf(err.Error()))
		}
		if description.Dimension < 0 || description.ContextLength < 0 {
			t.Fatalf("a dimension of %d, a context of %d", description.Dimension, description.ContextLength)
		}
		if err := flock.WarmUp(t.Context(), m.URL, ownModel); err != nil {
			requirePrintable(t, "error", reflect.ValueOf(err.Error()))
		}
		if err := m.client.unload(t.Context(), ownModel); err != nil {
			requirePrintable(t, "reason", reflect.ValueOf(classify(err).reason))
		}
		if err := flock.halfOpen(t.Context(), m); err != nil {
			requirePrintable(t, "reason", reflect.ValueOf(classify(err).reason))
		}
	}
}

// FuzzErrorBodies has a server refuse a request with any body: it gets a
// reason that can be shown and kept.
func FuzzErrorBodies(f *testing.F) {
	for _, body := range []string{
		`{"error":"EOF"}`, `{"error":""}`, ``, `<html>502 Bad Gateway`, "\x1b[2J\x00", `{"error":{"message":"x"}}`, `{"error":["x"]}`, `[1]`,
		`{"error":"model \"x\" not found, try pulling it first"}`, `{"error":"\u202e\ud800"}`, `{"signin_url":"http://x","error":"unauthorized"}`,
	} {
		f.Add(uint16(300), []byte(body))
		f.Add(uint16(201), []byte(body))
	}
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		_, m := flockOf(t, hostile{sensibleStatus(status), false, map[string][]byte{"/api/embed": body}})
		_, err := m.client.embed(t.Context(), embedRequest("m", []string{"text"}), 0)
		if err == nil {
			return
		}
		what := classify(err)
		requirePrintable(t, "reason", reflect.ValueOf(what.reason))
		if what.reason == "" {
			t.Fatalf("no reason for %v", err)
		}
	})
}

// flockOf is a flock of one node that answers through this transport.
func flockOf(t *testing.T, transport http.RoundTripper) (*Flock, *member) {
	t.Helper()
	const most = 1 << 16 // bytes of all answers
	cfg := DefaultConfig()
	cfg.Nodes = []NodeConfig{{Name: "hostile", URL: "http://hostile:1", VRAM: 1 << 30}}
	cfg.ProbeTimeout = time.Minute
	flock, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	m := flock.members[0]
	base, err := parseNodeURL(m.URL)
	if err != nil {
		t.Fatal(err)
	}
	m.client = newClient(base, transport, nil, newBudget(most))
	return flock, m
}

// requirePrintable looks at every string of a value.
func requirePrintable(t *testing.T, where string, v reflect.Value) {
	t.Helper()
	switch v.Kind() { //nolint:exhaustive // nothing else holds strings here
	case reflect.String:
		text := v.String()
		odd := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
		const mostly = utf8.UTFMax * (maxForeign + 1) // what is no UTF-8 takes more room as a sign that says so
		if odd >= 0 || !utf8.ValidString(text) || len(text) > mostly {
			t.Fatalf("%s: %q is not fit to be shown", where, text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				requirePrintable(t, where+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			requirePrintable(t, where, v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			requirePrintable(t, where, v.Elem())
		}
	}
}

// TestAnswersAreReadOnlySoFar: a server that goes on and on is cut off.
func TestAnswersAreReadOnlySoFar(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusInternalServerError} {
		endless := endlessBody{status: status}
		_, m := flockOf(t, &endless)
		_, err := timed(t.Context(), newClock(machineClock(), func(stop) {}), time.Minute, func(ctx context.Context) (*api.EmbedResponse, error) {
			return m.client.embed(ctx, embedRequest("m", []string{"text"}), 0)
		})
		if !errors.Is(err, errAnswerTooLong) || endless.given > 1<<17 {
			t.Errorf("status %d: %v after %d bytes", status, err, endless.given)
		}
	}
}

// endlessBody is a server whose answers never end.
type endlessBody struct{ status, given int }

func (e *endlessBody) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: e.status, Header: http.Header{}, Request: r, ContentLength: -1, Body: io.NopCloser(e)}, nil
}

func (e *endlessBody) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.given += len(p)
	return len(p), nil
}
