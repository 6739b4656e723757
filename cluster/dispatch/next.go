package dispatch

import "time"

// Next returns a request to be sent now, as long as there is one.
func (d *Dispatcher) Next(at time.Duration) (Request, bool) {
	now := d.tick(at)
	r := d.nextWaiting(now)
	if r == nil {
		r = d.rescue(now)
	}
	if r == nil {
		return Request{}, false
	}
	return r.Request, true
}

// nextWaiting gives texts that are in no request to a node.
func (d *Dispatcher) nextWaiting(now float64) *request {
	if d.Waiting() == 0 {
		return nil
	}
	if d.plan.hard {
		d.makePlan(now)
	}
	for {
		for len(d.free) > 0 {
			n := d.nodes[d.free[len(d.free)-1]]
			if !n.hasRoom(&d.set, d.now) || now < n.freeAt() {
				d.unlist(n)
				continue
			}
			if r := d.giveTo(n, now); r != nil {
				return r
			}
			d.unlist(n)
			if r := d.shadow(n, now); r != nil {
				return r
			}
		}
		if !d.refreshPlan(now) { // which lists the left-out nodes again
			return d.lastResort(now)
		}
	}
}

// giveTo is the node's next request of waiting texts, nil when there is none
// for it.
func (d *Dispatcher) giveTo(n *node, now float64) *request {
	if r := d.copyLate(n, now); r != nil {
		return r
	}
	if texts := d.takeSuspect(n); texts != nil {
		return d.send(n, now, Original, texts)
	}
	b := d.size(n, now)
	if b.texts < 1 {
		return nil
	}
	if texts := d.takeParcel(n, b.texts); texts != nil {
		return d.send(n, now, Original, texts)
	}
	if texts := d.take(b); texts != nil {
		return d.send(n, now, Original, texts)
	}
	return nil
}

// take removes texts from the queue up to the budget, at least one; nil when
// the queue is empty.
func (d *Dispatcher) take(b budget) []*text {
	count := min(b.texts, d.queue.count)
	if count <= 0 {
		return nil
	}
	out := make([]*text, 0, count)
	var sum float64
	for len(out) < count && sum < b.units {
		var t *text
		if b.inOrder {
			t = d.queue.next()
		} else {
			t = d.queue.pop(b.most - sum)
		}
		if t == nil {
			break
		}
		t.state = flying
		out = append(out, t)
		sum += t.Work
	}
	return out
}

// lastResort serves texts that the plan, made at this very moment, has left to
// nobody: rounding, or suspects that only left-out nodes may try. It waits as
// long as anything is under way that will bring a new look at the plan.
func (d *Dispatcher) lastResort(now float64) *request {
	var best *node
	var bestEnd float64
	for _, n := range d.nodes {
		if !n.usable() {
			continue
		}
		if len(n.flight) > 0 || now < n.freeAt() {
			return nil
		}
		end := n.starts(now) + n.unit()*d.mean()
		if best == nil || end < bestEnd {
			best, bestEnd = n, end
		}
	}
	if best == nil {
		return nil
	}
	texts := d.takeSuspect(best)
	if texts == nil {
		texts = d.takeParcel(best, 1)
	}
	if texts == nil {
		texts = d.take(budget{texts: 1, units: heaviest, most: heaviest})
	}
	if texts == nil {
		return nil
	}
	return d.send(best, now, Original, texts)
}

// send puts a request under way.
func (d *Dispatcher) send(n *node, now float64, kind Kind, texts []*text) *request {
	d.nextID++
	r := &request{
		Request: Request{ID: d.nextID, Node: n.index, Kind: kind, Cold: !n.loaded, Texts: make([]int64, len(texts))},
		texts:   texts,
		sent:    now,
	}
	for i, t := range texts {
		r.Texts[i] = t.ID
		r.units += t.Work
		t.requests++
	}
	n.flight = append(n.flight, r)
	d.requests[r.ID] = r
	if len(n.flight) == 1 {
		d.watch(n)
	}
	d.rescued = false
	if !n.hasRoom(&d.set, d.now) {
		d.unlist(n)
	}
	return r
}
