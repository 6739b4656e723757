package dispatch

// A text can take whole servers down: the node that works on it falls over, or
// falls silent, comes back, and would get the same text again, one node after
// the other, for ever. So texts under which nodes fell travel ever fewer
// together until they are alone, and one that goes on felling nodes alone is
// given up.
//
// Nodes fall for reasons of their own too, and the last text of a run is alone
// wherever it is. A node that is silent over a text works again as soon as the
// text is taken away; one that has troubles of its own does not. And one that
// breaks over a text does so while it works on it, not long after it should have
// been done. So not every fall is proven to be the text's fault.

const (
	// fearedFrom is how many nodes must have fallen under a text before it is
	// kept apart: any text may be on a node that falls for reasons of its own.
	fearedFrom = 2
	// condemnedAt is how many must have fallen under it alone before it is
	// given up.
	condemnedAt = 3
	// condemnedAnyway is the same where nodes did not come back soon: a text may
	// leave behind a node that takes long to start again.
	condemnedAnyway = 2 * condemnedAt
	// backSoon is within how many seconds after its fall a node is back that had
	// nothing but the text to suffer from: the first probe finds it well.
	backSoon = 1.0
	// longOver is how many times the expected time, and leastOver how many seconds,
	// a request must have taken for its node to have hung before it broke.
	longOver  = 3
	leastOver = 0.1
)

// charge is a text over which a node fell silent that is not back yet.
type charge struct {
	text *text
	node int
	at   float64
}

// charge takes in that a node fell over a text that it had alone.
func (d *Dispatcher) charge(t *text, node int, how manner, now float64) {
	t.lonely++
	switch how {
	case fellSilent:
		d.charges = append(d.charges, charge{t, node, now})
	case broke:
		t.proven++
	case brokeLate:
	}
}

// manner is how a node fell.
type manner uint8

const (
	broke      manner = iota // while it worked on the request
	brokeLate                // long after that should have been done
	fellSilent               // and is not heard of any more
)

// breaks is how a node broke that has the request.
func (n *node) breaks(r *request, now float64) manner {
	took := now - max(r.sent+n.a, n.last)
	if n.measured() && took > leastOver && took > longOver*n.service(r) {
		return brokeLate
	}
	return broke
}

// guilty says that enough nodes fell over the text: this one, which may be another
// one than the last or the only one, and those before it of which that is proven.
// One and the same node is believed where that is proven every time.
func (t *text) guilty(proven uint8, another bool) bool {
	if t.lonely >= condemnedAnyway {
		return another || proven >= condemnedAnyway-1
	}
	return another && t.lonely >= condemnedAt && proven >= condemnedAt-1
}

// prove decides on what a node that is back was silent over.
func (d *Dispatcher) prove(node int) {
	kept := d.charges[:0]
	for _, c := range d.charges {
		switch {
		case c.node != node:
			kept = append(kept, c)
		case d.now-c.at <= backSoon:
			c.text.proven++
		}
	}
	clear(d.charges[len(kept):])
	d.charges = kept
}

// fall takes in that a node fell under a request, and returns the texts that
// are given up by that.
func (d *Dispatcher) fall(r *request, how manner, now float64) (out []Rejection) {
	if r.burden > 0 { // that may be to blame
		d.giveBack(r)
		return nil
	}
	var feared []*text
	for _, t := range r.texts {
		t.requests--
		if t.final() || t.state == held {
			continue
		}
		// Where several nodes fall at once, they had the text already; only one
		// that was up again has shown that it can work without it.
		counts := t.falls == 0 || r.sent > t.fell
		if counts {
			t.falls++
			t.fell = now
		}
		if len(r.texts) == 1 {
			proven := t.proven
			if counts {
				d.charge(t, r.Node, how, now)
			}
			if t.guilty(proven, t.fellOn != d.nodes[r.Node].mark() || d.alone(r.Node)) {
				d.forgetWaiting(t)
				d.finish(t, rejected)
				out = append(out, Rejection{Text: t.ID, Node: r.Node})
				continue
			}
			t.fellOn = d.nodes[r.Node].mark() // no suspect: a node that hangs may hold the text, and this one be back
		}
		switch {
		case t.state != flying || t.requests > 0: // a shadow of a waiting text, or another request has it
		case t.falls < fearedFrom:
			t.state = waiting
			d.queue.giveBack(t)
		default:
			t.choked = true // copied alone
			feared = append(feared, t)
		}
	}
	half := len(feared) / 2
	for _, texts := range [][]*text{feared[:half:half], feared[half:]} {
		if len(texts) > 0 {
			d.addParcel(texts, r.Node)
		}
	}
	if len(out) > 0 {
		d.cancelUnwanted(now) // copies of what was given up
	}
	return out
}

// feared says that some text of the request has felled as many nodes as it
// takes to be kept apart.
func (r *request) feared() bool {
	for _, t := range r.texts {
		if t.falls >= fearedFrom {
			return true
		}
	}
	return false
}

// tooEarly says that the node should first show on another text that it works,
// or works again: one that falls time and again of its own accord would have whatever it
// is given first condemned.
func (d *Dispatcher) tooEarly(n *node, p parcel) bool {
	return (n.proving || !n.served) && d.queue.count > 0 && p.texts[0].falls >= fearedFrom
}

// forgetWaiting takes a text that is given up out of the queue, should it wait
// there: its shadow has decided.
func (d *Dispatcher) forgetWaiting(t *text) {
	if t.state == waiting {
		d.queue.forget(t)
	}
}

// Condemned returns the texts that were given up since because nodes fell
// silent over them, and forgets them. Ask after Check.
func (d *Dispatcher) Condemned() []Rejection {
	out := d.condemned
	d.condemned = nil
	return out
}
