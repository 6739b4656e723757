package dispatch

import (
	"slices"
	"time"

	"flocktop/adaptive"
)

// Dispatcher hands out the texts of one run. It is not safe for concurrent use:
// one goroutine drives it. Times are durations since the run began and must not
// go backwards.
type Dispatcher struct {
	set   Settings
	nodes []*node
	queue queue
	slab  []text // room for texts to come, so that they are allocated together

	parcels   []parcel // texts that must travel together, apart from others
	parcelled int      // texts in parcels
	expected  int      // texts still to come
	closed    bool     // no more will come

	added     int
	addedWork float64
	finished  int
	done      int // of those finished, answered and not rejected

	now      float64 // the last time that was told
	requests map[uint64]*request
	nextID   uint64
	held     map[int64]*text

	plan  plan
	rate  float64 // units a second of all usable nodes
	paces []adaptive.Pace
	free  []int // indexes of nodes with room to be looked at, the next one last

	shadows   int         // texts sent as shadows
	late      []*request  // overdue heads that may be copied before the queue is empty
	rescued   bool        // nothing more can be copied until something changes
	scan      uint32      // number of the rescue's last scan
	idle      []*node     // its idle nodes
	cancels   []uint64    // requests whose answer is no longer wanted
	condemned []Rejection // texts given up for silence; see Condemned
	charges   []charge    // silences of nodes that are not back yet
	due       float64     // when Check has something to do
}

// New starts a run on these nodes. None works until [Dispatcher.SetUp] says
// so; all are allowed to.
func New(set Settings, nodes []Node) *Dispatcher {
	d := &Dispatcher{set: set, requests: map[uint64]*request{}, held: map[int64]*text{}}
	for i, n := range nodes {
		d.nodes = append(d.nodes, newNode(set, i, n))
	}
	return d
}

// AddNode lets a node join in mid-run and returns its index.
func (d *Dispatcher) AddNode(from Node) int {
	d.nodes = append(d.nodes, newNode(d.set, len(d.nodes), from))
	return len(d.nodes) - 1
}

// slabSize is how many texts are allocated together where they come singly.
const slabSize = 256

// Add brings texts. IDs must be new to the run. What [Dispatcher.Expect] said
// is lowered by their number.
func (d *Dispatcher) Add(texts ...Text) {
	for _, t := range texts {
		if !(t.Work > 0) { // NaN too
			t.Work = 1
		}
		t.Work = min(t.Work, heaviest)
		if len(d.slab) == 0 {
			d.slab = make([]text, max(len(texts), slabSize))
		}
		entry := &d.slab[0]
		d.slab = d.slab[1:]
		*entry = text{Text: t, suspect: -1}
		d.queue.push(entry)
		d.addedWork += t.Work
	}
	d.added += len(texts)
	d.expected = max(0, d.expected-len(texts))
	d.plan.stale = true
	d.rescued = false
}

// Expect says how many texts are still to come, as far as is known.
func (d *Dispatcher) Expect(n int) {
	if n != d.expected {
		d.expected = max(0, n)
		d.plan.stale = true
	}
}

// Close says that no more texts will come.
func (d *Dispatcher) Close() {
	d.closed = true
	d.expected = 0
	d.changed()
}

// Done says whether every text has been answered or rejected and no more will
// come.
func (d *Dispatcher) Done() bool { return d.closed && d.Unfinished() == 0 }

// Waiting is how many texts are at hand and in no request.
func (d *Dispatcher) Waiting() int { return d.queue.count + d.parcelled }

// MeanWork is the work of a mean text of this run; 0 before the first.
func (d *Dispatcher) MeanWork() float64 {
	if d.added == 0 {
		return 0
	}
	return d.addedWork / float64(d.added)
}

// Unfinished is how many texts were added and are neither answered nor
// rejected.
func (d *Dispatcher) Unfinished() int { return d.added - d.finished }

// Results is how many texts have vectors, in doubt or not.
func (d *Dispatcher) Results() int { return d.done + len(d.held) }

// InFlight is how many requests are under way.
func (d *Dispatcher) InFlight() int { return len(d.requests) }

// Stranded says that texts are unfinished and no allowed node is up: nothing
// goes on until [Dispatcher.SetUp] or [Dispatcher.Allow] changes that.
func (d *Dispatcher) Stranded() bool {
	return d.Unfinished() > 0 && !slices.ContainsFunc(d.nodes, (*node).usable)
}

// Learned is what the run has taught about a node.
func (d *Dispatcher) Learned(node int) Learned { return d.nodes[node].learned() }

// SetUp says whether a node can work: reachable, not ejected, of the right
// model. A node that comes back begins with one small request. What a node that
// goes down had in flight goes back to the queue; the answers of those
// requests are no longer wanted, see [Dispatcher.Cancelled].
func (d *Dispatcher) SetUp(index int, up bool) {
	n := d.nodes[index]
	if n.up == up {
		return
	}
	n.up = up
	if up {
		d.prove(index)
		n.fails, n.rest, n.pause = 0, 0, 0
		n.limit = d.set.InFlight
		n.proving = n.wasDown
		if n.wasDown {
			n.cap = 1
		}
	} else {
		n.wasDown = true
		d.release(n)
	}
	d.changed()
}

// SetLoaded says whether the node holds the model in memory.
func (d *Dispatcher) SetLoaded(index int, loaded bool) {
	n := d.nodes[index]
	if n.loaded != loaded {
		n.loaded = loaded
		d.plan.stale = true
		d.offer(n)
	}
}

// SetRoundTrip takes in what a probe measured.
func (d *Dispatcher) SetRoundTrip(index int, roundTrip time.Duration) {
	d.nodes[index].a = max(0, roundTrip.Seconds())
}

// Allow restricts the run to these nodes, from the next request on; nil allows
// all.
func (d *Dispatcher) Allow(indexes []int) {
	for i, n := range d.nodes {
		n.allowed = indexes == nil || slices.Contains(indexes, i)
	}
	d.changed()
}

// tick takes in what time it is, in seconds.
func (d *Dispatcher) tick(at time.Duration) float64 {
	d.now = max(d.now, at.Seconds())
	return d.now
}

// changed has every node looked at anew, under a new plan: there is work or
// there are nodes that the plan did not know.
func (d *Dispatcher) changed() {
	d.plan.stale, d.plan.hard = true, true
	d.rescued = false
	d.sumRates()
	d.unpark()
}
