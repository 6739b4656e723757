package cluster_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"flocktop/cluster"
	"flocktop/internal/bench/virtual"
	"flocktop/internal/simulate"
)

const (
	batchSize  = 300
	perText    = 20 * time.Millisecond
	roundTrip  = time.Millisecond
	flockSize  = 3
	struckNode = 1 // the one of three
	// outage is how long a fault lasts under which nothing goes on at all.
	outage = 30 * time.Second
	// muchTooLong ends a batch that does not end by itself. Nodes that are silent
	// before they were ever measured are given more time each time: hours, where
	// all that they ever get are texts that they hang on.
	muchTooLong = 12 * time.Hour
	// sameVector is the cosine from which on two vectors are the same.
	sameVector = 0.999
)

// tinyModel has short vectors: most of a cell's real time is spent on writing
// and reading them.
func tinyModel() simulate.Model {
	return simulate.Model{
		Name: testModel, Digest: strings.Repeat("ab", 32), Family: "bert", Dimension: 64, ContextLength: 256, Size: 1 << 20,
	}
}

// batchTexts are the texts of every cell. Marked ones stand where they are sent
// early, in the middle and late, wherever a dispatcher begins.
func batchTexts() []cluster.Text {
	list := texts(batchSize)
	for _, i := range []int{0, 1, batchSize / 3, batchSize - 2} {
		list[i].Body += " and of " + poison
	}
	return list
}

// trueVectors are those of the texts of a cell.
func trueVectors(t *testing.T) map[int64][]float32 {
	t.Helper()
	return trueVectorsOf(t, batchTexts())
}

// trueVectorsOf are what an undisturbed server makes of the texts.
func trueVectorsOf(t *testing.T, list []cluster.Text) map[int64][]float32 {
	t.Helper()
	input := make([]string, len(list))
	for i := range list {
		input[i] = list[i].Body
	}
	body, err := json.Marshal(api.EmbedRequest{Model: testModel, Input: input})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	node := simulate.New(simulate.Spec{Models: []simulate.Model{tinyModel()}})
	node.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/embed", bytes.NewReader(body)))
	var answer api.EmbedResponse
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Embeddings) != len(list) {
		t.Fatalf("%d vectors, %v", len(answer.Embeddings), err)
	}
	out := map[int64][]float32{}
	for i := range list {
		out[list[i].ID] = answer.Embeddings[i]
	}
	return out
}

// trial is one cell of the matrix: a flock in a bubble, and a fault that comes.
type trial struct {
	t     *testing.T
	what  disaster
	when  phase
	all   bool
	bench bench

	begun, struck, lifted time.Time

	mu       sync.Mutex
	stored   map[int64][]float32
	rejected map[int64]string
	goesOn   time.Time // first kept after the fault was lifted
	// grace is how many texts each node has answered since the fault came and
	// before it was lifted: from requests that it had already.
	grace map[string]int
	last  map[string]time.Time // when each node answered last
}

func newTrial(t *testing.T, what disaster, when phase, all bool) *trial {
	t.Helper()
	r := &trial{t: t, what: what, when: when, all: all, stored: map[int64][]float32{}, rejected: map[int64]string{}, grace: map[string]int{}, last: map[string]time.Time{}}
	network := simulate.NewNetwork()
	cfg := cluster.DefaultConfig()
	cfg.Model, cfg.Digest, cfg.Dial = testModel, tinyModel().Digest, network.Dial // bound, as a job binds it
	for i := range flockSize {
		s, err := network.Start(context.WithoutCancel(t.Context()), simulate.Spec{
			Name: fmt.Sprintf("node%d", i+1), Address: fmt.Sprintf("node%d:11434", i+1), Models: []simulate.Model{tinyModel()},
			PerText: perText, RoundTrip: roundTrip, Load: 500 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		r.bench.servers = append(r.bench.servers, s)
		cfg.Nodes = append(cfg.Nodes, cluster.NodeConfig{Name: s.Spec().Name, URL: s.URL()})
	}
	r.bench.watch(t, cfg)
	if what.restarts { // an earlier batch has vectors that all others must fit
		r.bench.keep(t)
	}
	return r
}

// run carries the batch out, checks what became of it, and says how long it took.
func (r *trial) run(truth map[int64][]float32) result {
	source := make(chan []cluster.Text, 1)
	source <- batchTexts()
	close(source)
	batch := cluster.Batch{
		Model: testModel, Digest: r.bench.flock.Snapshot().Digest, Announced: tinyModel().Dimension, Texts: source,
		Expected: func() (int, bool) { return 0, true }, Ledger: r,
	}
	if r.what.resumed {
		batch.Dimension = tinyModel().Dimension
	}
	r.begun = time.Now()
	if r.when == beforeBatch {
		r.strike()
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), muchTooLong)
	defer cancel()
	_, err := r.bench.flock.Embed(ctx, batch)
	took := time.Since(r.begun)
	if err != nil {
		r.t.Errorf("ended after %v with %d of %d texts stored, %d rejected: %v", took, len(r.stored), batchSize, len(r.rejected), err)
	}
	r.verify(truth)
	return result{took: took, bound: r.bound()}
}

// Store takes vectors in, and lets the fault come in its time.
func (r *trial) Store(_ context.Context, d cluster.Delivery) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.struck.IsZero() && r.lifted.IsZero() && r.what.stops {
		r.grace[d.Node] += len(d.IDs)
	}
	r.last[d.Node] = time.Now()
	for i, id := range d.IDs {
		if _, twice := r.stored[id]; twice {
			r.t.Errorf("text %d is stored twice", id)
		}
		r.stored[id] = d.Vectors[i]
	}
	if !r.lifted.IsZero() && r.goesOn.IsZero() {
		r.goesOn = time.Now()
	}
	if r.struck.IsZero() && len(r.stored) >= r.when.stored() {
		r.strikeLocked()
	}
	return nil
}

func (r *trial) Refer(context.Context, cluster.Reference) error { return nil }

// Withdraw is never asked for: every fault of the matrix shows on short texts too.
func (r *trial) Withdraw(_ context.Context, w cluster.Withdrawal) error {
	r.t.Errorf("what %s gave is to be taken back", w.Name)
	return nil
}

func (r *trial) Reject(_ context.Context, id int64, why cluster.Rejection) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, twice := r.rejected[id]; twice {
		r.t.Errorf("text %d is rejected twice", id)
	}
	r.rejected[id] = why.Reason
	return nil
}

func (r *trial) Split(context.Context, cluster.Text) ([]cluster.Text, error) { return nil, nil }

func (r *trial) strike() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strikeLocked()
}

// strikeLocked puts the fault in force. Where nothing could go on for ever, it
// is lifted again. The lock is held.
func (r *trial) strikeLocked() {
	r.struck = time.Now()
	if r.what.slows > 0 { // it goes on answering: what it has now comes at the old speed
		for _, n := range r.bench.flock.Refresh().Nodes {
			r.grace[n.ID] = max(0, n.Queued-int(time.Since(r.last[n.ID])/perText))
		}
	}
	victims := r.bench.servers[struckNode : struckNode+1]
	if r.all {
		victims = r.bench.servers
	}
	for _, s := range victims {
		r.restart(s, "0.99.0")
		if err := s.Set(r.what.fault); err != nil {
			r.t.Error(err)
		}
	}
	if r.all && r.what.stops {
		time.AfterFunc(outage, r.lift)
	}
}

// restart starts another release of a server, where the fault comes with that.
func (r *trial) restart(s *simulate.Server, version string) {
	if !r.what.restarts {
		return
	}
	if err := s.Set(simulate.Fault{Kind: simulate.Down}); err != nil {
		r.t.Error(err)
	}
	s.Upgrade(version)
}

func (r *trial) lift() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.bench.servers {
		r.restart(s, simulate.DefaultVersion)
		if err := s.Clear(); err != nil {
			r.t.Error(err)
		}
	}
	r.lifted = time.Now()
}

// verify checks the promise: nothing is lost, doubled or wrong, and nothing is
// given up that could be embedded.
func (r *trial) verify(truth map[int64][]float32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	wrong := 0
	refused := 0
	for _, text := range batchTexts() {
		vector, stored := r.stored[text.ID]
		reason, rejected := r.rejected[text.ID]
		poisoned := r.what.refuses && strings.Contains(text.Body, poison)
		switch {
		case stored == rejected:
			r.t.Errorf("text %d: stored %v, rejected %v", text.ID, stored, rejected)
		case stored && cosine(vector, truth[text.ID]) < sameVector:
			wrong++
		case rejected && reason == "":
			r.t.Errorf("text %d is rejected without a reason", text.ID)
		case rejected && !poisoned:
			r.t.Errorf("text %d is rejected and could be embedded: %s", text.ID, reason)
		case rejected && !r.all && !r.what.hasty:
			r.t.Errorf("text %d is rejected, and two nodes could embed it: %s", text.ID, reason)
		case rejected:
			refused++
		}
	}
	if wrong > 0 {
		r.t.Errorf("%d of %d stored vectors are wrong", wrong, len(r.stored))
	}
	if r.all && r.what.refuses && refused == 0 {
		r.t.Error("no marked text is rejected, though no server could embed it")
	}
	if !r.lifted.IsZero() {
		if pause := r.goesOn.Sub(r.lifted); r.goesOn.IsZero() || pause > goesOnWithin {
			r.t.Errorf("went on %v after the nodes were back, want %v at most", pause, goesOnWithin)
		}
	}
}

func cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

// bound is the shortest time in which anybody could have done it who knew
// beforehand which node would fail when, and which texts cannot be embedded.
// Requests that a node had when the fault came are left to it.
func (r *trial) bound() time.Duration {
	to := math.Inf(1)
	if !r.lifted.IsZero() {
		to = r.lifted.Sub(r.begun).Seconds()
	}
	w := virtual.World{Sizes: virtual.EqualTexts(len(r.stored))}
	for i, s := range r.bench.servers {
		n := virtual.Node{PerText: perText.Seconds(), RoundTrip: roundTrip.Seconds()}
		if r.all || i == struckNode {
			from := (r.struck.Sub(r.begun) + time.Duration(r.grace[s.URL()])*perText).Seconds()
			if r.what.stops {
				n.Outages = []virtual.Outage{{From: from, To: to}}
			}
			if r.what.slows > 0 {
				n.Changes = []virtual.Change{{At: from, Factor: r.what.slows}}
			}
		}
		w.Nodes = append(w.Nodes, n)
	}
	return time.Duration(w.Bound() * float64(time.Second))
}
