package adaptive

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// dear is quick and costs ten times as much a text as the two cheap nodes.
func priced() []Node {
	return []Node{
		{ID: "dear", PerText: 10 * time.Millisecond, PerTextCost: 0.01},
		{ID: "cheap", PerText: 40 * time.Millisecond, PerTextCost: 0.001},
		{ID: "fair", PerText: 40 * time.Millisecond, PerTextCost: 0.001},
	}
}

func TestCostGoals(t *testing.T) {
	tests := map[string]struct {
		goal   CostGoal
		nodes  string
		reason Reason
	}{
		"time alone":        {CostGoal{}, "dear cheap fair", HybridParallel},
		"a little weight":   {CostGoal{Weight: 0.1}, "dear cheap fair", HybridParallel},
		"cost alone":        {CostGoal{Weight: 1}, "cheap fair", CostAware},
		"ceiling forbids":   {CostGoal{Ceiling: 1.5}, "cheap fair", CostAware},
		"ceiling allows":    {CostGoal{Ceiling: 10}, "dear cheap fair", HybridParallel},
		"ceiling too tight": {CostGoal{Ceiling: 0.5}, "cheap fair", CostAware},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v, _, err := Decide(Question{Nodes: priced(), Batch: 1000, Thresholds: DefaultThresholds(), Cost: test.goal})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(v.Nodes, " "); got != test.nodes || v.Reason != test.reason {
				t.Errorf("%s (%s) %s; want %s (%s)", got, v.Reason, v.Detail, test.nodes, test.reason)
			}
			if test.reason == CostAware && (v.CostSaved <= 0 || !strings.Contains(v.Detail, "of the cost")) {
				t.Errorf("saved %g: %s", v.CostSaved, v.Detail)
			}
		})
	}
}

// Whoever wants the table to decide gets its word, and what that costs.
func TestUnderTheRulesCostHasNoSay(t *testing.T) {
	q := Question{Nodes: priced(), Batch: 1000, Policy: Rules, Thresholds: DefaultThresholds()}
	plain, _, err := Decide(q)
	if err != nil {
		t.Fatal(err)
	}
	q.Cost = CostGoal{Weight: 1, Ceiling: 0.1}
	v, _, err := Decide(q)
	if err != nil {
		t.Fatal(err)
	}
	if v.Reason != plain.Reason || v.Detail != plain.Detail || !slices.Equal(v.Nodes, plain.Nodes) || v.Cost <= 0 || v.CostSaved != 0 {
		t.Errorf("%+v, without cost %+v", v.Decision, plain.Decision)
	}
}

func TestMoreWeightNeverCostsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Node {
			return Node{
				PerText:     time.Duration(rapid.IntRange(1, 1000).Draw(t, "ms")) * time.Millisecond,
				PerTextCost: rapid.Float64Range(0, 1).Draw(t, "cost"),
			}
		}), 1, 8).Draw(t, "nodes")
		n := rapid.IntRange(1, 2000).Draw(t, "texts")
		light := rapid.Float64Range(0, 1).Draw(t, "light")
		heavy := rapid.Float64Range(light, 1).Draw(t, "heavy")
		sets := bargains(fastestFirst(nodes), n)
		a, b := affordable(sets, CostGoal{Weight: light}), affordable(sets, CostGoal{Weight: heavy})
		if b.cost > a.cost*(1+1e-9) {
			t.Fatalf("weight %g costs %g, weight %g costs %g", light, a.cost, heavy, b.cost)
		}
	})
}
