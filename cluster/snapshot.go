package cluster

import (
	"time"

	"flocktop/adaptive"
)

// Snapshot is the flock at one moment: an immutable value. Nodes stand in
// configured order.
type Snapshot struct {
	At    time.Time
	Model string // the model by which nodes are judged; "" while none is chosen
	// Digest is the one that the model is bound to; "" while no node has it.
	Digest string
	Nodes  []Node
	// Rates are the flock's texts a second in the last [RateHistory] seconds, the
	// newest last, of nodes that have left since too.
	Rates []float64
	// Second numbers the second that all rates end with, so that it can be told
	// which ones belong together, whenever one looks.
	Second int64
}

// Node is what is known of one node at one moment. Where 0 could be mistaken
// for a measurement, a pointer says by nil that nothing is known.
type Node struct {
	ID string // the normalised URL
	// Revision is higher than in the snapshot before where anything else of the
	// node has changed since, and the same where nothing has.
	Revision uint64
	Name     string
	State    State
	Since    time.Time // when it entered the state
	// Note says why it is in this state and what comes next, or hints at a
	// fault of its set-up; "" when there is nothing to say.
	Note    string
	Version string // of the server; "" while unknown
	Health  Health

	Ping      time.Duration // last round trip of a probe; 0 while unmeasured
	GPUShare  *float64      // share of the model that lies on the GPU, 0 to 1; nil while unknown
	GPUSource string        // where GPUShare comes from: "server", "last known" or "configured"
	VRAMUsed  *int64        // bytes of GPU memory held by loaded models
	VRAMTotal *int64        // bytes, as the configuration declares it
	Models    []Model       // installed, by name

	InFlight int           // our requests under way
	Queued   int           // texts in those requests
	Average  time.Duration // service time a text, loading and waiting taken out; 0 while unmeasured
	Learned  Speed         // the dispatcher's model of this node for Snapshot.Model
	Requests int64
	Errors   int64
	// ErrorRate is the share of failed requests, with a half-life of 50.
	ErrorRate float64
	// PerTextCost is money a text, by price and electricity; 0 where not declared.
	PerTextCost float64
	Texts       int64     // embedded since the start
	Rates       []float64 // texts a second, one value a second, the newest last, at most RateHistory
	LastError   string
	LastErrAt   time.Time
	Faults      []NodeFault // the last different errors, at most 8, the newest first

	Check     CheckState // of its vectors, for Snapshot.Digest
	CheckedAt time.Time  // zero before a verdict
}

// Model is one model on one node.
type Model struct {
	Name      string
	Digest    string
	Disk      int64 // bytes on disk
	Size      int64 // bytes in memory; 0 when not loaded
	Embedding bool  // a model for embeddings, as far as its name or family tells
	Loaded    bool
	SizeVRAM  int64     // bytes of it on the GPU
	Context   int       // tokens; 0 while unknown
	Expires   time.Time // when the server will unload it
}

// Speed is a learned model of a node's answers: a request of b texts takes
// RoundTrip + PerRequest + b × PerText.
type Speed struct {
	RoundTrip  time.Duration // a
	PerRequest time.Duration // h
	PerText    time.Duration // c, for a text of mean size; 0 while unmeasured
	PerToken   time.Duration // c for one token; 0 while unmeasured
	Variance   float64       // v: relative variance of one text's time
	Texts      int64         // measured on this many
}

// Scant says that a speed is known from so few texts that it may be far off: the
// first answers cannot tell what a request costs from what its texts do, and short
// ones make a text of usual length out many times too slow.
func (s Speed) Scant() bool {
	const enough = 16
	return s.PerText > 0 && s.Texts < enough
}

// Eligible are the nodes that may take part in a batch, as the rules see them.
func (s Snapshot) Eligible() []adaptive.Node {
	var out []adaptive.Node
	for i := range s.Nodes {
		if n := &s.Nodes[i]; n.State.Works() {
			out = append(out, n.forDecision())
		}
	}
	return out
}

func (n *Node) forDecision() adaptive.Node {
	return adaptive.Node{
		ID:         n.ID,
		GPU:        n.GPUShare != nil && *n.GPUShare > 0,
		PerText:    n.Learned.PerText,
		Scant:      n.Learned.Scant(),
		PerRequest: n.Learned.PerRequest,
		RoundTrip:  n.Learned.RoundTrip,

		PerTextCost: n.PerTextCost,
	}
}

// Find returns the node with this ID.
func (s Snapshot) Find(id string) (Node, bool) {
	for i := range s.Nodes {
		if s.Nodes[i].ID == id {
			return s.Nodes[i], true
		}
	}
	return Node{}, false
}

// All are the nodes of the snapshot as the rules see them, whether they are
// ready or not.
func (s Snapshot) All() []adaptive.Node {
	out := make([]adaptive.Node, len(s.Nodes))
	for i := range s.Nodes {
		out[i] = s.Nodes[i].forDecision()
	}
	return out
}

// Unprobed says that no node has been probed yet.
func (s Snapshot) Unprobed() bool {
	for i := range s.Nodes {
		if s.Nodes[i].State != Probing {
			return false
		}
	}
	return true
}
