package dispatch

import "time"

// Answer is what a request came back with.
type Answer struct {
	Load time.Duration // the server's load_duration
}

// Answered takes in that a request was answered with good vectors, and returns
// which of its texts are answered for the first time, by their positions in
// the request. The other ones were answered before and must not be stored
// again.
func (d *Dispatcher) Answered(at time.Duration, id uint64, a Answer) (fresh []int) {
	now := at.Seconds()
	r, ok := d.requests[id]
	if !ok {
		return nil // cancelled, or given back for silence: too late to count
	}
	n := d.end(r)
	service := now - max(r.sent+n.a, n.last) - a.Load.Seconds()
	n.last = now
	n.loaded, n.fails, n.pause = true, 0, 0
	d.rate -= 1 / n.unit()
	n.learn(d.set, len(r.texts), r.units, service)
	d.rate += 1 / n.unit()
	d.plan.stale = true
	for i, t := range r.texts {
		t.requests--
		if t.state == done || t.state == rejected {
			continue
		}
		if t.state == waiting { // a shadow was quicker than the queue
			d.queue.forget(t)
		}
		fresh = append(fresh, i)
		d.finish(t, done)
	}
	d.cancelRivals(r, now)
	if n.parked && n.measured() { // the shadow may have shown that it deserves work
		n.parked = false
	}
	d.offer(n)
	return fresh
}

// end takes a request off the books.
func (d *Dispatcher) end(r *request) *node {
	delete(d.requests, r.ID)
	n := d.nodes[r.Node]
	n.drop(r)
	return n
}

func (d *Dispatcher) finish(t *text, how state) {
	t.state = how
	delete(d.texts, t.ID)
	d.finished++
}

// cancelRivals ends the requests of which every text is answered.
func (d *Dispatcher) cancelRivals(winner *request, now float64) {
	if winner.Kind == Original && winner.copies == 0 {
		return
	}
	for id, r := range d.requests {
		if sharesRoot(r, winner) && d.idle(r) && !r.Cold {
			d.cancels = append(d.cancels, id)
			n := d.end(r)
			n.last = now // a server stops at the next text when its client leaves
			for _, t := range r.texts {
				t.requests--
			}
			d.offer(n)
		}
	}
}

func sharesRoot(a, b *request) bool { return root(a) == root(b) }

func root(r *request) *request {
	for r.original != nil {
		r = r.original
	}
	return r
}

// idle says that no text of the request is still wanted.
func (d *Dispatcher) idle(r *request) bool {
	for _, t := range r.texts {
		if t.state != done && t.state != rejected {
			return false
		}
	}
	return true
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
}

// giveBack returns the texts of a request that no other request carries to the
// queue.
func (d *Dispatcher) giveBack(r *request) {
	for _, t := range r.texts {
		t.requests--
		if t.state == flying && t.requests == 0 {
			t.state = waiting
			d.queue.push(t)
		}
	}
}
