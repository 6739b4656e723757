package ui

import (
	"testing"
	"time"

	"flocktop/adaptive"
)

func TestAnIdleVerdictDoesNotTremble(t *testing.T) {
	verdict := func(m adaptive.Mode) adaptive.Verdict { return adaptive.Verdict{Decision: adaptive.Decision{Mode: m}} }
	var s steady
	at, set := frozen, Settings{Model: "m"}
	for i, c := range []struct {
		after   time.Duration
		says    adaptive.Mode
		set     Settings
		working int
		want    adaptive.Mode
	}{
		{0, adaptive.Hybrid, set, 5, adaptive.Hybrid},
		{time.Second, adaptive.Parallel, set, 5, adaptive.Hybrid}, // tips for a moment
		{time.Second, adaptive.Hybrid, set, 5, adaptive.Hybrid},
		{time.Second, adaptive.Parallel, set, 5, adaptive.Hybrid},
		{steadyFor, adaptive.Parallel, set, 5, adaptive.Parallel},                                // for good
		{time.Second, adaptive.Hybrid, set, 4, adaptive.Hybrid},                                  // a node has gone
		{time.Second, adaptive.Parallel, Settings{Policy: adaptive.Rules}, 4, adaptive.Parallel}, // the user's word
		{time.Second, 0, set, 4, 0},                                                              // nothing can be decided
		{time.Second, adaptive.Hybrid, set, 4, adaptive.Hybrid},
	} {
		at = at.Add(c.after)
		if got := s.take(at, verdict(c.says), c.set, c.working).Mode; got != c.want {
			t.Errorf("step %d shows %v, want %v", i, got, c.want)
		}
	}
}
