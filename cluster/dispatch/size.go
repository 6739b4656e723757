package dispatch

import "math"

const (
	// requestsPerHorizon cuts the remaining time into requests: fewer steer
	// badly, more cost overhead.
	requestsPerHorizon = 7
	// farFromEnd is how many of the longest requests must fit into what is left
	// for the bulk rule, which needs no plan.
	farFromEnd = 8
	// overheadShare is how many times its own cost h a request should last.
	overheadShare = 12
	// tailOverhead weighs h against the cost of an uneven end: the request size
	// sqrt(10·h·share/c) balances the two.
	tailOverhead = 10
	// orderlyFrom is how many times the largest text must fit into what is left for
	// texts to be taken in their order.
	orderlyFrom = 16
	// atHand is how many times its fair share of the texts at hand a node may
	// get in one request, where the source is slower than the flock.
	atHand = 1
	// rounding absorbs floating-point error where a plan ends exactly with a text.
	rounding = 1e-6
	// nearMiss is by which share of a text a node may fall short of one under a
	// plan that was overtaken before a new plan has to decide: twice what such a
	// plan may be off by.
	nearMiss = 2 * replanShare
)

// budget is how much one request may carry.
type budget struct {
	texts int
	units float64 // it is full once it holds this much work
	most  float64 // work beyond which it would end too late
	// inOrder has texts taken as they came, else the largest first
	inOrder bool
}

// size is what the node should get now; no texts leaves it out.
func (d *Dispatcher) size(n *node, now float64) budget {
	mean := d.mean()
	step := n.unit() * mean
	if size, ok := d.bulkSize(n, now, step); ok {
		size = min(size, d.fairShare(n))
		return budget{texts: size, units: float64(size) * mean, most: heaviest, inOrder: d.orderly(n)}
	}
	d.refreshPlan(now)
	room := d.plan.end - n.starts(now)
	if d.plan.stale && room < step && room > (1-nearMiss)*step {
		d.makePlan(now) // the one that it has is not exact enough to leave it out by
		room = d.plan.end - n.starts(now)
	}
	share := int(min(room/step+rounding, math.MaxInt32))
	if share < 1 {
		return budget{}
	}
	size := min(d.tailSize(n, step, share), d.fairShare(n))
	return budget{texts: size, units: float64(size) * mean, most: max(room/n.unit(), mean)}
}

// orderly says that texts may be given to the node in the order in which they
// came, so that documents end one after the other: the end is so far away that
// the largest of what is left can still be given out first, when it is near.
func (d *Dispatcher) orderly(n *node) bool {
	largest := d.queue.peek()
	return largest != nil && d.fluid() > orderlyFrom*n.unit()*largest.Work
}

// bulk is how many texts of a step each a request carries far from the end.
func (d *Dispatcher) bulk(n *node, step float64) int {
	size := max(d.set.TargetMax.Seconds()/step, overheadShare*n.h/step)
	return int(min(max(size, 1), float64(d.set.LargestRequest)))
}

// bulkSize answers without a plan while the fluid bound says that the end is
// far away for this node.
func (d *Dispatcher) bulkSize(n *node, now, step float64) (int, bool) {
	horizon := d.fluid()
	if horizon < farFromEnd*d.set.TargetMax.Seconds() {
		return 0, false
	}
	size := max(d.bulk(n, step), min(d.least(n, step), d.set.LargestRequest))
	if now+horizon-n.starts(now) < 2*float64(size)*step {
		return 0, false
	}
	return min(n.cap, size), true
}

// least is how many texts a request needs to outlast a round trip and to drown
// its own cost.
func (d *Dispatcher) least(n *node, step float64) int {
	least := max((n.a-n.h)/step, overheadShare*n.h/step, 1)
	return int(math.Ceil(min(least, float64(d.set.LargestRequest))))
}

// tailSize shrinks requests towards the end, so that the nodes end together.
func (d *Dispatcher) tailSize(n *node, step float64, share int) int {
	target := min(max(d.plan.horizon/requestsPerHorizon, d.set.TargetMin.Seconds()), d.set.TargetMax.Seconds())
	most := int(min(max(target/step, 1), float64(d.set.LargestRequest)))
	half := (share + 1) / 2
	overhead := int(math.Sqrt(tailOverhead * n.h * float64(share) / step))
	size := max(d.least(n, step), half, overhead)
	return min(size, share, max(most, overhead), n.cap, d.set.LargestRequest)
}

// fairShare keeps a node from taking what others wait for, where the source
// is slower than the flock.
func (d *Dispatcher) fairShare(n *node) int {
	if d.closed || d.rate <= 0 {
		return math.MaxInt
	}
	fair := float64(d.Waiting()) / (n.unit() * d.rate)
	return int(min(max(math.Ceil(atHand*fair), 1), math.MaxInt32))
}

// Appetite is how many texts the dispatcher should have at hand to keep all
// nodes busy with requests of full size: a window for the source.
func (d *Dispatcher) Appetite() int {
	var sum int
	mean := d.mean()
	for _, n := range d.nodes {
		if n.usable() {
			sum += (d.set.InFlight + 2) * d.bulk(n, n.unit()*mean)
		}
	}
	return sum
}
