package cluster

import (
	"testing"
	"time"
)

// What a node's first few texts have taught is a guess for whoever decides, until
// there are more of them.
func TestAFewTextsMakeAGuess(t *testing.T) {
	for texts, scant := range map[int64]bool{1: true, 15: true, 16: false, 5000: false} {
		n := Node{State: Ready, Learned: Speed{PerText: time.Second, Texts: texts}}
		if got := n.forDecision(); got.Scant != scant || got.PerText != time.Second {
			t.Errorf("of %d texts: %+v", texts, got)
		}
	}
	if (Speed{}).Scant() {
		t.Error("what is not measured at all is not known from a few texts")
	}
}
