package adaptive

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// flock are measured nodes of these milliseconds a text, named a, b, c, …
func flock(milliseconds ...float64) []Node {
	out := make([]Node, len(milliseconds))
	for i, ms := range milliseconds {
		out[i] = Node{ID: string(rune('a' + i)), PerText: time.Duration(ms * float64(time.Millisecond))}
	}
	return out
}

// drawFlock are any nodes that a caller may bring, with speeds measured or not.
func drawFlock(t *rapid.T) []Node {
	count := rapid.IntRange(1, 12).Draw(t, "nodes")
	out := make([]Node, count)
	for i := range out {
		out[i] = Node{ID: fmt.Sprintf("n%d", i), GPU: rapid.Bool().Draw(t, "gpu")}
		if rapid.IntRange(0, 3).Draw(t, "measured") > 0 {
			out[i].PerText = time.Duration(rapid.Int64Range(1, 5e9).Draw(t, "per text"))
		}
		if rapid.IntRange(0, 2).Draw(t, "costs") == 0 {
			out[i].PerRequest = time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "per request"))
			out[i].RoundTrip = time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "round trip"))
			out[i].Load = time.Duration(rapid.Int64Range(0, 1e10).Draw(t, "load"))
		}
	}
	return out
}

func TestRulesAtTheirBoundaries(t *testing.T) {
	custom := Thresholds{Small: 5, Dominant: 3, Balanced: 1.5, Hybrid: 10, HybridNodes: 2}
	tests := []struct {
		name       string
		nodes      []Node
		batch      int
		thresholds Thresholds
		mode       Mode
		reason     Reason
		use        string
	}{
		{"one node", flock(100), 5000, DefaultThresholds(), Sequential, SingleNode, "a"},
		{"19 are small", flock(100, 100), 19, DefaultThresholds(), Sequential, SmallBatch, "a"},
		{"20 are not", flock(100, 100), 20, DefaultThresholds(), Parallel, BalancedCluster, "ab"},
		{"small comes before dominant", flock(100, 900), 19, DefaultThresholds(), Sequential, SmallBatch, "a"},
		{"exactly 5x dominates", flock(100, 500), 100, DefaultThresholds(), Sequential, DominantNode, "a"},
		{"a nanosecond less does not", []Node{{ID: "a", PerText: 100}, {ID: "b", PerText: 499}}, 100, DefaultThresholds(), Hybrid, HybridParallel, "ab"},
		{"exactly 3x is not balanced", flock(100, 300), 50, DefaultThresholds(), Sequential, DefaultSequential, "a"},
		{"0.1 and 0.3 s are 3x, not less", []Node{{ID: "a", PerText: 100 * time.Millisecond}, {ID: "b", PerText: 300 * time.Millisecond}}, 51, DefaultThresholds(), Hybrid, HybridParallel, "ab"},
		{"just below 3x is", flock(100, 299), 50, DefaultThresholds(), Parallel, BalancedCluster, "ab"},
		{"exactly 50 is not yet hybrid", flock(100, 400), 50, DefaultThresholds(), Sequential, DefaultSequential, "a"},
		{"51 is", flock(100, 400), 51, DefaultThresholds(), Hybrid, HybridParallel, "ab"},
		{"hybrid takes three at most", flock(400, 100, 300, 350), 51, DefaultThresholds(), Hybrid, HybridParallel, "bcd"},
		{"slow ones are left out of a balanced group", flock(900, 100, 110, 900), 100, DefaultThresholds(), Hybrid, BalancedGroup, "bc"},
		{"the group is judged, not the stragglers", flock(100, 300, 5000), 51, DefaultThresholds(), Hybrid, HybridParallel, "ab"},
		{"ties keep the configured order", flock(200, 100, 100, 100), 51, Thresholds{Small: 20, Dominant: 5, Balanced: 1.5, Hybrid: 50, HybridNodes: 2}, Hybrid, HybridParallel, "bc"},
		{"every threshold is a setting", flock(100, 200, 250), 11, custom, Hybrid, HybridParallel, "ab"},
		{"small is one of them", flock(100, 100), 4, custom, Sequential, SmallBatch, "a"},
		{"dominant too", flock(100, 300), 100, custom, Sequential, DominantNode, "a"},
		{"GPUs before anything is measured", []Node{{ID: "a"}, {ID: "b", GPU: true}}, 100, DefaultThresholds(), Sequential, DominantNode, "b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, needed, err := Rule(test.nodes, test.batch, test.thresholds)
			if err != nil || !needed {
				t.Fatalf("needed %t, error %v", needed, err)
			}
			use := ""
			for _, id := range d.Nodes {
				use += id
			}
			if d.Mode != test.mode || d.Reason != test.reason || use != test.use {
				t.Errorf("%s %s on %s (%s), want %s %s on %s", d.Mode, d.Reason, use, d.Detail, test.mode, test.reason, test.use)
			}
		})
	}
}

func TestNothingToDecide(t *testing.T) {
	if d, needed, err := Rule(nil, 10, DefaultThresholds()); !errors.Is(err, ErrNoNodes) || needed || d.Reason != NoNodes {
		t.Errorf("without nodes: %v, needed %t, %v", d, needed, err)
	}
	for _, batch := range []int{0, -3} {
		if _, needed, err := Rule(flock(1), batch, DefaultThresholds()); needed || err != nil {
			t.Errorf("batch %d: needed %t, %v", batch, needed, err)
		}
	}
}

func TestWorkersFollowTheSeedsFormula(t *testing.T) {
	tests := []struct {
		mode         Mode
		nodes, batch int
		want         int
	}{
		{Sequential, 1, 500, 1},
		{Parallel, 4, 5, 5},
		{Parallel, 4, 49, 8},
		{Parallel, 4, 50, 8},
		{Parallel, 4, 199, 8},
		{Parallel, 4, 200, 16},
		{Parallel, 100, 200, 200},
		{Hybrid, 3, 1000, 12},
	}
	for _, test := range tests {
		if got := Workers(test.mode, test.nodes, test.batch); got != test.want {
			t.Errorf("%s with %d nodes and %d texts: %d workers, want %d", test.mode, test.nodes, test.batch, got, test.want)
		}
	}
}

// Whatever the flock: a decision names known nodes, each once, as many as its
// mode says, and says why.
func TestRuleIsAlwaysADecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, batch := drawFlock(t), rapid.IntRange(1, 5000).Draw(t, "batch")
		d, needed, err := Rule(nodes, batch, DefaultThresholds())
		if err != nil || !needed {
			t.Fatalf("needed %t, %v", needed, err)
		}
		seen := map[string]bool{}
		for _, id := range d.Nodes {
			if seen[id] || !slices.ContainsFunc(nodes, func(n Node) bool { return n.ID == id }) {
				t.Fatalf("nodes %v", d.Nodes)
			}
			seen[id] = true
		}
		switch {
		case len(d.Nodes) == 0 || d.Detail == "" || d.Reason == "" || d.Workers < 1:
			t.Fatalf("%+v says too little", d)
		case d.Mode == Sequential && len(d.Nodes) != 1, d.Mode == Parallel && len(d.Nodes) != len(nodes):
			t.Fatalf("%s with %d of %d nodes", d.Mode, len(d.Nodes), len(nodes))
		case d.Predicted <= 0 || d.SpeedRatio < 1:
			t.Fatalf("predicted %v, ratio %g", d.Predicted, d.SpeedRatio)
		}
	})
}

func TestThresholdsAreChecked(t *testing.T) {
	if err := DefaultThresholds().Validate(); err != nil {
		t.Fatal(err)
	}
	nan := 0.0
	nan /= nan
	for name, change := range map[string]func(*Thresholds){
		"small":        func(t *Thresholds) { t.Small = -1 },
		"dominant":     func(t *Thresholds) { t.Dominant = 1 },
		"dominant NaN": func(t *Thresholds) { t.Dominant = nan },
		"balanced":     func(t *Thresholds) { t.Balanced = 0.5 },
		"hybrid":       func(t *Thresholds) { t.Hybrid = -1 },
		"hybrid_nodes": func(t *Thresholds) { t.HybridNodes = 0 },
		"min_saving":   func(t *Thresholds) { t.MinSaving = 1 },
	} {
		thresholds := DefaultThresholds()
		change(&thresholds)
		if thresholds.Validate() == nil {
			t.Errorf("%s: %+v passes", name, thresholds)
		}
	}
	for _, goal := range []CostGoal{{Ceiling: -1}, {Weight: 1.5}, {Weight: nan}} {
		if goal.Validate() == nil {
			t.Errorf("%+v passes", goal)
		}
	}
	if err := (CostGoal{Ceiling: 3, Weight: 0.5}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestNamesCanBeReadBack(t *testing.T) {
	for _, m := range append(Modes(), 0) {
		text, err := m.MarshalText()
		var back Mode
		if err != nil || back.UnmarshalText(text) != nil || back != m {
			t.Errorf("mode %d is written %q and read as %d", m, text, back)
		}
	}
	for _, p := range []Policy{Auto, Rules} {
		text, err := p.MarshalText()
		var back Policy
		if err != nil || back.UnmarshalText(text) != nil || back != p {
			t.Errorf("policy %d is written %q and read as %d", p, text, back)
		}
	}
	if m, err := ParseMode("auto"); m != 0 || err != nil {
		t.Errorf("auto is %v, %v", m, err)
	}
	if _, err := ParseMode("fast"); err == nil {
		t.Error("an unknown mode passes")
	}
	if _, err := ParsePolicy("fast"); err == nil {
		t.Error("an unknown policy passes")
	}
}
