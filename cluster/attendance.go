package cluster

import (
	"math"
	"time"

	"flocktop/adaptive"
)

const (
	// latelyOfRest is over which part of the rest of a batch it is averaged whether
	// a node was there; leastLately and mostLately bound that.
	latelyOfRest = 8
	leastLately  = 2 * time.Second
	mostLately   = 30 * time.Second
	// hardlyThere is from which share of the time on a node counts at all.
	hardlyThere = 0.02
	// steadilyThere is from which share on it was there all the time.
	steadilyThere = 0.95
)

// attendance is which nodes were there lately.
type attendance struct {
	seen  time.Duration // up to where the batch's working time is looked at
	rest  time.Duration // that was foreseen last
	nodes map[string]*attendee
}

// attendee is a node that was there at some time.
type attendee struct {
	node   adaptive.Node // as it was last
	share  float64       // of the time
	here   bool
	wavers bool // it was away at some time since it was steadily there
}

// lately are the nodes of the batch, each slower by as much as it was away.
func (r *run) lately(now []adaptive.Node) []adaptive.Node {
	a := &r.report.lately
	if a.nodes == nil {
		a.nodes = map[string]*attendee{}
	}
	worked := r.worked()
	over := min(max(a.rest/latelyOfRest, leastLately), mostLately)
	fade := math.Exp(-max(0, worked-a.seen).Seconds() / over.Seconds())
	a.seen = worked
	for _, n := range a.nodes {
		n.here = false
	}
	for _, n := range adaptive.Estimate(now) {
		if at := a.nodes[n.ID]; at != nil {
			at.node, at.here = n, true
		} else { // it was never away
			a.nodes[n.ID] = &attendee{node: n, share: 1, here: true}
		}
	}
	if len(a.nodes) > len(now) {
		r.dismiss()
	}
	out := make([]adaptive.Node, 0, len(a.nodes))
	for _, n := range now { // in their order, which decides between equals
		out = append(out, a.nodes[n.ID].counted(fade))
	}
	for _, n := range a.nodes {
		if n.here {
			continue
		}
		if node := n.counted(fade); n.share >= hardlyThere {
			out = append(out, node)
		}
	}
	return out
}

// counted is the node as it counts, now that some more time has passed. One that
// was steadily there counts no more as soon as it leaves: it may be for good.
func (n *attendee) counted(fade float64) adaptive.Node {
	n.share *= fade
	if n.here {
		n.share += 1 - fade
		n.wavers = n.wavers && n.share < steadilyThere
	} else if !n.wavers {
		n.wavers, n.share = true, 0
	}
	out := n.node
	out.PerText = time.Duration(float64(out.PerText) / max(n.share, hardlyThere))
	return out
}

// dismiss forgets nodes that are away for a reason that does not pass by itself.
func (r *run) dismiss() {
	a := &r.report.lately
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	stays := map[string]bool{}
	for _, m := range r.f.members {
		switch m.derive(r.b.Model, r.b.Digest) {
		case Ejected, Offline, Probing:
			stays[m.URL] = true
		case Ready, Busy, Loading, Slow, NoModel, OtherDigest, Drifting:
		}
	}
	for id, n := range a.nodes {
		if !n.here && !stays[id] {
			delete(a.nodes, id)
		}
	}
}
