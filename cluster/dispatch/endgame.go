package dispatch

import (
	"math"
	"time"
)

const (
	overdueSigmas = 1.5      // a head that is late by so many standard deviations is copied
	silenceFactor = 6        // and given back after so many times its expected time
	silenceTarget = 4        // or so many targets, whichever is longer
	shadowShare   = 1.0 / 20 // of all texts, at most, are sent as shadows
)

// copyLast copies the request that would end last to an idle node, if the copy
// is predicted to end first.
func (d *Dispatcher) copyLast(n *node, now float64) *request {
	if !d.closed || len(n.flight) > 0 {
		return nil
	}
	var last *request
	var lastEnd float64
	for _, other := range d.nodes {
		if other == n || len(other.flight) == 0 {
			continue
		}
		other.ends(now, func(r *request, end float64) {
			if end > lastEnd && d.mayCopy(r, n) {
				last, lastEnd = r, end
			}
		})
	}
	if last == nil {
		return nil
	}
	return d.copyIfFaster(last, lastEnd, n, now)
}

// copyOverdue copies a head that is late although the queue is not yet empty.
func (d *Dispatcher) copyOverdue(n *node, now float64) *request {
	for len(d.overdue) > 0 {
		r := d.overdue[0]
		if _, live := d.requests[r.ID]; live && r.Node == n.index {
			return nil // another node's turn
		}
		d.overdue = d.overdue[1:]
		if _, live := d.requests[r.ID]; live && d.mayCopy(r, n) {
			return d.copyIfFaster(r, math.Inf(1), n, now)
		}
	}
	return nil
}

func (d *Dispatcher) mayCopy(r *request, n *node) bool {
	if root(r).copies >= d.set.Copies || d.idle(r) {
		return false
	}
	for _, f := range n.flight {
		if sharesRoot(f, r) {
			return false
		}
	}
	for _, t := range r.texts {
		if t.suspect == n.index {
			return false
		}
	}
	return true
}

func (d *Dispatcher) copyIfFaster(r *request, end float64, n *node, now float64) *request {
	var wanted []*text
	var units float64
	for _, t := range r.texts {
		if t.state == flying {
			wanted = append(wanted, t)
			units += t.Work
		}
	}
	if len(wanted) == 0 || n.starts(now)+n.unit()*units >= end {
		return nil
	}
	root(r).copies++
	return d.send(n, now, Copy, wanted, r)
}

// shadow lets a node that was never measured and is left out show what it can
// do, on a text that stays in the queue: it costs no time.
func (d *Dispatcher) shadow(n *node, now float64) *request {
	if n.measured() || n.shadow || len(n.flight) > 0 || float64(d.shadows) >= shadowShare*float64(d.added+d.expected) {
		return nil
	}
	t := d.queue.peek()
	if t == nil || t.state != waiting {
		return nil
	}
	n.shadow = true
	d.shadows++
	return d.send(n, now, Shadow, []*text{t}, nil)
}

// Check looks at what time alone changes: silent nodes, heads that are late at
// the end, pauses that are over. It returns when it wants to be called again,
// and the nodes that fell silent; they are down now.
func (d *Dispatcher) Check(at time.Duration) (again time.Duration, silent []int) {
	now := at.Seconds()
	next := now + 0.25
	for _, n := range d.nodes {
		if n.rest > now {
			next = min(next, n.rest)
		} else if n.rest > 0 {
			n.rest = 0
			d.offer(n)
		}
		if len(n.flight) == 0 || n.flight[0].Cold {
			continue
		}
		r, start, expected := n.head()
		quiet := start + max(d.set.MinSilence.Seconds(), silenceTarget*d.target(d.plan.end-now), silenceFactor*expected)
		late := start + expected + overdueSigmas*n.sigma(r)
		switch {
		case now >= quiet:
			silent = append(silent, n.index)
		case now >= late:
			d.lateHead(n, r, now)
			next = min(next, quiet)
		default:
			next = min(next, late)
		}
	}
	for _, i := range silent {
		d.SetUp(i, false)
	}
	if d.plan.stale {
		d.refreshPlan(now)
	}
	return seconds(max(next, now+0.001)), silent
}

// lateHead marks a late head for a copy when the end is near: what is left in
// the queue takes less time than the head has already taken.
func (d *Dispatcher) lateHead(n *node, r *request, now float64) {
	if !d.closed {
		return
	}
	_, start, _ := n.head()
	rest := 0.0
	if d.rate > 0 {
		rest = d.queue.work / d.rate
	}
	if rest > now-start || r.copies > 0 {
		d.offerIdle()
		return
	}
	for _, o := range d.overdue {
		if o == r {
			return
		}
	}
	d.overdue = append(d.overdue, r)
	d.offerIdle()
}

// offerIdle lists the nodes that have room, so that copies find a place.
func (d *Dispatcher) offerIdle() {
	for _, n := range d.nodes {
		if len(n.flight) == 0 {
			n.parked = false
			d.offer(n)
		}
	}
}
