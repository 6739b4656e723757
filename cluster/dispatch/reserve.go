package dispatch

import "time"

// Reserve leaves a node alone until that time: it works on something that the
// run knows nothing of. A time that has passed gives it free. What it has in
// flight is waited for.
func (d *Dispatcher) Reserve(node int, until time.Duration) {
	n := d.nodes[node]
	if n.reserved == until.Seconds() {
		return
	}
	n.reserved = until.Seconds()
	d.plan.stale = true
	d.rescued = false
	d.due = min(d.due, n.freeAt())
	d.offer(n)
}

// Occupied takes in that the node worked on something else until that time: a
// request of ours that waited behind it began only then.
func (d *Dispatcher) Occupied(at time.Duration, node int) {
	n := d.nodes[node]
	n.last = max(n.last, at.Seconds())
}

// Blur says that it is not known when the node began with the request that it is
// at: its answer teaches no pace. That something else was over is often noticed
// late, and what came after would seem to have taken next to no time.
func (d *Dispatcher) Blur(node int) {
	n := d.nodes[node]
	n.blurred = len(n.flight) > 0
}
