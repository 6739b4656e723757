package dispatch

import (
	"math"
	"time"
)

// Fault is what a failed request tells about its node and its texts.
type Fault uint8

// The faults, by what each deserves.
const (
	// Broken: the node cannot work (refused, reset, hung). It goes down, and
	// all that it had in flight goes back to the queue.
	Broken Fault = iota
	// Fell: the node broke while it had the request, perhaps by its texts. It
	// goes down as a broken one does.
	Fell
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
	// Interrupted: neither node nor texts are to blame. Its texts go back to the
	// queue.
	Interrupted
)

// chokesInRow is how many requests in a row a node may choke on before it
// rests: finding one bad text among 256 takes nine.
const chokesInRow = 9

// Rejection is a text that is given up.
type Rejection struct {
	Text int64
	Node int // where it failed last
}

// parcel is a group of texts that travels in a request of its own, to find the
// one that makes a server choke.
type parcel struct {
	texts []*text
	avoid int // index of the node that choked on it
}

// Failed takes in that a request failed, and returns the texts that are given
// up by that. A broken node is down afterwards.
func (d *Dispatcher) Failed(at time.Duration, id uint64, f Fault) []Rejection {
	now := d.tick(at)
	r, ok := d.requests[id]
	if !ok {
		return nil
	}
	n := d.nodes[r.Node]
	how := n.breaks(r, now)
	d.end(r)
	n.last = max(n.last, now)
	n.blurred = false
	var out []Rejection
	switch f {
	case Broken:
		d.giveBack(r)
		d.SetUp(n.index, false)
	case Fell:
		out = d.fall(r, how, now)
		d.SetUp(n.index, false)
	case Overloaded:
		d.giveBack(r)
		n.limit = max(1, n.limit-1)
		n.calm = 0
		d.restNode(n, now)
	case Interrupted:
		d.giveBack(r)
		n.blurred = true // it may still be at this one when the next arrives
	case BadTexts, Hopeless:
		if out = d.bisect(r, f); len(out) > 0 {
			d.cancelUnwanted(now) // copies of what was given up
		}
		n.fails++
		if f == BadTexts && n.fails > chokesInRow { // a node that fails fast must not attract all work
			n.cap = 1
			d.restNode(n, now)
		}
	}
	d.watch(n)
	d.changed()
	return out
}

// restNode lets a node rest for a while, longer each time, with jitter, so that
// many clients do not come back at once.
func (d *Dispatcher) restNode(n *node, now float64) {
	if n.pause == 0 {
		n.pause = d.set.BusyPause.Seconds()
	}
	n.rest = now + n.pause*(0.5+d.jitter())
	n.pause = min(2*n.pause, d.set.BusyPauseMax.Seconds())
	d.due = min(d.due, n.rest)
}

// jitter is a number from 0 to 1 that follows from the seed and the requests
// sent so far: the multiples of the golden ratio spread evenly.
func (d *Dispatcher) jitter() float64 {
	_, frac := math.Modf(float64((d.set.Seed+d.nextID)%(1<<32)) * (math.Phi - 1))
	return frac
}

// bisect splits what a server choked on, or gives the offender up. Texts that
// another request carries are left to that.
func (d *Dispatcher) bisect(r *request, f Fault) []Rejection {
	var left []*text
	for _, t := range r.texts {
		t.requests--
		t.choked = true
		if t.state == flying && (t.requests == 0 || len(r.texts) == 1) {
			left = append(left, t)
		}
	}
	switch len(left) {
	case 0:
		return nil
	case 1:
		return d.judge(left[0], r, f)
	}
	half := len(left) / 2
	d.addParcel(left[:half:half], r.Node)
	d.addParcel(left[half:], r.Node)
	return nil
}

// judge decides on the only text of a failed request that is still wanted.
func (d *Dispatcher) judge(t *text, r *request, f Fault) []Rejection {
	alone := len(r.texts) == 1 // the others may have been to blame
	second := t.suspect >= 0 && (t.suspect != d.nodes[r.Node].mark() || d.alone(r.Node))
	if alone && (f == Hopeless || second) {
		d.finish(t, rejected)
		return []Rejection{{Text: t.ID, Node: r.Node}}
	}
	if alone {
		t.suspect = d.nodes[r.Node].mark()
	}
	if t.requests == 0 {
		d.addParcel([]*text{t}, r.Node)
	}
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

// takeSuspect is a single text that failed alone on another node: whoever asks
// first tries it, whatever the plan says.
func (d *Dispatcher) takeSuspect(n *node) []*text {
	for i, p := range d.parcels {
		suspect := p.texts[0].suspect
		if d.tooEarly(n, p) {
			continue
		}
		if len(p.texts) == 1 && suspect >= 0 && (suspect != n.mark() || d.alone(n.index)) {
			return d.takeFrom(i, 1)
		}
	}
	return nil
}

// takeParcel is a parcel for this node, or so many texts of one: rather one
// that it did not choke on.
func (d *Dispatcher) takeParcel(n *node, size int) []*text {
	own := -1
	for i, p := range d.parcels {
		if len(p.texts) == 1 && p.texts[0].suspect == n.mark() {
			continue // takeSuspect's
		}
		if d.tooEarly(n, p) {
			continue
		}
		if p.avoid != n.index {
			return d.takeFrom(i, size)
		}
		own = i
	}
	if own < 0 || (d.queue.count > 0 && !d.alone(n.index)) {
		return nil
	}
	return d.takeFrom(own, size)
}

func (d *Dispatcher) takeFrom(i, size int) []*text {
	p := &d.parcels[i]
	size = min(size, len(p.texts))
	texts := p.texts[:size:size]
	if p.texts = p.texts[size:]; len(p.texts) == 0 {
		d.parcels = append(d.parcels[:i], d.parcels[i+1:]...)
	}
	d.parcelled -= len(texts)
	for _, t := range texts {
		t.state = flying
	}
	return texts
}
