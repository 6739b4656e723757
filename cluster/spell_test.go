package cluster

import (
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// Every text is counted once, also that of an answer of which nobody knows how long
// the node worked on it, behind one that is still being shown.
func TestTextsAreCountedOnceInTheSecondsOfANode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &member{closed: time.Now()}
		m.spread(10, 3*time.Second)
		m.spread(5, 0)
		m.spread(3, 1500*time.Millisecond)
		sum := 0.0
		for range 6 {
			time.Sleep(time.Second)
			sum += m.unfold(time.Now())
		}
		if off := math.Abs(sum - 10 - 5 - 3); off > 1e-9 || len(m.spells) > 0 {
			t.Errorf("%g texts are counted, want 18; %d spells are left", sum, len(m.spells))
		}
	})
}
