package cluster

import (
	"time"

	"flocktop/adaptive"
)

// remainder is what the rest of a batch takes.
type remainder struct {
	rest time.Duration // until its end
	pace float64       // texts a second of a long batch
}

const (
	// paceBatch is how many texts are a long batch.
	paceBatch = 1000
	// mostDoubt is how many times as long as on the nodes that are there the rest
	// may be foreseen to take, because they were not there lately.
	mostDoubt = 2
)

// foreseeRest is how the rest of the batch is foreseen. A node that comes and goes
// counts by the share of the time in which it was there lately: what it does in the
// next moment says little about the rest.
func (r *run) foreseeRest() remainder {
	now := r.used()
	if len(now) == 0 {
		return remainder{}
	}
	size := r.report.added + r.report.expected - r.d.Results()
	nodes := now
	if !r.restricted() || r.steering.Forced == adaptive.Parallel { // else others take the place of who is away
		nodes = r.lately(now)
	}
	out := remainder{rest: min(adaptive.Makespan(nodes, size), mostDoubt*adaptive.Makespan(now, size))}
	if long := adaptive.Makespan(nodes, paceBatch); long > 0 {
		out.pace = paceBatch / long.Seconds()
	}
	r.report.lately.rest = out.rest
	return out
}
