package adaptive

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// Question is everything that a decision depends on.
type Question struct {
	Nodes      []Node // eligible nodes in configured order
	Batch      int    // texts still to embed
	Policy     Policy
	Forced     Mode // 0: not forced
	Thresholds Thresholds
	Cost       CostGoal
	// Before are the IDs of the nodes that the decision before this one named for
	// the same batch, or for none yet: where they do as well, it stands. So a
	// decision does not tremble with the last digit of a speed.
	Before []string
}

// Decide answers under the policy. Under [Auto] the plan for all eligible
// nodes is what the dispatcher follows, and the label is the smallest set of
// nodes by which nothing is lost (MinSaving). Where plan and rule agree, the
// rule's reason stands. A batch without texts needs no decision: the second
// result is false. Without nodes the error is [ErrNoNodes].
func Decide(q Question) (v Verdict, needed bool, err error) {
	rule, needed, err := Rule(q.Nodes, q.Batch, q.Thresholds)
	v = Verdict{Decision: rule, Policy: q.Policy, Batch: q.Batch, Forced: q.Forced, Rule: rule, Auto: rule}
	if err != nil || !needed {
		return v, needed, err
	}
	ordered := fastestFirst(Estimate(q.Nodes))
	v.Alternatives = Predict(q.Nodes, q.Batch, q.Thresholds)
	v.Weighed = q.Nodes
	v.Bound = LowerBound(q.Nodes, q.Batch)
	if q.Policy == Auto && slices.ContainsFunc(q.Nodes, Node.Measured) {
		v.Auto = planned(ordered, q, rule)
	}
	switch {
	case !q.Cost.Wanted():
	case q.Policy == Rules: // the table alone decides, whatever that costs
		v.Auto.Cost = Cost(Among(ordered, v.Auto.Nodes), q.Batch)
	default:
		v.Auto = thrifty(ordered, q, v.Auto)
	}
	v.Decision = v.Auto
	if q.Forced != 0 {
		v.Decision = forced(ordered, q, v.Auto)
	}
	return v, true, nil
}

// planned labels the plan over all eligible nodes.
func planned(ordered []Node, q Question, rule Decision) Decision {
	all := Makespan(ordered, q.Batch)
	chosen := ordered[:smallestSet(ordered, q, all)]
	if before := q.before(ordered); before != nil && Makespan(before, q.Batch) <= q.stillGood(all) {
		chosen = before
	}
	take := len(chosen)
	if take > q.Batch { // a text is no work for two
		chosen = withShare(ordered, q.Batch)
		take = len(chosen)
	}
	mode := modeFor(take, len(ordered))
	takes := Makespan(chosen, q.Batch)
	if slices.Equal(ids(chosen), rule.Nodes) {
		rule.Mode, rule.Predicted = mode, takes
		rule.Workers = Workers(mode, take, q.Batch)
		return rule
	}
	d := Decision{
		Mode:       mode,
		Reason:     PredictedFaster,
		Nodes:      ids(chosen),
		Workers:    Workers(mode, take, q.Batch),
		SpeedRatio: ratio(chosen[take-1].PerText, chosen[0].PerText),
		Predicted:  takes,
		Guessed:    guessed(q.Nodes, chosen),
	}
	d.Detail = comparison(d, rule, len(ordered))
	return d
}

// before are the nodes of the decision before, fastest first; nil where there was
// none, or where one of them is not eligible any more.
func (q *Question) before(ordered []Node) []Node {
	if len(q.Before) == 0 {
		return nil
	}
	out := Among(ordered, q.Before)
	if len(out) < len(q.Before) {
		return nil
	}
	return out
}

// Among are those of the nodes that have one of these IDs, in their order.
func Among(nodes []Node, ids []string) []Node {
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var out []Node
	for _, n := range nodes {
		if wanted[n.ID] {
			out = append(out, n)
		}
	}
	return out
}

// stillGood is up to which makespan the decision before stands: half as much more
// is lost as a smaller set of nodes may lose in the first place.
func (q *Question) stillGood(all time.Duration) time.Duration {
	const more = 1.5
	return time.Duration(float64(all) / (1 - min(0.5, more*q.Thresholds.MinSaving)))
}

// smallestSet is how many of the fastest nodes are enough to stay within
// MinSaving of the plan over all. More nodes never make the plan longer, so
// the number can be searched by halving.
func smallestSet(ordered []Node, q Question, all time.Duration) int {
	limit := time.Duration(float64(all) / (1 - q.Thresholds.MinSaving))
	return 1 + sort.Search(len(ordered)-1, func(i int) bool {
		return Makespan(ordered[:i+1], q.Batch) <= limit
	})
}

// withShare are the nodes that get a text of so small a batch, the fastest
// first: those that are done soonest, which a short way can make of a slow one.
func withShare(ordered []Node, batch int) []Node {
	_, shares := Plan(ordered, batch)
	var out []Node
	for i, share := range shares {
		if share > 0 {
			out = append(out, ordered[i])
		}
	}
	return out
}

func modeFor(take, eligible int) Mode {
	switch take {
	case 1:
		return Sequential
	case eligible:
		return Parallel
	default:
		return Hybrid
	}
}

// comparison puts the plan's prediction beside that of the rule's choice.
func comparison(plan, rule Decision, eligible int) string {
	name := setName(plan, eligible)
	if len(plan.Nodes) == 1 && len(rule.Nodes) == 1 { // another one than the fastest
		name = "one nearer node"
	}
	left := fmt.Sprintf("%s %s, %s %s", upperFirst(name), Span(plan.Predicted),
		setName(rule, eligible), Span(rule.Predicted))
	saved := 1 - plan.Predicted.Seconds()/rule.Predicted.Seconds()
	if percent := int(saved*100 + 0.5); percent > 0 {
		return fmt.Sprintf("%s - saves %d %%", left, percent)
	}
	return left + " - as fast with fewer nodes"
}

func setName(d Decision, eligible int) string {
	switch len(d.Nodes) {
	case 1:
		return "fastest alone"
	case eligible:
		return fmt.Sprintf("all %d nodes", eligible)
	default:
		return fmt.Sprintf("top %d of %d nodes", len(d.Nodes), eligible)
	}
}

func upperFirst(s string) string {
	return string(s[0]-'a'+'A') + s[1:] // the names above are ASCII
}

// forced is the decision for a mode that the user chose.
func forced(ordered []Node, q Question, auto Decision) Decision {
	used := ordered[:NodesForMode(q.Forced, len(ordered), q.Thresholds)]
	nodes, instead := ids(used), "choose "+auto.Mode.String()
	if auto.Mode == q.Forced && slices.Equal(slices.Sorted(slices.Values(auto.Nodes)), slices.Sorted(slices.Values(nodes))) {
		instead = "do the same"
	}
	return Decision{
		Mode:       q.Forced,
		Reason:     Forced,
		Detail:     fmt.Sprintf("Forced by the user; auto would %s (%s)", instead, auto.Reason),
		Nodes:      nodes,
		Workers:    Workers(q.Forced, len(used), q.Batch),
		SpeedRatio: ratio(used[len(used)-1].PerText, used[0].PerText),
		Predicted:  Makespan(used, q.Batch),
		Guessed:    guessed(q.Nodes, used),
	}
}

// NodesForMode is how many of the eligible nodes a forced mode uses, the
// fastest first.
func NodesForMode(m Mode, eligible int, t Thresholds) int {
	switch m {
	case Sequential:
		return min(1, eligible)
	case Hybrid:
		return min(t.HybridNodes, eligible)
	case Parallel:
		return eligible
	default:
		return eligible
	}
}
