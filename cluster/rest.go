package cluster

import (
	"time"

	"flocktop/adaptive"
)

// left is what the rest of a batch takes.
type left struct {
	rest time.Duration // until its end
	pace float64       // texts a second of a long batch
}

// paceBatch is how many texts are a long batch.
const paceBatch = 1000

// left foresees the rest of the batch on the nodes that the dispatcher may use.
func (r *run) left() left {
	nodes := r.used()
	out := left{rest: adaptive.Makespan(nodes, r.report.added+r.report.expected-r.d.Results())}
	if long := adaptive.Makespan(nodes, paceBatch); long > 0 {
		out.pace = paceBatch / long.Seconds()
	}
	return out
}
