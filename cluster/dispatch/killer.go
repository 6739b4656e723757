package dispatch

// A text can take whole servers down: the node that works on it falls over, or
// falls silent, comes back, and would get the same text again, one node after
// the other, for ever. So texts under which nodes fell travel ever fewer
// together until they are alone, and one that goes on felling nodes alone is
// given up.

const (
	// fearedFrom is how many nodes must have fallen under a text before it is
	// kept apart: any text may be on a node that falls for reasons of its own.
	fearedFrom = 2
	// condemnedAt is how many must have fallen under it alone before it is
	// given up.
	condemnedAt = 3
)

// fall takes in that a node fell under a request, and returns the texts that
// are given up by that.
func (d *Dispatcher) fall(r *request, now float64) (out []Rejection) {
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
			if counts {
				t.lonely++
			}
			if t.lonely >= condemnedAt && (t.fellOn != d.nodes[r.Node].mark() || d.alone(r.Node)) {
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
