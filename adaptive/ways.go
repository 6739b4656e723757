package adaptive

import (
	"fmt"
	"slices"
	"time"
)

// Way is one way to run a batch: the nodes that would share it, and what it
// would take.
type Way struct {
	Mode   Mode
	Nodes  []string // IDs, fastest first
	Of     int      // how many are eligible
	Takes  time.Duration
	Chosen bool
}

// Name is the way for people. A hybrid says of how many nodes it is: there may
// be several.
func (w *Way) Name() string {
	switch {
	case w.Mode != Hybrid || len(w.Nodes) == 0:
		return w.Mode.String()
	case w.Of == 0: // it is not known any more
		return fmt.Sprintf("hybrid, %d nodes", len(w.Nodes))
	default:
		return fmt.Sprintf("hybrid, %d of %d nodes", len(w.Nodes), w.Of)
	}
}

// Ways are those that were weighed against each other, from the fewest nodes to
// the most, the one that was decided on among them with its own figure. Of
// hybrids there is one: that which was decided on, else the rule's, else the
// thresholds'. With all nodes it would be the parallel way, and is left out.
func (v *Verdict) Ways(t Thresholds) []Way {
	all := len(v.Weighed)
	if all == 0 {
		return nil
	}
	ordered := fastestFirst(Estimate(v.Weighed))
	names := ids(ordered)
	of := func(m Mode, n int) Way {
		return Way{Mode: m, Nodes: names[:n:n], Of: all, Takes: Makespan(ordered[:n], v.Batch)}
	}
	ways := []Way{of(Sequential, 1)}
	chosen := modeFor(len(v.Nodes), all) // a forced hybrid may be all there are
	hybrid := Way{}
	switch {
	case chosen == Hybrid:
		hybrid = Way{Mode: Hybrid, Nodes: v.Nodes, Of: all, Takes: v.Predicted}
	case v.Rule.Mode == Hybrid:
		hybrid = Way{Mode: Hybrid, Nodes: v.Rule.Nodes, Of: all, Takes: v.Rule.Predicted}
	case t.HybridNodes > 0:
		hybrid = of(Hybrid, min(all, t.HybridNodes))
	}
	if n := len(hybrid.Nodes); n > 1 && n < all {
		ways = append(ways, hybrid)
	}
	if all > 1 {
		ways = append(ways, of(Parallel, all))
	}
	for i := range ways {
		if w := &ways[i]; w.Mode == chosen {
			w.Nodes, w.Takes, w.Chosen = v.Nodes, v.Predicted, true
		}
	}
	return ways
}

// Best is the quickest of the ways that were not decided on; nil where there is
// none.
func Best(ways []Way) *Way {
	var best *Way
	for i := range ways {
		if w := &ways[i]; !w.Chosen && (best == nil || w.Takes < best.Takes) {
			best = w
		}
	}
	return best
}

// Baseline is the way that a decision's saving is held against: the fastest node
// alone, and where that was decided on, the quickest other way; nil where there is
// no other.
func Baseline(ways []Way) *Way {
	if len(ways) > 0 && !ways[0].Chosen {
		return &ways[0]
	}
	return Best(ways)
}

// Overruled says why a quicker one of its [Verdict.Ways] than the one that was
// decided on is not taken; "" where there is none.
func (v *Verdict) Overruled(ways []Way) string {
	best := Best(ways)
	if best == nil || best.Takes <= 0 || v.Predicted <= 0 {
		return ""
	}
	off, ok := Off(v.Predicted, best.Takes)
	if !ok || OffText(off) == Same || off <= 0 {
		return ""
	}
	switch {
	case v.Forced != 0:
		return ""
	case v.Reason == CostAware:
		return best.Name() + " would be quicker, and costs more"
	case v.Policy == Rules:
		return best.Name() + " is predicted to be quicker, but the policy is that the rules decide"
	case !slices.ContainsFunc(v.Weighed, Node.Measured):
		return "speeds are only guesses yet, so the rule decides"
	default:
		return fmt.Sprintf("%s would save only %.1f %%", best.Name(), 100*(1-best.Takes.Seconds()/v.Predicted.Seconds()))
	}
}
