// Package simulate imitates Ollama servers: real HTTP, the answers and the
// wording of the real API, with speeds and faults that are set. The demo, the
// tests and the benchmark run on it.
//
// It knows how a server behaves towards its clients: what it answers, how long
// that takes, how it fails. It knows nothing of those who talk to it, and it
// computes no real embeddings: vectors are hashed word features, so that texts
// which share words are near.
//
// A Node is an http.Handler and can stand behind any listener, a fake one in a
// synctest bubble included: all its time comes from package time. Start puts a
// Node behind a TCP port of its own, StartFlock does so for a whole scenario. A
// Network is a network in memory, for servers and clients in a bubble together.
package simulate

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Node is one simulated server, as an http.Handler. It is safe for concurrent
// use.
type Node struct {
	spec      Spec
	mux       *http.ServeMux
	queue     *queue
	memory    *residency
	faults    faults
	tally     tally
	served    atomic.Int64 // texts begun: the k of the next one's cost
	waiting   atomic.Int64 // requests that are inside and not being served
	embedders sync.Pool    // of *embedder
	buffers   sync.Pool    // of *[]byte
	ready     readyMade
	handlers  handlers
	life      atomic.Pointer[lifetime]
	upgraded  atomic.Pointer[string] // version after an upgrade; nil before
	die       func()                 // what a Down fault does beyond this handler; may be nil

	mu        sync.Mutex
	installed []installed
}

// installed is a model on the node's disk.
type installed struct {
	Model
	since time.Time
}

// lifetime is that of the process which the node imitates: it ends with a Down
// fault, and the next one begins.
type lifetime struct {
	context.Context
	end context.CancelFunc
}

// lifeKey is the key of the lifetime in a request's context.
type lifeKey struct{}

// errKilled is the end of a request during which the node dies.
var errKilled = errors.New("the node was killed")

// installedBefore is how long the models of a spec have been there.
const installedBefore = 30 * 24 * time.Hour

// New returns a node that is not listening yet. The spec should pass Check.
func New(spec Spec) *Node {
	n := &Node{spec: spec.withDefaults()}
	n.queue = newQueue(n.spec.Parallel)
	n.memory = newResidency(n.spec, &n.tally)
	since := time.Now().Add(-installedBefore).Truncate(time.Second)
	for _, m := range n.spec.Models {
		m.Name = fullName(m.Name)
		n.installed = append(n.installed, installed{m, since})
	}
	if !n.spec.Cold {
		n.memory.warm(n.models())
	}
	n.begin()
	n.mux = http.NewServeMux()
	n.mux.HandleFunc("GET /{$}", n.root)
	n.mux.HandleFunc("GET /api/version", n.version)
	n.mux.HandleFunc("GET /api/tags", n.tags)
	n.mux.HandleFunc("GET /api/ps", n.ps)
	n.mux.HandleFunc("POST /api/show", n.show)
	n.mux.HandleFunc("POST /api/embed", n.embed)
	n.mux.HandleFunc("POST /api/generate", n.generate)
	n.mux.HandleFunc("POST /api/pull", n.pull)
	n.mux.HandleFunc("DELETE /api/delete", n.delete)
	return n
}

// Spec returns what the node was made of, with the defaults filled in.
func (n *Node) Spec() Spec { return n.spec }

// Stats returns what the node has counted so far.
func (n *Node) Stats() Stats { return n.tally.snapshot() }

// Set puts faults in force from the next request on, in place of all that were
// in force before. Their counters begin anew.
func (n *Node) Set(faults ...Fault) {
	n.faults.set(faults)
	if n.immediate(OtherDigest) { // another build has to be loaded
		for _, m := range n.models() {
			n.memory.drop(m)
		}
	}
	if n.immediate(Down) {
		n.memory.clear()
		n.begin()
	}
}

// begin starts a new life and ends the one before, if there was one: requests
// under way are cut off.
func (n *Node) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	if old := n.life.Swap(&lifetime{ctx, cancel}); old != nil {
		old.end()
	}
}

// Version is that of the server, as /api/version says it.
func (n *Node) Version() string {
	if v := n.upgraded.Load(); v != nil {
		return *v
	}
	return n.spec.Version
}

// Upgrade makes it a server of another version, as a start of another release
// does: what was resident is gone, and connections are cut by a Down fault
// before or after.
func (n *Node) Upgrade(version string) {
	n.upgraded.Store(&version)
	n.memory.clear()
}

// Clear ends all faults. Requests that hang go on hanging.
func (n *Node) Clear() { n.Set() }

// immediate says whether a fault of these kinds is in force that does not wait
// for its request.
func (n *Node) immediate(kinds ...Kind) bool {
	f, ok := n.faults.find(kinds...)
	return ok && f.After == 0 && f.Probability == 0
}

// ServeHTTP answers one request.
func (n *Node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !n.handlers.enter() {
		hangUp(w) // the server has just ended
	}
	defer n.handlers.leave()
	if n.immediate(Down, Refuse) {
		hangUp(w)
	}
	if !n.admit(w, r) {
		return
	}
	life := n.life.Load()
	ctx, cancel := context.WithCancelCause(context.WithValue(r.Context(), lifeKey{}, life))
	stop := context.AfterFunc(life, func() { cancel(errKilled) })
	defer func() {
		stop()
		cancel(nil)
	}()
	r = r.WithContext(ctx)
	if r.URL.Path == "/api/embed" {
		n.mux.ServeHTTP(w, r)
	} else {
		n.poll(w, r)
	}
	if life.Err() != nil {
		hangUp(w)
	}
}

// poll answers a request to any endpoint but /api/embed.
func (n *Node) poll(w http.ResponseWriter, r *http.Request) {
	n.tally.add(func(s *Stats) { s.Polls++ })
	hit := n.faults.pick(request{}, n.spec.Seed)
	if n.strike(w, r, hit) || !sleep(r.Context(), n.spec.RoundTrip) {
		return
	}
	if answer, ok := mangler(hit); ok {
		record := &recorder{header: make(http.Header)}
		n.mux.ServeHTTP(record, r)
		answer(w, record.status, record.body)
		return
	}
	n.mux.ServeHTTP(w, r)
}

// models returns what is installed.
func (n *Node) models() []Model {
	n.mu.Lock()
	defer n.mu.Unlock()
	models := make([]Model, len(n.installed))
	for i, m := range n.installed {
		models[i] = m.Model
	}
	return models
}

// model looks an installed model up, with the digest that it has at the moment.
func (n *Node) model(name string) (Model, bool) {
	m, ok := findModel(n.models(), name)
	if ok {
		m.Digest = n.digest(m)
	}
	return m, ok
}

// digest is the model's own, or another one by fault.
func (n *Node) digest(m Model) string {
	if f, ok := n.faults.find(OtherDigest); ok && (f.Model == "" || fullName(f.Model) == fullName(m.Name)) {
		return otherDigest(m.Digest)
	}
	return m.Digest
}

// install adds a model or replaces the one of its name.
func (n *Node) install(m Model) {
	m.Name = fullName(m.Name)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.installed = slices.DeleteFunc(n.installed, func(old installed) bool { return old.Name == m.Name })
	n.installed = append(n.installed, installed{m, time.Now()})
}

// hangUp closes the connection without an answer, by a reset where the
// connection can be reset, and ends the handler.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		reset(conn)
	}
	panic(http.ErrAbortHandler) // the way to end a handler without an answer
}

// reset closes a connection so that the other side sees a reset, not an end.
func reset(conn net.Conn) {
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn() // a reset comes without TLS's own farewell
	}
	if c, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = c.SetLinger(0) // fails only where the connection is closed already
	}
	_ = conn.Close() // nobody is left to be told
}

// maxBody bounds what a client may send: far above any batch of texts.
const maxBody = 256 << 20

// read decodes a request's JSON body and answers by itself where that fails.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	var buffer bytes.Buffer
	if r.ContentLength > 0 && r.ContentLength < maxBody {
		buffer.Grow(int(r.ContentLength) + bytes.MinRead) // saves growing it several times
	}
	if _, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return false
	}
	body := buffer.Bytes()
	if len(body) == 0 {
		writeError(w, http.StatusBadRequest, "missing request body")
		return false
	}
	if err := json.Unmarshal(body, into); err != nil {
		message := err.Error()
		if message == "unexpected end of JSON input" {
			message = io.ErrUnexpectedEOF.Error() // a decoder of streams, as Ollama has, says it like this
		}
		writeError(w, http.StatusBadRequest, message)
		return false
	}
	return true
}

// named is the part of several requests that says which model they are about.
type named struct {
	Model string `json:"model"`
	Name  string `json:"name"` // what it was called in older versions
}

// name is the one that was given.
func (m named) name() string { return cmp.Or(m.Model, m.Name) }

// writeJSON answers with a value.
func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		writeError(w, http.StatusInternalServerError, err.Error())
		return
	}
	writeBody(w, status, body)
}

// writeBody answers with JSON that is encoded already. A client that is gone is
// no error of the server's.
func writeBody(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// writeError answers as Ollama does.
func writeError(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}
