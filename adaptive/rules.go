package adaptive

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrNoNodes says that no node may take part in a batch.
var ErrNoNodes = errors.New("no node is ready for this model")

// Rule decides by the table of rules alone. Nodes come in configured order,
// which breaks ties. A batch without texts needs no decision: the second
// result is false. Without nodes the error is [ErrNoNodes].
func Rule(nodes []Node, batch int, t Thresholds) (d Decision, needed bool, err error) {
	if len(nodes) == 0 {
		return Decision{Reason: NoNodes}, false, ErrNoNodes
	}
	if batch <= 0 {
		return Decision{}, false, nil
	}
	ordered := fastestFirst(Estimate(nodes))
	mode, reason, detail, take, figure := match(ordered, batch, t)
	used := ordered[:take]
	d = Decision{
		Mode:       mode,
		Reason:     reason,
		Detail:     detail,
		Nodes:      ids(used),
		Workers:    Workers(mode, take, batch),
		SpeedRatio: figure,
		Predicted:  Makespan(used, batch),
		Guessed:    guessed(nodes, used),
	}
	return d, true, nil
}

// match walks down the table, first match wins; see the design's section 'The
// rules'. take is how many of the ordered nodes are used, figure the multiple
// that was judged.
func match(ordered []Node, batch int, t Thresholds) (mode Mode, reason Reason, detail string, take int, figure float64) {
	fastest := ordered[0].PerText
	if len(ordered) == 1 {
		return Sequential, SingleNode, "Only one node available - sequential is optimal", 1, 1
	}
	group := 1
	for group < len(ordered) && below(ordered[group].PerText, t.Dominant, fastest) {
		group++
	}
	slowest := ordered[group-1].PerText
	figure = ratio(slowest, fastest)
	outside := len(ordered) - group
	balanced := below(slowest, t.Balanced, fastest)
	switch {
	case batch < t.Small:
		return Sequential, SmallBatch,
			fmt.Sprintf("Batch size %d too small for parallel overhead", batch), 1, figure
	case group == 1:
		lead := ratio(ordered[1].PerText, fastest)
		return Sequential, DominantNode,
			fmt.Sprintf("Fastest node is %.1fx faster - sequential wins", lead), 1, lead
	case balanced && outside == 0:
		return Parallel, BalancedCluster,
			fmt.Sprintf("Speed ratio %.1fx - parallel is efficient", figure), group, figure
	case balanced:
		return Hybrid, BalancedGroup,
			fmt.Sprintf("Speed ratio %.1fx among the %d fastest nodes - %d slower left out", figure, group, outside), group, figure
	case batch > t.Hybrid:
		take = min(t.HybridNodes, group)
		return Hybrid, HybridParallel,
			fmt.Sprintf("Speed ratio %.1fx - using the top %d nodes", figure, take), take, figure
	default:
		return Sequential, DefaultSequential,
			fmt.Sprintf("Speed ratio %.1fx needs more than %d items - fastest node only", figure, t.Hybrid), 1, figure
	}
}

// below compares slow < times × fast on whole nanoseconds: as floating-point
// seconds 0.3 / 0.1 would lie below 3.
func below(slow time.Duration, times float64, fast time.Duration) bool {
	return float64(slow) < times*float64(fast)
}

// Workers is the seed's formula: how many workers a batch may keep busy on the
// nodes used. It is a ceiling for people to see.
func Workers(mode Mode, nodes, batch int) int {
	if mode == Sequential {
		return 1
	}
	base := 2 * nodes
	switch {
	case batch < 50:
		return min(base, batch)
	case batch < 200:
		return base
	default:
		return min(2*base, batch)
	}
}

// guessed says whether a decision for some of the nodes is a guess: one of which
// nothing is known might have been better, and one of which little is known that is
// not used is known well enough for that.
func guessed(nodes, used []Node) bool {
	return slices.ContainsFunc(nodes, func(n Node) bool { return !n.Measured() }) || slices.ContainsFunc(used, Node.Guessed)
}
