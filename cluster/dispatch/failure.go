package dispatch

import (
	"math/rand/v2"
	"time"
)

// Fault is what a failed request tells about its node and its texts.
type Fault uint8

// The faults, by what each deserves.
const (
	// Broken: the node cannot work (refused, reset, hung). It goes down, and
	// all that it had in flight goes back to the queue.
	Broken Fault = iota
	// Overloaded: the node's queue is full. Fewer in flight, after a pause; it
	// is not broken.
	Overloaded
	// BadTexts: the server choked on the texts, or on one of them. The request
	// is halved until the offender stands alone; a text that fails alone on
	// two nodes is rejected.
	BadTexts
	// Hopeless: the text cannot be embedded anywhere. It is rejected when it
	// stands alone, and found by halving when it does not.
	Hopeless
)

// Rejection is a text that is given up.
type Rejection struct {
	Text int64
	Node int // where it failed last
}

// parcel is a group of texts that travels in a request of its own, to find the
// one that makes a server choke.
type parcel struct {
	texts []*text
	avoid int // index of the node that choked on it, -1 for none
}

// Failed takes in that a request failed, and returns the texts that are given
// up by that. A broken node is down afterwards.
func (d *Dispatcher) Failed(at time.Duration, id uint64, f Fault) []Rejection {
	now := at.Seconds()
	r, ok := d.requests[id]
	if !ok {
		return nil
	}
	n := d.end(r)
	n.last = now
	d.plan.stale = true
	var out []Rejection
	switch f {
	case Broken:
		d.giveBack(r)
		d.SetUp(n.index, false)
	case Overloaded:
		d.giveBack(r)
		d.restNode(n, now)
	case BadTexts, Hopeless:
		n.fails++
		out = d.bisect(r, f)
	}
	d.changed()
	return out
}

// restNode lowers what a full node has in flight and lets it rest for a while
// with jitter, so that many clients do not come back at once.
func (d *Dispatcher) restNode(n *node, now float64) {
	n.limit = max(1, n.limit-1)
	if n.pause == 0 {
		n.pause = d.set.BusyPause.Seconds()
	}
	n.rest = now + n.pause*(0.5+rand.Float64()) //nolint:gosec // jitter needs no secrecy
	n.pause = min(2*n.pause, d.set.BusyPauseMax.Seconds())
}

// bisect splits what a server choked on, or gives the offender up.
func (d *Dispatcher) bisect(r *request, f Fault) []Rejection {
	var left []*text
	for _, t := range r.texts {
		t.requests--
		if t.state == flying && t.requests == 0 {
			left = append(left, t)
		}
	}
	switch len(left) {
	case 0:
		return nil
	case 1:
		return d.judge(left[0], r.Node, f)
	}
	half := len(left) / 2
	d.addParcel(left[:half], r.Node)
	d.addParcel(left[half:], r.Node)
	return nil
}

// judge decides on a text that failed all alone.
func (d *Dispatcher) judge(t *text, node int, f Fault) []Rejection {
	if f == Hopeless || (t.suspect >= 0 && (t.suspect != node || d.alone(node))) {
		d.finish(t, rejected)
		return []Rejection{{Text: t.ID, Node: node}}
	}
	t.suspect = node
	d.addParcel([]*text{t}, node)
	return nil
}

// alone says that no other node could try.
func (d *Dispatcher) alone(node int) bool {
	for _, n := range d.nodes {
		if n.usable() && n.index != node {
			return false
		}
	}
	return true
}

func (d *Dispatcher) addParcel(texts []*text, avoid int) {
	for _, t := range texts {
		t.state = waiting
	}
	d.parcels = append(d.parcels, parcel{texts: texts, avoid: avoid})
	d.parcelled += len(texts)
}

// takeParcel is the first parcel for this node: one that it did not choke on,
// or any when it is the only node left.
func (d *Dispatcher) takeParcel(n *node) []*text {
	for i, p := range d.parcels {
		if p.avoid == n.index && !d.alone(n.index) {
			continue
		}
		d.parcels = append(d.parcels[:i], d.parcels[i+1:]...)
		d.parcelled -= len(p.texts)
		for _, t := range p.texts {
			t.state = flying
		}
		return p.texts
	}
	return nil
}
