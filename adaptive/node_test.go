package adaptive

import (
	"testing"
	"time"
)

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
