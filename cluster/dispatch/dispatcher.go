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
	texts map[int64]*text // those that are not done
	queue queue

	parcels   []parcel // texts that must travel together, apart from others
	parcelled int      // texts in parcels
	expected  int      // texts still to come
	closed    bool     // no more will come

	added     int
	addedWork float64
	finished  int

	requests map[uint64]*request
	nextID   uint64

	plan  plan
	rate  float64 // units a second of all usable nodes
	paces []adaptive.Pace
	free  []int // indexes of nodes to be looked at, the next one last

	shadows int        // texts sent as shadows
	overdue []*request // heads that are to be copied before the queue is empty
	cancels []uint64   // requests whose answer is no longer wanted
}

// New starts a run on these nodes. None works until [Dispatcher.SetUp] says
// so; all are allowed to.
func New(set Settings, nodes []Node) *Dispatcher {
	d := &Dispatcher{set: set, texts: map[int64]*text{}, requests: map[uint64]*request{}}
	for i, n := range nodes {
		d.nodes = append(d.nodes, newNode(set, i, n))
	}
	return d
}

func newNode(set Settings, index int, from Node) *node {
	l := from.Learned
	n := &node{
		Node: from, index: index, allowed: true,
		a: l.RoundTrip.Seconds(), h: l.PerRequest.Seconds(), c: l.PerUnit, v: l.Variance,
		limit: set.InFlight, cap: 1, loaded: from.Loaded,
	}
	if n.v <= 0 {
		n.v = startVariance
	}
	if n.c > 0 { // what was learned before is trusted, though not blindly
		n.cap = max(1, set.LargestRequest/capGrowth)
		n.lessons.texts = l.Texts
	}
	return n
}

// AddNode lets a node join in mid-run and returns its index.
func (d *Dispatcher) AddNode(from Node) int {
	d.nodes = append(d.nodes, newNode(d.set, len(d.nodes), from))
	return len(d.nodes) - 1
}

// Add brings texts. IDs must be new to the run.
func (d *Dispatcher) Add(texts ...Text) {
	for _, t := range texts {
		t.Work = max(t.Work, 1)
		entry := &text{Text: t, suspect: -1}
		d.texts[t.ID] = entry
		d.queue.push(entry)
		d.added++
		d.addedWork += t.Work
	}
	d.changed()
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
func (d *Dispatcher) Done() bool { return d.closed && len(d.texts) == 0 }

// Waiting is how many texts are at hand and in no request.
func (d *Dispatcher) Waiting() int { return d.queue.count + d.parcelled }

// Unfinished is how many texts were added and are neither answered nor
// rejected.
func (d *Dispatcher) Unfinished() int { return len(d.texts) }

// InFlight is how many requests are under way.
func (d *Dispatcher) InFlight() int { return len(d.requests) }

// Learned is what the run has taught about a node.
func (d *Dispatcher) Learned(node int) Learned { return d.nodes[node].learned() }

// SetUp says whether a node can work: reachable, not ejected, of the right
// model. A node that comes back begins with small requests. What a node that
// goes down had in flight goes back to the queue; the answers of those
// requests are no longer wanted, see [Dispatcher.Cancelled].
func (d *Dispatcher) SetUp(index int, up bool) {
	n := d.nodes[index]
	if n.up == up {
		return
	}
	n.up = up
	if up {
		n.fails, n.rest, n.pause = 0, 0, 0
		n.limit = d.set.InFlight
		d.changed()
		return
	}
	n.cap = 1
	d.release(n)
	d.changed()
}

// SetLoaded says whether the node holds the model in memory.
func (d *Dispatcher) SetLoaded(index int, loaded bool) { d.nodes[index].loaded = loaded }

// SetRoundTrip takes in what a probe measured.
func (d *Dispatcher) SetRoundTrip(index int, roundTrip time.Duration) {
	d.nodes[index].a = roundTrip.Seconds()
}

// Allow restricts the run to these nodes, from the next request on; nil allows
// all.
func (d *Dispatcher) Allow(indexes []int) {
	for i, n := range d.nodes {
		n.allowed = indexes == nil || slices.Contains(indexes, i)
	}
	d.changed()
}

// changed has every node looked at anew: there is work or there are nodes that
// the plan did not know.
func (d *Dispatcher) changed() {
	d.plan = plan{stale: true}
	d.sumRates()
	d.unpark()
}

// unpark lists every node that could take work, the fastest on top.
func (d *Dispatcher) unpark() {
	before := len(d.free)
	for _, n := range d.nodes {
		n.parked = false
		if !n.listed && n.usable() && len(n.flight) < n.limit {
			n.listed = true
			d.free = append(d.free, n.index)
		}
	}
	if len(d.free) > before {
		slices.SortStableFunc(d.free, func(a, b int) int {
			return compare(d.nodes[b].unit(), d.nodes[a].unit())
		})
	}
}

// offer lists a node that has room again.
func (d *Dispatcher) offer(n *node) {
	if !n.listed && !n.parked && n.usable() && len(n.flight) < n.limit {
		n.listed = true
		d.free = append(d.free, n.index)
	}
}

// Next returns a request to be sent now, as long as there is one.
func (d *Dispatcher) Next(at time.Duration) (Request, bool) {
	now := at.Seconds()
	for len(d.free) > 0 {
		n := d.nodes[d.free[len(d.free)-1]]
		r := d.next(n, now)
		if r == nil {
			d.unlist(n)
			continue
		}
		if len(n.flight) >= n.limit {
			d.unlist(n)
		}
		return r.Request, true
	}
	if n := d.lastResort(now); n != nil {
		return d.send(n, now, Original, d.take(1, 0), nil).Request, true
	}
	return Request{}, false
}

func (d *Dispatcher) unlist(n *node) {
	for i := len(d.free) - 1; i >= 0; i-- {
		if d.free[i] == n.index {
			d.free = slices.Delete(d.free, i, i+1)
			break
		}
	}
	n.listed = false
}

// next is the node's next request, nil when there is none for it.
func (d *Dispatcher) next(n *node, now float64) *request {
	if !n.usable() || len(n.flight) >= n.limit || now < n.rest {
		return nil
	}
	if !n.loaded && len(n.flight) > 0 {
		return nil // one request loads the model; the next would only wait behind it
	}
	if r := d.copyOverdue(n, now); r != nil {
		return r
	}
	if texts := d.takeParcel(n); texts != nil {
		return d.send(n, now, Original, texts, nil)
	}
	if d.queue.count == 0 {
		return d.copyLast(n, now)
	}
	size := d.size(n, now)
	if size < 1 {
		n.parked = true
		return d.shadow(n, now)
	}
	return d.send(n, now, Original, d.take(size, float64(size)*d.mean()), nil)
}

// take removes up to count texts of up to so many units from the queue, at
// least one.
func (d *Dispatcher) take(count int, units float64) []*text {
	var out []*text
	var sum float64
	for len(out) < count {
		t := d.queue.pop()
		if t == nil {
			break
		}
		t.state = flying
		out = append(out, t)
		sum += t.Work
		if sum >= units {
			break
		}
	}
	return out
}

// lastResort is the node that would be done first, for a text that the plan
// has left to nobody.
func (d *Dispatcher) lastResort(now float64) *node {
	if d.queue.count == 0 {
		return nil
	}
	var best *node
	for _, n := range d.nodes {
		if !n.usable() {
			continue
		}
		if !n.parked {
			return nil // somebody has a share, or rests and will
		}
		if best == nil || n.starts(now)+n.unit() < best.starts(now)+best.unit() {
			best = n
		}
	}
	return best
}

// send puts a request under way.
func (d *Dispatcher) send(n *node, now float64, kind Kind, texts []*text, original *request) *request {
	d.nextID++
	r := &request{
		Request:  Request{ID: d.nextID, Node: n.index, Kind: kind, Cold: !n.loaded, Texts: make([]int64, len(texts))},
		texts:    texts,
		sent:     now,
		original: original,
	}
	for i, t := range texts {
		r.Texts[i] = t.ID
		r.units += t.Work
		t.requests++
	}
	if len(n.flight) == 0 {
		n.last = max(n.last, now)
	}
	n.flight = append(n.flight, r)
	d.requests[r.ID] = r
	return r
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// MeanWork is the work of a mean text of this run; 0 before the first.
func (d *Dispatcher) MeanWork() float64 {
	if d.added == 0 {
		return 0
	}
	return d.addedWork / float64(d.added)
}
