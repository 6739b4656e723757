package cluster

import "flocktop/adaptive"

// typicalWork is what a text is taken for until some were seen: the tokens of
// a default chunk, about.
const typicalWork = 200

// guesses are, for each node, the time of a unit of work in seconds: measured,
// or what the rules would take it for. The lock is held.
func (f *Flock) guesses(digest string) map[*member]float64 {
	nodes := make([]adaptive.Node, len(f.members))
	work := 0.0
	for i, m := range f.members {
		n := m.snapshot(f.model, digest, 0)
		nodes[i] = n.forDecision()
		if s := m.speeds[digest]; s != nil {
			work = max(work, s.meanWork)
		}
	}
	if work == 0 {
		work = typicalWork
	}
	out := make(map[*member]float64, len(nodes))
	for i, n := range adaptive.Estimate(nodes) {
		out[f.members[i]] = n.PerText.Seconds() / work
	}
	return out
}
