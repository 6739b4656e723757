package dispatch

import (
	"fmt"
	"strings"
)

// String prints the state that decisions follow from, a line for the run and
// one for each node.
func (d *Dispatcher) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "added %d, finished %d, waiting %d in queue and %d in parcels, expected %d, closed %t, in flight %d, plan %.4f made %.4f, due %.4f\n",
		d.added, d.finished, d.queue.count, d.parcelled, d.expected, d.closed, len(d.requests), d.plan.end, d.plan.made, d.due)
	for _, n := range d.nodes {
		fmt.Fprintf(&b, "%d %s: up %t, allowed %t, loaded %t, listed %t, a %.4g, h %.4g, c %.4g, v %.3g, cap %d, limit %d, rest %.4f, last %.4f, patience %g",
			n.index, n.ID, n.up, n.allowed, n.loaded, n.listed, n.a, n.h, n.unit(), n.v, n.cap, n.limit, n.freeAt(), n.last, n.patience)
		for _, r := range n.flight {
			fmt.Fprintf(&b, "; %s %d of %d texts and %.4g units sent %.4f", r.Kind, r.ID, len(r.texts), r.units, r.sent)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
