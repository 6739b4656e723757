package simulate

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzRequests sends any body to the endpoints that take one: whatever it is,
// the answer is JSON with a sensible status.
func FuzzRequests(f *testing.F) {
	for _, body := range []string{
		``, `{`, `[]`, `{"model":"all-minilm","input":["a","b"]}`, `{"model":"all-minilm","input":"a","dimensions":-1}`,
		`{"model":"all-minilm","input":"a","options":{"num_ctx":-5}}`, `{"model":"all-minilm","input":"a","options":{"num_ctx":1}}`,
		`{"model":"all-minilm","input":"a","keep_alive":"-1s"}`, `{"name":"all-minilm","stream":false}`, `{"model":"a/b/c:d"}`,
		"{\"model\":\"all-minilm\",\"input\":\"\\ud800\"}",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		n := New(Spec{Models: Known(MiniLM), PullTime: 1})
		for _, path := range []string{"/api/embed", "/api/show", "/api/pull"} {
			w := httptest.NewRecorder()
			n.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
			if w.Code < 200 || w.Code > 599 {
				t.Errorf("%s: status %d", path, w.Code)
			}
			for line := range strings.Lines(w.Body.String()) {
				if !json.Valid([]byte(line)) {
					t.Errorf("%s answers %q", path, line)
				}
			}
		}
	})
}
