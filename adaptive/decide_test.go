package adaptive

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ask(nodes []Node, batch int) Question {
	return Question{Nodes: nodes, Batch: batch, Thresholds: DefaultThresholds()}
}

func TestDecide(t *testing.T) {
	unmeasured := []Node{{ID: "a", GPU: true}, {ID: "b"}}
	tests := map[string]struct {
		change func(*Question)
		nodes  []Node
		batch  int
		mode   Mode
		reason Reason
		detail string
	}{
		"plan and rule agree, the rule's reason stands": {nil, flock(100, 110), 100, Parallel, BalancedCluster, "Speed ratio 1.1x"},
		"the plan uses what the rule leaves out":        {nil, flock(20, 170, 170, 170), 200, Parallel, PredictedFaster, "All 4 nodes 3.0s, fastest alone 4.0s - saves 2"},
		"a hopeless node is not named":                  {nil, flock(10, 5000), 100, Sequential, DominantNode, "500.0x faster"},
		"a text is no work for two":                     {nil, flock(10, 10), 1, Sequential, SmallBatch, ""},
		"a short way makes up for a slower node":        {func(q *Question) { q.Nodes[0].RoundTrip = time.Second }, flock(10, 11), 1, Sequential, PredictedFaster, "One nearer node 11 ms, fastest alone 1.0s - saves 99 %"},
		"some of the nodes":                             {nil, flock(10, 30, 60, 5000), 200, Hybrid, PredictedFaster, "Top 3 of 4 nodes 1.3s, top 2 of 4 nodes 1.5s - saves 11 %"},
		"unmeasured nodes are judged by the rules":      {nil, unmeasured, 100, Sequential, DominantNode, ""},
		"policy rules keeps to the table":               {func(q *Question) { q.Policy = Rules }, flock(20, 170, 170, 170), 200, Sequential, DominantNode, ""},
		"forced sequential": {
			func(q *Question) { q.Forced = Sequential }, flock(100, 110), 100, Sequential, Forced,
			"Forced by the user; auto would choose parallel (balanced_cluster)",
		},
		"forced as it would be": {
			func(q *Question) { q.Forced = Parallel }, flock(100, 110), 100, Parallel, Forced,
			"Forced by the user; auto would do the same (balanced_cluster)",
		},
		"forced to another node": { // the nearest one is not the fastest
			func(q *Question) { q.Forced, q.Nodes[0].RoundTrip = Sequential, time.Second }, flock(10, 11), 1, Sequential, Forced,
			"auto would choose sequential",
		},
		"forced hybrid":   {func(q *Question) { q.Forced = Hybrid }, flock(9, 1, 2, 3, 4), 100, Hybrid, Forced, ""},
		"forced parallel": {func(q *Question) { q.Forced = Parallel }, flock(1, 100_000), 100, Parallel, Forced, ""},
		"forced beats the policy": {
			func(q *Question) { q.Forced, q.Policy = Parallel, Rules },
			flock(20, 170), 200, Parallel, Forced, "auto would choose sequential",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			q := ask(test.nodes, test.batch)
			if test.change != nil {
				test.change(&q)
			}
			v, needed, err := Decide(q)
			if err != nil || !needed {
				t.Fatalf("needed %t, %v", needed, err)
			}
			if v.Mode != test.mode || v.Reason != test.reason || !strings.Contains(v.Detail, test.detail) {
				t.Errorf("%s %s %q, want %s %s …%s…", v.Mode, v.Reason, v.Detail, test.mode, test.reason, test.detail)
			}
		})
	}
}

func TestForcedModesUseTheFastest(t *testing.T) {
	for mode, want := range map[Mode]string{Sequential: "b", Hybrid: "bcd", Parallel: "bcdea"} {
		q := ask(flock(9, 1, 2, 3, 4), 100)
		q.Forced = mode
		v, _, err := Decide(q)
		if got := strings.Join(v.Nodes, ""); err != nil || got != want {
			t.Errorf("%s uses %s, want %s (%v)", mode, got, want, err)
		}
	}
	if got := NodesForMode(0, 7, DefaultThresholds()); got != 7 {
		t.Errorf("no mode uses %d of 7 nodes", got)
	}
}

func TestDecideHasNothingToDecide(t *testing.T) {
	if _, needed, err := Decide(ask(nil, 10)); needed || !errors.Is(err, ErrNoNodes) {
		t.Errorf("without nodes: needed %t, %v", needed, err)
	}
	if _, needed, err := Decide(ask(flock(1), 0)); needed || err != nil {
		t.Errorf("without texts: needed %t, %v", needed, err)
	}
}

// Under auto the prediction is worse than that of any other choice by no more than
// MinSaving, for the sake of fewer nodes, and is what the named nodes need.
func TestAutoPredictsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := ask(drawFlock(t), rapid.IntRange(1, 5000).Draw(t, "batch"))
		q.Nodes[0].PerText = max(q.Nodes[0].PerText, 1)
		v, needed, err := Decide(q)
		if err != nil || !needed {
			t.Fatalf("needed %t, %v", needed, err)
		}
		a := v.Alternatives
		best := min(a.Sequential, a.EvenSplit, a.Hybrid, a.Parallel, v.Rule.Predicted)
		if limit := time.Duration(float64(best) / (1 - q.Thresholds.MinSaving)); exceeds(v.Predicted, limit) {
			t.Fatalf("predicted %v, but %v is possible: %+v", v.Predicted, best, a)
		}
		var named []Node
		for _, id := range v.Nodes {
			for _, n := range Estimate(q.Nodes) {
				if n.ID == id {
					named = append(named, n)
				}
			}
		}
		if got := Makespan(named, q.Batch); exceeds(got, v.Predicted) {
			t.Fatalf("the named nodes need %v, predicted are %v", got, v.Predicted)
		}
		if exceeds(v.Bound, v.Predicted) {
			t.Fatalf("the bound %v lies above the prediction %v", v.Bound, v.Predicted)
		}
	})
}

func TestReport(t *testing.T) {
	r, err := NewReport(ask(flock(850, 100, 850, 850), 0), append(DefaultSizes(), 0, -5))
	if err != nil {
		t.Fatal(err)
	}
	if r.SpeedRatio != 8.5 || r.Nodes[0].ID != "b" || len(r.Rows) != len(DefaultSizes()) {
		t.Fatalf("ratio %g, fastest %s, %d rows", r.SpeedRatio, r.Nodes[0].ID, len(r.Rows))
	}
	for i, row := range r.Rows {
		if row.Batch != DefaultSizes()[i] {
			t.Errorf("row %d is for %d texts", i, row.Batch)
		}
		worst := max(row.Alternatives.Sequential, row.Alternatives.EvenSplit)
		if row.Saved != worst-row.Predicted || row.Saved < 0 {
			t.Errorf("%d texts: saves %v of %v, predicted %v", row.Batch, row.Saved, worst, row.Predicted)
		}
	}
	if row := r.Rows[2]; row.Alternatives.Sequential != 10*time.Second || row.Alternatives.EvenSplit != 25*850*ms {
		t.Errorf("100 texts: sequential %v, even split %v", row.Alternatives.Sequential, row.Alternatives.EvenSplit)
	}
	if _, err := NewReport(ask(nil, 0), []int{10}); !errors.Is(err, ErrNoNodes) {
		t.Errorf("without nodes: %v", err)
	}
}

func TestTimesAreWrittenAsPeopleCompareThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 40 * time.Microsecond: "0.1 ms", 4200 * time.Microsecond: "4.2 ms", 9960 * time.Microsecond: "10 ms", 40 * ms: "40 ms", 99400 * time.Microsecond: "99 ms", 99600 * time.Microsecond: "0.10s",
		420 * ms: "0.42s", 15800 * ms: "15.8s", 9*time.Minute + 59*time.Second: "9m59s", 97300 * ms: "1m37s", 59970 * ms: "1m00s", 995 * ms: "1.0s", 187 * time.Minute: "3h07m", 12*time.Minute + 5*time.Second: "12m05s",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v is written %s, want %s", d, got, want)
		}
	}
}
