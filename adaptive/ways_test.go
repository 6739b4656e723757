package adaptive

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWaysSayHowManyNodes(t *testing.T) {
	tests := map[string]struct {
		change func(*Question)
		nodes  []Node
		want   string // the chosen one has a >
		why    string // part of why a quicker one is not taken
	}{
		"a hybrid was decided on":      {nil, flock(10, 30, 60, 500), "sequential, >hybrid, 3 of 4 nodes, parallel", "parallel would save only 1.5 %"},
		"the rule's hybrid is weighed": {nil, flock(10, 11, 40, 60), "sequential, hybrid, 3 of 4 nodes, >parallel", ""},
		"a hybrid of all is parallel":  {nil, flock(10, 30, 45), "sequential, >parallel", ""},
		"two nodes":                    {nil, flock(10, 12), "sequential, >parallel", ""},
		"one node":                     {nil, flock(10), ">sequential", ""},
		"a forced hybrid of all":       {func(q *Question) { q.Forced = Hybrid }, flock(10, 12), "sequential, >parallel", ""},
		"the rule decides":             {func(q *Question) { q.Policy = Rules }, flock(10, 80, 80), ">sequential, parallel", "the policy is that the rules decide"},
		"speeds are guessed": {
			nil,
			[]Node{{ID: "a", GPU: true}, {ID: "b", GPU: true}, {ID: "c"}, {ID: "d"}, {ID: "e"}},
			"sequential, >hybrid, 2 of 5 nodes, parallel", "speeds are only guesses yet",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			q := ask(test.nodes, 100)
			if test.change != nil {
				test.change(&q)
			}
			v, _, err := Decide(q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range v.Ways(q.Thresholds) {
				mark := ""
				if w.Chosen {
					mark = ">"
				}
				got = append(got, mark+w.Name())
			}
			if text := strings.Join(got, ", "); text != test.want {
				t.Errorf("weighed are %q, want %q", text, test.want)
			}
			if why := v.Overruled(v.Ways(q.Thresholds)); test.why == "" && why != "" || !strings.Contains(why, test.why) {
				t.Errorf("it is said that %q, want …%s…", why, test.why)
			}
		})
	}
}

// The chosen way is among those weighed, with the decision's own figure, and
// whatever is quicker is accounted for.
func TestTheChosenWayIsWeighed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := ask(drawFlock(t), rapid.IntRange(1, 5000).Draw(t, "batch"))
		q.Policy = Policy(rapid.IntRange(0, 1).Draw(t, "policy"))
		q.Forced = Mode(rapid.IntRange(0, 3).Draw(t, "forced"))
		v, needed, err := Decide(q)
		if err != nil || !needed {
			t.Fatalf("needed %t, %v", needed, err)
		}
		ways := v.Ways(q.Thresholds)
		at := slices.IndexFunc(ways, func(w Way) bool { return w.Chosen })
		if at < 0 || ways[at].Takes != v.Predicted || !slices.Equal(ways[at].Nodes, v.Nodes) {
			t.Fatalf("decided on %s of %v in %v, weighed were %+v", v.Mode, v.Nodes, v.Predicted, ways)
		}
		for i, w := range ways {
			if i != at && w.Chosen || exceeds(v.Bound, w.Takes) {
				t.Fatalf("%+v is chosen beside another, or takes less than the limit %v", w, v.Bound)
			}
			if i > 0 && len(w.Nodes) <= len(ways[i-1].Nodes) && !w.Chosen && !ways[i-1].Chosen {
				t.Fatalf("%+v after %+v", w, ways[i-1])
			}
		}
	})
}

// Two sets of nodes that are as good do not take turns because a speed's last
// digit changes.
func TestADecisionStandsWhereItIsAsGood(t *testing.T) {
	few, many := flock(10, 30, 60, 360), flock(10, 30, 60, 240)
	first, _, _ := Decide(ask(few, 1000))
	fresh, _, _ := Decide(ask(many, 1000))
	if slices.Equal(first.Nodes, fresh.Nodes) {
		t.Fatalf("the two flocks are too much alike to tell: %v %v, %v %v", first.Nodes, first.Alternatives, fresh.Nodes, fresh.Alternatives)
	}
	q := ask(many, 1000)
	q.Before = first.Nodes
	stands, _, _ := Decide(q)
	if !slices.Equal(stands.Nodes, first.Nodes) || stands.Predicted < fresh.Predicted {
		t.Errorf("%v becomes %v", first.Nodes, stands.Nodes)
	}
	q.Nodes = flock(10, 30, 60, 60) // now the fourth is worth it
	changed, _, _ := Decide(q)
	if len(changed.Nodes) != 4 {
		t.Errorf("%v stays, though %v is possible", changed.Nodes, changed.Alternatives.Parallel)
	}
	q.Nodes = q.Nodes[1:] // one of those before is gone
	if gone, _, err := Decide(q); err != nil || slices.Contains(gone.Nodes, "a") {
		t.Errorf("%v of %v: %v", gone.Nodes, q.Nodes, err)
	}
	if time.Duration(0) == stands.Predicted {
		t.Error("nothing is predicted")
	}
}
