package adaptive

import "slices"

// WhatIf changes the flock that a report speaks of. The zero value changes
// nothing.
//
// A node with a measured speed that is left out never makes the parallel
// prediction shorter, and one that is imagined never makes it longer. Where
// speeds are guessed that does not hold: a guess is the mean of what is
// measured, and that changes with the flock.
type WhatIf struct {
	Without  []string // IDs of nodes left out; those that there are not are no matter
	Imagined []Node   // nodes that do not exist; PerText > 0
}

// Apply returns the changed flock; imagined nodes stand behind the real ones.
// An imagined node without a speed, with a negative time, or with the ID of one
// that is there already is left out.
func (w WhatIf) Apply(nodes []Node) []Node {
	out := make([]Node, 0, len(nodes)+len(w.Imagined))
	taken := map[string]bool{}
	for _, n := range nodes {
		if !slices.Contains(w.Without, n.ID) {
			out = append(out, n)
			taken[n.ID] = true
		}
	}
	for _, n := range w.Imagined {
		if n.PerText > 0 && min(n.PerRequest, n.RoundTrip, n.Load) >= 0 && !taken[n.ID] {
			out = append(out, n)
			taken[n.ID] = true
		}
	}
	return out
}
