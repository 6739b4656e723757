package dispatch

import (
	"math"
	"time"
)

const (
	// silenceFactor is how many times its expected time a request may take
	// before its node counts as silent, silenceTarget how many times the longest
	// a request should last, whichever is longer.
	silenceFactor = 6
	silenceTarget = 4
	// restlessness is how often Check wants to be called at the latest, in
	// seconds; leastWait how often at most.
	restlessness = 0.25
	leastWait    = 0.001
	// lookAgain is after which part of its age a late head is looked at again.
	lookAgain = 1.0 / 8
	// clockGrain is how much too early a wake-up may come, in seconds: clocks round.
	clockGrain = 1e-6
	// longestPatience bounds how far false alarms stretch the silence rule: from
	// 2 s to half an hour.
	longestPatience = 1024
)

// Check looks at what time alone changes: silent nodes, heads that are late at
// the end, pauses that are over, plans that wait for nothing. It costs next to
// nothing before it is due, so call it after every event, and Next after it. It
// returns when it wants to be called again if nothing else happens, and the
// nodes that fell silent; they are down now.
func (d *Dispatcher) Check(at time.Duration) (again time.Duration, silent []int) {
	now := d.tick(at)
	if now < d.due-clockGrain {
		return seconds(d.due), nil
	}
	d.due = now + restlessness
	nearEnd := d.nearEnd()
	for _, n := range d.nodes {
		switch {
		case n.freeAt() > now:
			d.due = min(d.due, n.freeAt())
		case n.freeAt() > 0:
			n.rest, n.reserved = 0, 0
			d.offer(n)
			d.rescued = false
		}
		if len(n.flight) == 0 {
			continue
		}
		if d.Waiting() > 0 && n.mayGoDeeper(&d.set) {
			if room := n.drain(now) - n.a; room < now {
				d.offer(n)
			} else {
				d.due = min(d.due, room+clockGrain)
			}
		}
		r, start, expected := n.head()
		quiet, late := d.deadlines(n, nearEnd)
		switch {
		case now >= quiet:
			silent = append(silent, n.index)
		case now >= late:
			d.noteLate(r)
			d.due = min(d.due, quiet, max(now+lookAgain*(now-start), start+expected+n.sigma(r)))
		default:
			d.due = min(d.due, quiet, late)
		}
	}
	for _, i := range silent {
		d.fallSilent(d.nodes[i], now)
	}
	if d.Waiting() > 0 && len(d.free) == 0 {
		d.plan.stale = true // left-out nodes deserve a look: those with a share may have stalled
	}
	d.due = max(d.due, now+leastWait)
	return seconds(d.due), silent
}

// At says for how long, at that time, a node has been at the oldest request that it
// has, and how long that should take; false where it has none, loads the model for
// it, or nothing is known of its speed.
func (d *Dispatcher) At(at time.Duration, node int) (lasted, expected time.Duration, known bool) {
	n := d.nodes[node]
	if len(n.flight) == 0 || n.flight[0].Cold || !n.measured() {
		return 0, 0, false
	}
	_, start, takes := n.head()
	return seconds(max(0, at.Seconds()-start)), seconds(takes), true
}

// nearEnd says whether late heads are worth a look.
func (d *Dispatcher) nearEnd() bool {
	return d.closed && d.fluid() < farFromEnd*d.set.TargetMax.Seconds()
}

// deadlines are the times at which the node's head, if it is not answered,
// counts as silent and as late; infinite where it does not.
func (d *Dispatcher) deadlines(n *node, nearEnd bool) (quiet, late float64) {
	quiet, late = math.Inf(1), math.Inf(1)
	r, start, expected := n.head()
	if !r.Cold {
		quiet = start + d.silence(n, expected)
	}
	if nearEnd {
		late = start + expected + overdueSigmas*n.sigma(r)
	}
	return quiet, late
}

// watch has Check called in time for a node whose head is new.
func (d *Dispatcher) watch(n *node) {
	if len(n.flight) > 0 {
		quiet, late := d.deadlines(n, d.nearEnd())
		d.due = min(d.due, quiet, late)
	}
}

// silence is how long a node may take for a request.
func (d *Dispatcher) silence(n *node, expected float64) float64 {
	least := d.set.MinSilence
	if !n.measured() {
		least = d.set.UnknownSilence
	}
	return n.patience*max(least.Seconds(), silenceTarget*d.set.TargetMax.Seconds(), silenceFactor*expected) + n.grace
}

// Grace gives a node so much more time before it counts as silent: it is known to
// be alive.
func (d *Dispatcher) Grace(node int, more time.Duration) {
	d.nodes[node].grace = max(0, more.Seconds())
}

// fallSilent takes the node down. Should it be slow and not dead, it gets more
// time when it comes back.
func (d *Dispatcher) fallSilent(n *node, now float64) {
	r, start, _ := n.head()
	if !r.feared() { // else its texts explain it
		if !n.measured() {
			n.Guess = max(n.Guess, (now-start)/r.units)
		}
		n.patience = min(2*n.patience, longestPatience)
	}
	d.end(r)
	d.cancels = append(d.cancels, r.ID)
	d.condemned = append(d.condemned, d.fall(r, fellSilent, now)...)
	d.SetUp(n.index, false)
}

// noteLate lets a late head be copied.
func (d *Dispatcher) noteLate(r *request) {
	d.rescued = false
	d.plan.stale = true
	if !r.late {
		r.late = true
		d.late = append(d.late, r)
		d.relist()
	}
}
