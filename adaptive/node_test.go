package adaptive

import (
	"testing"
	"time"
)

// What is known of a node from few texts is enough to leave it out.
func TestADecisionWithoutAScantNodeIsNoGuess(t *testing.T) {
	fast, scant := Node{ID: "a", PerText: 10 * time.Millisecond}, Node{ID: "b", PerText: 20 * time.Second, Scant: true}
	for _, c := range []struct {
		name    string
		q       Question
		guessed bool
	}{
		{"left out", ask([]Node{fast, scant}, 100), false},
		{"used", Question{Nodes: []Node{fast, scant}, Batch: 100, Thresholds: DefaultThresholds(), Forced: Parallel}, true},
		{"nothing is known of it", ask([]Node{fast, {ID: "b"}}, 100), true},
	} {
		if v, _, err := Decide(c.q); err != nil || v.Guessed != c.guessed {
			t.Errorf("%s: a guess: %v, want %v (%v, %v)", c.name, v.Guessed, c.guessed, v.Nodes, err)
		}
	}
}

func TestANodeKnownFromAFewTextsIsStillAGuess(t *testing.T) {
	for _, c := range []struct {
		node     Node
		measured bool
		guessed  bool
	}{
		{Node{}, false, true},
		{Node{PerText: time.Second}, true, false},
		{Node{PerText: time.Second, Scant: true}, true, true},
	} {
		if c.node.Measured() != c.measured || c.node.Guessed() != c.guessed {
			t.Errorf("%+v: measured %v, guessed %v", c.node, c.node.Measured(), c.node.Guessed())
		}
		d, _, err := Decide(ask([]Node{c.node}, 100))
		if err != nil || d.Guessed != c.guessed {
			t.Errorf("%+v: the verdict is a guess: %v (%v)", c.node, d.Guessed, err)
		}
	}
}
