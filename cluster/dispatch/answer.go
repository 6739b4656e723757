package dispatch

import (
	"slices"
	"time"
)

// Answer is what a request came back with.
type Answer struct {
	Load time.Duration // the server's load_duration
	// Late is how long the server was done before that was noticed, as far as it
	// says so: on a busy machine answers that came one after the other are often
	// noticed together.
	Late time.Duration
	// Held says that the vectors are in doubt: the texts stay unfinished until
	// [Dispatcher.Accept] or [Dispatcher.Return], and nobody works on them
	// meanwhile.
	Held bool
}

// calmAnswers is how many answers without a refusal let a node have one more
// request in flight again.
const calmAnswers = 16

// Answered takes in that a request was answered with good vectors, and returns
// which of its texts are answered for the first time, by their positions in
// the request. The other ones were answered before and must not be stored
// again.
func (d *Dispatcher) Answered(at time.Duration, id uint64, a Answer) (fresh []int) {
	now := d.tick(at)
	r, ok := d.requests[id]
	if !ok {
		return nil // cancelled, or given back for silence: too late to count
	}
	n := d.nodes[r.Node]
	done := now - max(0, a.Late.Seconds())
	service := done - max(r.sent+n.a, n.last) - a.Load.Seconds()
	d.end(r)
	n.last = max(n.last, done)
	n.loaded, n.served, n.proving, n.fails, n.pause, n.patience = true, true, false, 0, 0, 1
	d.regainLimit(n)
	before := 1 / n.unit()
	if !n.blurred {
		n.learn(d.set, len(r.texts), r.units, service)
	}
	n.blurred = false
	if n.usable() {
		d.rate += 1/n.unit() - before
	}
	d.plan.stale = true
	d.rescued = false
	fresh = d.settle(r, now, a.Held)
	d.watch(n)
	d.offer(n)
	return fresh
}

// settle marks the texts of an answered request, and cancels requests of which
// no text is wanted any more.
func (d *Dispatcher) settle(r *request, now float64, doubted bool) (fresh []int) {
	fresh = make([]int, 0, len(r.texts))
	rivals := false
	for i, t := range r.texts {
		t.requests--
		if t.final() || (doubted && t.state == held) {
			continue
		}
		switch t.state {
		case waiting: // a shadow was quicker than the queue
			d.queue.forget(t)
		case held: // a copy was quicker than the verdict
			delete(d.held, t.ID)
		case flying, done, rejected:
		}
		fresh = append(fresh, i)
		if doubted {
			t.state = held
			d.held[t.ID] = t
			continue
		}
		rivals = rivals || t.requests > 0
		d.finish(t, done)
	}
	if rivals {
		d.cancelUnwanted(now)
	}
	return fresh
}

func (d *Dispatcher) regainLimit(n *node) {
	n.calm++
	if n.limit < d.set.InFlight && n.calm >= calmAnswers {
		n.limit++
		n.calm = 0
	}
}

// end takes a request off the books, and says whether it was its node's head.
func (d *Dispatcher) end(r *request) (head bool) {
	delete(d.requests, r.ID)
	return d.nodes[r.Node].drop(r)
}

func (d *Dispatcher) finish(t *text, how state) {
	t.state = how
	d.finished++
	if how == done {
		d.done++
	}
}

// cancelUnwanted ends the requests of which every text is answered. A request
// that loads a model goes on: to leave would abort the load.
func (d *Dispatcher) cancelUnwanted(now float64) {
	for _, n := range d.nodes {
		for _, r := range slices.Backward(n.flight) { // ending one shifts only those behind it
			if r.Cold || r.wanted() {
				continue
			}
			d.cancels = append(d.cancels, r.ID)
			start := max(r.sent+n.a, n.last)
			if d.end(r) {
				n.learnCensored(len(r.texts), r.units, now-start)
				// a server stops when its client leaves, but not before the end of a text
				n.last = max(n.last, now)
				n.blurred = len(n.flight) > 0
				d.watch(n)
			}
			for _, t := range r.texts {
				t.requests--
			}
			d.offer(n)
		}
	}
}

// wanted says that some text of the request is still to be answered.
func (r *request) wanted() bool {
	for _, t := range r.texts {
		if !t.final() {
			return true
		}
	}
	return false
}

// Cancelled returns the requests that are to be cancelled, and forgets them.
// Their answers, should any come, change nothing.
func (d *Dispatcher) Cancelled() []uint64 {
	out := d.cancels
	d.cancels = nil
	return out
}

// release gives back what a node has in flight.
func (d *Dispatcher) release(n *node) {
	for len(n.flight) > 0 {
		r := n.flight[0]
		d.end(r)
		d.cancels = append(d.cancels, r.ID)
		d.giveBack(r)
	}
	n.blurred = false
}

// giveBack returns the texts of a request that no other request carries to the
// queue.
func (d *Dispatcher) giveBack(r *request) {
	for _, t := range slices.Backward(r.texts) { // the first one is to stand first again
		t.requests--
		if t.state == flying && t.requests == 0 {
			t.state = waiting
			d.queue.giveBack(t)
		}
	}
}
