package adaptive

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// CostGoal says how a batch's cost counts beside its time. The zero value lets
// time alone count. Money is in whatever unit the prices are in.
type CostGoal struct {
	// Ceiling is the most that a batch may cost; 0 for none. Where no set of
	// nodes stays below it, the cheapest is taken.
	Ceiling float64
	// Weight is between 0 (time alone counts) and 1 (cost alone counts).
	Weight float64
}

// Wanted says whether cost plays a part.
func (g CostGoal) Wanted() bool { return g.Ceiling > 0 || g.Weight > 0 }

// Validate says what makes no sense.
func (g CostGoal) Validate() error {
	switch {
	case !(g.Ceiling >= 0):
		return fmt.Errorf("cost ceiling is %g: it must not be negative", g.Ceiling)
	case !(g.Weight >= 0 && g.Weight <= 1):
		return fmt.Errorf("cost weight is %g: it must be between 0 (time alone) and 1 (cost alone)", g.Weight)
	}
	return nil
}

// Cost is what n texts cost on the nodes when each works at its own pace.
func Cost(nodes []Node, n int) float64 {
	_, shares := Plan(nodes, n)
	var sum float64
	for i, share := range shares {
		sum += float64(share) * nodes[i].PerTextCost
	}
	return sum
}

// mostBargains bounds what a decision over a thousand nodes costs.
const mostBargains = 64

// bargain is a set of nodes with what it takes.
type bargain struct {
	nodes []Node
	time  time.Duration
	cost  float64
}

// bargains are the sets worth considering: all nodes, then without the dearest,
// without the two dearest, and so on down to the cheapest alone. Nodes of one
// price leave slowest first.
func bargains(ordered []Node, n int) []bargain {
	dearest := slices.Clone(ordered)
	slices.SortStableFunc(dearest, func(a, b Node) int {
		return cmp.Or(cmp.Compare(b.PerTextCost, a.PerTextCost), cmp.Compare(b.PerText, a.PerText))
	})
	var out []bargain
	step := max(1, len(dearest)/mostBargains)
	for i := 0; i < len(dearest); i += step {
		kept := fastestFirst(dearest[i:])
		out = append(out, bargain{kept, Makespan(kept, n), Cost(kept, n)})
	}
	return out
}

// affordable chooses among the bargains by the goal: the smallest weighted sum
// of time and cost, each relative to all nodes, among those below the ceiling.
func affordable(sets []bargain, g CostGoal) bargain {
	all := sets[0]
	score := func(b bargain) float64 {
		relativeTime, relativeCost := 1.0, 1.0
		if all.time > 0 {
			relativeTime = b.time.Seconds() / all.time.Seconds()
		}
		if all.cost > 0 {
			relativeCost = b.cost / all.cost
		}
		return (1-g.Weight)*relativeTime + g.Weight*relativeCost
	}
	var best *bargain
	for i := range sets {
		b := &sets[i]
		if g.Ceiling > 0 && b.cost > g.Ceiling {
			continue
		}
		if best == nil || score(*b) < score(*best) {
			best = b
		}
	}
	if best == nil {
		return slices.MinFunc(sets, func(a, b bargain) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.time, b.time))
		})
	}
	return *best
}

// thrifty is the decision where cost counts; fast is the decision without. It
// is fast itself where the goal asks for no other nodes.
func thrifty(ordered []Node, q Question, fast Decision) Decision {
	sets := bargains(ordered, q.Batch)
	chosen := affordable(sets, q.Cost)
	all := sets[0]
	if len(chosen.nodes) == len(all.nodes) {
		fast.Cost = all.cost
		return fast
	}
	mode := modeFor(len(chosen.nodes), len(ordered))
	detail := fmt.Sprintf("%s cost %.4g in %s, all %d cost %.4g in %s - saves %.0f %% of the cost",
		countNodes(len(chosen.nodes)), chosen.cost, Span(chosen.time), len(ordered), all.cost, Span(all.time),
		100*(1-chosen.cost/all.cost))
	if q.Cost.Ceiling > 0 && chosen.cost > q.Cost.Ceiling {
		detail += fmt.Sprintf("; no choice stays below the ceiling of %.4g", q.Cost.Ceiling)
	}
	return Decision{
		Mode: mode, Reason: CostAware, Detail: detail,
		Nodes: ids(chosen.nodes), Workers: Workers(mode, len(chosen.nodes), q.Batch),
		SpeedRatio: ratio(chosen.nodes[len(chosen.nodes)-1].PerText, chosen.nodes[0].PerText),
		Predicted:  chosen.time, Guessed: guessed(q.Nodes, chosen.nodes),
		Cost: chosen.cost, CostSaved: all.cost - chosen.cost,
	}
}

func countNodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}
