package ui

import (
	"slices"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
)

func TestForceMenuSaysTheCostForcesAndLifts(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("f")
		s.shows("Force a mode", "Cost of the 1,470 texts that are left", "> ● Auto", "Sequential", "+3.0s", "rule: dominant_node")
		s.press("j", "enter")
		s.did("force sequential")
		s.shows("FORCED SEQUENTIAL", "sequential is forced")
		s.hides("Force a mode")
		s.wait(2 * flashFor)
		s.shows("FORCED SEQUENTIAL") // until it is lifted
		s.press("f")
		s.shows("> ● Sequential")
		s.press("k", "enter")
		s.did("force none")
		s.hides("FORCED")
	})
}

// A mode that would be quicker says by how much, as a slower one does.
func TestForceMenuSaysWhatWouldBeSaved(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.settings.Policy = adaptive.Rules
		return e
	}, func(s *screen) {
		s.press("f")
		s.shows("Auto        now sequential         17.9s  ", "14.9s    -3.0s")
	})
	for want, c := range map[string][2]time.Duration{
		"+1.0s": {11 * time.Second, 10 * time.Second}, "-1.0s": {9 * time.Second, 10 * time.Second},
		"": {10 * time.Second, 10 * time.Second},
	} {
		if got := more(c[0], c[1]); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
	if got := more(0, time.Second) + more(time.Second, 0); got != "" {
		t.Errorf("of what is not known it says %q", got)
	}
}

// twoFast makes two of the nodes about as fast as each other, and worth it alone to
// the rule; with the others it is a little faster.
func twoFast(nodes []cluster.Node) []cluster.Node {
	out := slices.Clone(nodes)
	out[1].Learned.PerText = out[0].Learned.PerText * 5 / 4
	return out
}

// The hybrid that f forces and the one that auto takes may be of other nodes.
func TestForceMenuTellsTwoHybridsApart(t *testing.T) {
	onScreen(t, 100, 30, busyFlock, func(s *screen) {
		s.press("f")
		s.hides("two hybrids")
		s.change(func(e *fakeEngine) { e.settings.Thresholds.HybridNodes = 2 })
		s.wait(2 * time.Second)
		s.shows("two hybrids: forced it is always the 2 fastest; auto's, in the decision, is of 3")
		s.press("esc")
		s.change(func(e *fakeEngine) {
			e.settings.Thresholds.HybridNodes, e.settings.Thresholds.MinSaving = 3, 0.001
			e.flock.Nodes = twoFast(e.flock.Nodes)
		})
		s.press("f")
		s.shows("two hybrids: forced it is always the 3 fastest; the rule's, in the decision, is of 2")
	})
}

func TestForceMenuWithoutABatchSpeaksOfAHundredTexts(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("f")
		s.shows("Cost of a batch of 100 texts")
	})
}

func TestForcedModesAreExplainedByTheirVerdict(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := forcedFlock()
		e.settings.Forced = adaptive.Parallel
		return e
	}, func(s *screen) {
		s.shows("FORCED PARALLEL", "auto would choose hybrid")
	})
}
