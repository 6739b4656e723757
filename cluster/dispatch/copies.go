package dispatch

import (
	"math"
	"slices"
)

const (
	// overdueSigmas is by how many standard deviations a head must be late to be
	// copied while texts still wait.
	overdueSigmas = 1.5
	worryShare    = 1.0
	// shadowShare of all texts, at most, are sent as shadows.
	shadowShare = 1.0 / 20
)

// rescue copies texts that would end last to an idle node, if the copy is
// predicted to end first. It is asked when nothing waits.
func (d *Dispatcher) rescue(now float64) *request {
	if d.rescued || !d.closed || d.queue.count > 0 || len(d.requests) == 0 {
		return nil
	}
	d.rescued = true // until something changes; sending does
	rate := d.findIdle(now)
	if len(d.idle) == 0 {
		return nil
	}
	worst, carrier := d.endsLast(now)
	if worst == nil {
		return nil
	}
	var best *node
	bestEnd := worst.eta
	worry := d.worry()
	for _, n := range d.idle {
		end := n.starts(now) + n.unit()*worst.Work*(1+worry*math.Sqrt(n.v))
		if end < bestEnd && worst.suspect != n.mark() {
			best, bestEnd = n, end
		}
	}
	if best == nil {
		return nil
	}
	texts := d.copyable(carrier, best, now, worst.eta, 1/(best.unit()*rate))
	if len(texts) == 0 {
		return nil
	}
	return d.send(best, now, Copy, texts)
}

// findIdle collects the nodes that have nothing to do, and returns their speed
// together in units a second.
func (d *Dispatcher) findIdle(now float64) (rate float64) {
	d.idle = d.idle[:0]
	for _, n := range d.nodes {
		if len(n.flight) == 0 && n.hasRoom(&d.set, d.now) && now >= n.freeAt() {
			d.idle = append(d.idle, n)
			rate += 1 / n.unit()
		}
	}
	return rate
}

// endsLast is the text that would be answered last of those that may be copied
// once more, and the request that carries it. Each text's eta is noted.
func (d *Dispatcher) endsLast(now float64) (worst *text, carrier *request) {
	d.scan++
	worry := d.worry()
	for _, n := range d.nodes {
		if len(n.flight) == 0 {
			continue
		}
		n.drain(now)
		variance := 0.0
		for _, r := range n.flight {
			sigma := n.sigma(r)
			variance += sigma * sigma
			eta := r.end + worry*math.Sqrt(variance)
			for _, t := range r.texts {
				if t.scan != d.scan || eta < t.eta {
					t.scan, t.eta = d.scan, eta
				}
			}
		}
	}
	for _, n := range d.nodes {
		for _, r := range n.flight {
			for _, t := range r.texts {
				if t.state == flying && int(t.requests) <= d.set.Copies && (worst == nil || t.eta > worst.eta) {
					worst, carrier = t, r
				}
			}
		}
	}
	return worst, carrier
}

// worry is by how many standard deviations the unluckiest of the requests under
// way is expected to be late: the largest of so many normal deviates.
func (d *Dispatcher) worry() float64 {
	return worryShare * math.Sqrt(2*math.Log(float64(len(d.requests))))
}

// copyable are texts of a request that node n can have done before the
// deadline, up to a share of those that nobody has copied yet; at least one if
// any.
func (d *Dispatcher) copyable(r *request, n *node, now, deadline, share float64) []*text {
	var out []*text
	fewest := int16(math.MaxInt16)
	for _, t := range r.texts {
		if t.state == flying && t.suspect != n.mark() && int(t.requests) <= d.set.Copies && !n.carries(t) {
			fewest = min(fewest, t.requests)
			out = append(out, t)
		}
	}
	kept := out[:0]
	for _, t := range out {
		if t.requests == fewest {
			kept = append(kept, t)
		}
	}
	if len(kept) > 0 && kept[0].choked {
		return kept[:1]
	}
	count := int(math.Ceil(share*float64(len(kept)) - rounding))
	end := n.starts(now)
	for i, t := range kept {
		end += n.unit() * t.Work
		if i >= max(count, 1) || end >= deadline || t.choked {
			return kept[:i]
		}
	}
	return kept
}

func (n *node) carries(t *text) bool {
	for _, r := range n.flight {
		if slices.Contains(r.texts, t) {
			return true
		}
	}
	return false
}

// copyLate copies a late head although the queue is not yet empty, once what
// is left takes no longer than the head has already taken.
func (d *Dispatcher) copyLate(n *node, now float64) *request {
	for i := 0; i < len(d.late); {
		r := d.late[i]
		owner := d.nodes[r.Node]
		if d.requests[r.ID] == nil || len(owner.flight) == 0 || owner.flight[0] != r {
			d.late = append(d.late[:i], d.late[i+1:]...)
			continue
		}
		i++
		_, start, _ := owner.head()
		if owner == n || d.fluid() > now-start {
			continue
		}
		owner.drain(now)
		if texts := d.copyable(r, n, now, r.end, 1); len(texts) > 0 && texts[0].requests == 1 {
			return d.send(n, now, Copy, texts)
		}
	}
	return nil
}

// shadow lets a node that was never measured and is left out show what it can
// do, on a text that stays in the queue: it costs no time.
func (d *Dispatcher) shadow(n *node, now float64) *request {
	if n.measured() || n.shadow || len(n.flight) > 0 || !n.hasRoom(&d.set, d.now) ||
		float64(d.shadows) >= shadowShare*float64(d.added+d.expected) {
		return nil
	}
	t := d.queue.peek()
	if t == nil || t.suspect == n.mark() {
		return nil
	}
	n.shadow = true
	d.shadows++
	return d.send(n, now, Shadow, []*text{t})
}
