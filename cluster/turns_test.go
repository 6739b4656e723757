package cluster

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whenever a probe ends, the node's next one comes in its own turn, neither at once
// nor much later than an interval on; and no more nodes than a group have the same.
func TestNodesTakeTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.IntRange(1, 1000).Draw(t, "nodes")
		interval := time.Duration(rapid.Int64Range(int64(100*time.Millisecond), int64(time.Minute)).Draw(t, "interval"))
		ran := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "ran"))
		period := max(interval, time.Duration(nodes)*time.Second/looksPerSecond)
		turns := map[time.Duration]int{}
		for place := range nodes {
			pause := untilTurn(ran, interval, place, nodes)
			if pause <= period/5 || pause > period+period/4 {
				t.Fatalf("node %d waits %v of an interval of %v", place, pause, period)
			}
			at := ran + pause
			if next := untilTurn(at, interval, place, nodes); next != period {
				t.Fatalf("node %d has its turn at %v and again after %v, the interval is %v", place, at, next, period)
			}
			turns[at%period]++
		}
		for at, together := range turns {
			if together > probedTogether {
				t.Fatalf("%d nodes are probed %v into the interval", together, at)
			}
		}
	})
}
