package dispatch

import (
	"time"

	"flocktop/adaptive"
)

// plan is the time T by which all nodes together can be done. It holds until
// enough of it has gone by.
type plan struct {
	made    float64
	end     float64 // T
	left    int     // texts that it is for
	stale   bool    // something was learned since
	hard    bool    // nodes or texts changed: it does not hold at all
	horizon float64 // T - made
}

const (
	// replanShare is the part of the remaining time after which a plan that has
	// been overtaken by an answer is made anew.
	replanShare = 0.005
	// replanGrowth is how much more work than it knew makes a plan worthless.
	replanGrowth = 1.1
	// solveTolerance is how exact T is, relative to the horizon: far below what
	// any estimate is good for.
	solveTolerance = 1e-4
)

// left is how many texts are still to be given out, including those that have
// not come yet. Of a source that says nothing as many again are expected as
// came so far.
func (d *Dispatcher) left() int {
	more := d.expected
	if !d.closed && more == 0 {
		more = d.added
	}
	return d.Waiting() + more
}

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
func (d *Dispatcher) pace(n *node, now, mean float64) adaptive.Pace {
	step := n.atLeast(now) * mean
	if n.h > 0 {
		step += n.h / float64(d.bulk(n, step))
	}
	return adaptive.Pace{Start: n.starts(now) - now, Step: step}
}

// makePlan solves for T over all usable nodes.
func (d *Dispatcher) makePlan(now float64) {
	left, mean := d.left(), d.mean()
	d.paces = d.paces[:0]
	for _, n := range d.nodes {
		if n.usable() {
			d.paces = append(d.paces, d.pace(n, now, mean))
		}
	}
	d.plan = plan{made: now, end: now, left: left}
	if len(d.paces) > 0 && left > 0 {
		d.plan.horizon = adaptive.SolveWithin(d.paces, left, solveTolerance)
		d.plan.end = now + d.plan.horizon
	}
	d.sumRates()
	d.unpark()
}

// refreshPlan makes a new plan when the old one is worn, and says whether it
// did.
func (d *Dispatcher) refreshPlan(now float64) bool {
	p := &d.plan
	worn := p.stale && now-p.made >= replanShare*max(p.end-now, 0)
	grown := p.stale && float64(d.left()) > replanGrowth*float64(p.left)
	if p.hard || worn || grown {
		d.makePlan(now)
		return true
	}
	return false
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

// fluid is how long what is left takes all nodes together, in seconds, however
// it is cut: what the bulk rule steers by.
func (d *Dispatcher) fluid() float64 {
	if d.rate <= 0 {
		return 0
	}
	return float64(d.left()) * d.mean() / d.rate
}

// PlannedEnd is when the run will be done as things stand: all that waits, all
// that is expected and all that is in flight. It is 0 while no node is usable.
// It makes a plan: ask for it a few times a second, not for every answer.
func (d *Dispatcher) PlannedEnd(at time.Duration) time.Duration {
	now := d.tick(at)
	if d.rate <= 0 {
		return 0
	}
	end := now
	if d.left() > 0 {
		d.makePlan(now)
		end = d.plan.end
	}
	for _, n := range d.nodes {
		if len(n.flight) > 0 {
			end = max(end, n.drain(now))
		}
	}
	return seconds(end)
}
