//go:build unix

package proof_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"flocktop/internal/simulate"
)

// moment is when a run is killed, in terms of what servers see of it: nothing
// is as exact as the wire, and nothing as free of the machine's mood.
type moment struct {
	texts    int           // with the request that brings so many texts of the corpus
	answered bool          // once that request is answered, not when it arrives
	later    time.Duration // and so much later still
}

// wire sees every text that reaches a server.
type wire struct {
	mu    sync.Mutex
	sent  map[string]int // texts, and how often each was sent since the last run began
	known func(text string) bool
	count int
	at    moment
	act   func() // at the moment, once; nil while none is set
	hold  bool   // what arrives after the moment waits for the gate
	gate  chan struct{}
}

// begin starts the count anew. act is called when the moment comes; it may be
// nil.
func (w *wire) begin(at moment, act func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent, w.count, w.at, w.act = map[string]int{}, 0, at, act
	w.open()
}

// beginAndHold is begin, with everything standing still from the moment on: a
// job cannot end before the test has done what it is about.
func (w *wire) beginAndHold(at moment, act func()) {
	w.begin(at, act)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hold = true
}

// release lets go on what is held.
func (w *wire) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open()
}

// open is release for who has the lock.
func (w *wire) open() {
	w.hold = false
	if w.gate != nil {
		close(w.gate)
		w.gate = nil
	}
}

// wait holds a request up where requests are held.
func (w *wire) wait(ctx context.Context) {
	w.mu.Lock()
	gate := w.gate
	w.mu.Unlock()
	if gate == nil {
		return
	}
	select {
	case <-gate:
	case <-ctx.Done():
	}
}

// texts are those that were sent since the last run began.
func (w *wire) texts() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.sent)
}

// counts says whether a request brings texts of the job: those that check a node
// are nobody's, and are never held up, since the job's vectors wait for them.
func (w *wire) counts(texts []string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known == nil || slices.ContainsFunc(texts, w.known)
}

// arrived counts the texts of a request. It says whether the moment is that
// request's.
func (w *wire) arrived(texts []string) (due bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.count
	for _, t := range texts {
		if w.known == nil || w.known(t) {
			w.sent[t]++
			w.count++
		}
	}
	return w.act != nil && before < w.at.texts && w.count >= w.at.texts
}

// strike acts, where this is the time to.
func (w *wire) strike(due, answered bool) {
	w.mu.Lock()
	if !due || w.act == nil || w.at.answered != answered {
		w.mu.Unlock()
		return
	}
	act, later := w.act, w.at.later
	w.act = nil
	if w.hold {
		w.gate = make(chan struct{})
	}
	w.mu.Unlock()
	if later > 0 {
		time.AfterFunc(later, act)
		return
	}
	act()
}

// watched is the node with the wire in front of it.
func (w *wire) watched(node http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/embed" {
			node.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client is gone
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		var request struct{ Input []string }
		_ = json.Unmarshal(body, &request) // what is no list of texts has none that count
		if w.counts(request.Input) {
			w.wait(r.Context())
		}
		due := w.arrived(request.Input)
		w.strike(due, false)
		node.ServeHTTP(rw, r)
		if due {
			_ = http.NewResponseController(rw).Flush() // the client may be gone
		}
		w.strike(due, true)
	})
}

// expects says which texts are the job's.
func (w *wire) expects(known func(text string) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known = known
}

// newWire starts servers of the specs and returns their addresses as flags.
func newWire(t *testing.T, specs ...simulate.Spec) (w *wire, nodes []string) {
	t.Helper()
	w = &wire{sent: map[string]int{}}
	for _, spec := range specs {
		server := httptest.NewServer(w.watched(simulate.New(spec)))
		t.Cleanup(server.Close)
		nodes = append(nodes, "--node", server.URL)
	}
	return w, nodes
}

// flock are three servers of different speeds.
func flock(fastest time.Duration) []simulate.Spec {
	var specs []simulate.Spec
	for i, name := range []string{"attic", "shed", "barn"} {
		specs = append(specs, simulate.Spec{
			Name: name, Models: simulate.Known(simulate.MiniLM),
			PerText: time.Duration(i+1) * fastest, PerRequest: fastest,
		})
	}
	return specs
}
