package cluster

import (
	"maps"
	"time"

	"flocktop/adaptive"
)

// fitness is how long each node could have worked on a batch: nodes come and go,
// and what is gone sets no limit any more.
type fitness struct {
	seen  time.Duration            // up to where the batch's working time is looked at
	times map[string]time.Duration // by node
	known map[string]float64       // texts a second, as it was last known or guessed
}

// speeds are the texts a second of every node that was ever fit for work. A node
// that worked counts by what it did while requests occupied it; another one by
// what is known or guessed of it.
func (r *run) speeds() map[string]float64 {
	q := &r.report
	fit := &q.fit
	if fit.times == nil {
		fit.times, fit.known = map[string]time.Duration{}, map[string]float64{}
	}
	now := r.worked()
	for _, n := range adaptive.Estimate(q.nodes) {
		fit.times[n.ID] += max(0, now-fit.seen)
		fit.known[n.ID] = adaptive.SpeedScore(n.PerText)
	}
	if len(q.nodes) > 0 || q.added > 0 {
		fit.seen = now
	}
	costs := make(map[string]time.Duration, len(q.nodes)) // of a request
	for i := range q.nodes {
		costs[q.nodes[i].ID] = q.nodes[i].PerRequest
	}
	out := maps.Clone(fit.known)
	for _, p := range r.parts {
		// the limit has no request cost
		own := p.served - time.Duration(p.replies)*costs[p.Node]
		if _, ever := out[p.Node]; ever && p.computed >= enoughTexts && own > p.served/2 {
			out[p.Node] = p.work / r.d.MeanWork() / own.Seconds()
		}
	}
	return out
}

// enoughTexts make a node's speed in this batch more telling than what was
// learned of it.
const enoughTexts = 8

// bound is what the hardware allows: when all texts could have been done had
// every node worked for as long as it was fit, without any request cost. It never
// is above what was done, or is about to be.
func (r *run) bound(speeds map[string]float64, rest time.Duration) time.Duration {
	q := &r.report
	worked, size := r.worked(), float64(q.added+q.expected)
	var now, could float64 // texts a second; texts so far
	for _, n := range q.nodes {
		now += speeds[n.ID]
	}
	for id, fit := range q.fit.times {
		could += fit.Seconds() * speeds[id]
	}
	var out time.Duration
	switch {
	case size <= 0:
		return 0
	case could >= size:
		out = time.Duration(float64(worked) * size / could)
	case now > 0:
		out = worked + time.Duration((size-could)/now*float64(time.Second))
	default:
		return 0
	}
	if rest > 0 || r.d.Done() {
		out = min(out, worked+rest)
	}
	return out
}
