package cluster

import (
	"fmt"
	"time"

	"flocktop/adaptive"
)

// A node that has become much slower shows that by its answers, and those take
// their time to come. Meanwhile the request that it is at tells as much.
const (
	// overdueFactor is how many times as long as expected a request must be under
	// way, and leastOverdue how long at least, for its node to be called slow.
	overdueFactor = 2.5
	leastOverdue  = time.Second
)

// stillOverdue is how long a node is called slow after such a request: it would be
// well again for a moment after each.
const stillOverdue = 10 * time.Second

// overdue is how long a node was at a request that should have been over by far.
type overdue struct {
	lasted   time.Duration // 0: there is none
	expected time.Duration
	seen     time.Time
	unended  bool // the batch was over sooner than that request: nobody knows its pace
}

// noteOverdue looks at the request that each node is at.
func (r *run) noteOverdue() {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for _, p := range r.parts {
		r.giveGrace(p)
		late := r.overdue(p)
		if p.gone || (late.lasted == 0 && time.Since(p.m.overdue.seen) < stillOverdue) {
			continue
		}
		changes := (late.lasted > 0) != (p.m.overdue.lasted > 0)
		if p.m.overdue = late; changes {
			r.f.settleNode(p.m)
			r.f.touch()
		}
	}
}

const (
	// aliveGrace is how much longer a node may be silent that has answered a probe
	// since its request was sent, and strainedGrace where that took strainedLag longer
	// than probes usually do: its machine has much else to do. Not for ever, since a
	// server answers probes while its runner hangs.
	aliveGrace    = 2 * time.Second
	strainedGrace = 6 * time.Second
	strainedLag   = 100 * time.Millisecond
	// askAfter is after which time a node that is late is asked whether it is alive.
	askAfter = time.Second
)

// giveGrace sees to it that a node is not called silent that is merely slow. The
// lock of the flock is held.
func (r *run) giveGrace(p *part) {
	lasted, _, known := r.d.At(r.now(), p.index)
	sent := r.f.clock.now() - lasted
	switch {
	case p.gone || !known || lasted < askAfter:
		r.d.Grace(p.index, 0)
	case p.m.lookedAt < sent:
		r.d.Grace(p.index, 0)
		if p.m.asked < sent && p.m.watched() {
			p.m.asked = r.f.clock.now()
			r.f.spawn(&r.f.probes, func() { r.f.readLoaded(p.m.life, p.m) })
		}
	case p.m.lag >= strainedLag:
		r.d.Grace(p.index, strainedGrace)
	default:
		r.d.Grace(p.index, aliveGrace)
	}
}

// overdue is that of one node.
func (r *run) overdue(p *part) overdue {
	lasted, expected, known := r.d.At(r.now(), p.index)
	if !known || lasted < leastOverdue || lasted.Seconds() < overdueFactor*expected.Seconds() {
		return overdue{}
	}
	return overdue{lasted: lasted, expected: expected, seen: time.Now()}
}

func (o overdue) String() string {
	return fmt.Sprintf("was at one request for %s, where %s were expected", adaptive.Span(o.lasted), adaptive.Span(o.expected))
}
