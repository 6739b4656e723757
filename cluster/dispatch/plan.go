package dispatch

import (
	"math"

	"flocktop/adaptive"
)

// plan is the time T by which all nodes together can be done. It holds until
// enough of it has gone by.
type plan struct {
	made    float64
	end     float64 // T
	stale   bool    // something was learned since
	horizon float64 // T - made
}

// replanShare is the part of the remaining time after which a plan that has
// been overtaken by an answer is made anew.
const replanShare = 0.005

// The horizon is cut into this many requests per node.
const requestsPerHorizon = 7

// left is how many texts are still to be given out, including those that have
// not come yet.
func (d *Dispatcher) left() int { return d.queue.count + d.parcelled + d.expected }

// mean is the work of an average text of what is left.
func (d *Dispatcher) mean() float64 {
	if m := d.queue.mean(); m > 0 {
		return m
	}
	if d.added > 0 {
		return d.addedWork / float64(d.added)
	}
	return 1
}

// pace is the node as the plan sees it, from now on.
func (d *Dispatcher) pace(n *node, now float64) adaptive.Pace {
	mean := d.mean()
	step := n.unit() * mean
	if n.h > 0 {
		step += n.h / float64(d.bulk(n, step))
	}
	return adaptive.Pace{Start: n.starts(now) - now, Step: step}
}

// bulk is how many texts of a step each a request carries far from the end.
func (d *Dispatcher) bulk(n *node, step float64) int {
	size := max(d.set.TargetMax.Seconds()/step, 6*n.h/step)
	return int(min(max(size, 1), float64(d.set.LargestRequest)))
}

// makePlan solves for T over all usable nodes.
func (d *Dispatcher) makePlan(now float64) {
	d.paces = d.paces[:0]
	for _, n := range d.nodes {
		if n.usable() {
			d.paces = append(d.paces, d.pace(n, now))
		}
	}
	d.plan = plan{made: now, end: now}
	if len(d.paces) > 0 && d.left() > 0 {
		d.plan.horizon = adaptive.Solve(d.paces, d.left())
		d.plan.end = now + d.plan.horizon
	}
	d.sumRates()
	d.unpark()
}

// refreshPlan makes a new plan when the old one is worn.
func (d *Dispatcher) refreshPlan(now float64) {
	if d.plan.stale && now-d.plan.made >= replanShare*max(d.plan.end-now, 0) {
		d.makePlan(now)
	}
}

// sumRates is the speed of all usable nodes together, in units a second.
func (d *Dispatcher) sumRates() {
	d.rate = 0
	for _, n := range d.nodes {
		if n.usable() {
			d.rate += 1 / n.unit()
		}
	}
}

// target is τ: how long a request should occupy a node when so much time is
// left.
func (d *Dispatcher) target(horizon float64) float64 {
	return min(max(horizon/requestsPerHorizon, d.set.TargetMin.Seconds()), d.set.TargetMax.Seconds())
}

// farFromEnd is how many horizons of the longest request must be left for the
// bulk rule, which needs no plan.
const farFromEnd = 8

// size is how many texts of mean work the node should get now; 0 leaves it
// out.
func (d *Dispatcher) size(n *node, now float64) int {
	step := n.unit() * d.mean()
	if size, ok := d.bulkSize(n, now, step); ok {
		return size
	}
	d.refreshPlan(now)
	share := d.share(n, now)
	if share < 1 {
		return 0
	}
	return d.tailSize(n, step, share)
}

// bulkSize answers without a plan while the fluid bound says that the end is
// far away for this node.
func (d *Dispatcher) bulkSize(n *node, now, step float64) (int, bool) {
	if d.rate <= 0 {
		return 0, false
	}
	horizon := float64(d.left()) * d.mean() / d.rate
	if horizon < farFromEnd*d.set.TargetMax.Seconds() {
		return 0, false
	}
	most := min(max(int(d.set.TargetMax.Seconds()/step), 1), d.set.LargestRequest)
	if now+horizon-n.starts(now) < 2*float64(most)*step {
		return 0, false
	}
	least := d.least(n, step)
	return min(n.cap, max(most, min(least, d.set.LargestRequest))), true
}

// least is how many texts a request needs to outlast a round trip and to drown
// its own cost.
func (d *Dispatcher) least(n *node, step float64) int {
	return max(1, int(math.Ceil((n.a-n.h)/step)), int(math.Ceil(6*n.h/step)))
}

// share is how many texts the node can do until the planned end.
func (d *Dispatcher) share(n *node, now float64) int {
	step := n.unit() * d.mean()
	return int((d.plan.end-n.starts(now))/step + 1e-6)
}

// tailSize shrinks requests towards the end, so that the nodes end together.
func (d *Dispatcher) tailSize(n *node, step float64, share int) int {
	most := min(max(int(d.target(d.plan.horizon)/step), 1), d.set.LargestRequest)
	half := (share + 1) / 2
	overhead := int(math.Sqrt(10 * n.h * float64(share) / step))
	return min(share, max(most, min(overhead, d.set.LargestRequest)), n.cap, max(d.least(n, step), half, overhead))
}
