package cluster

import (
	"testing"
	"time"
)

// A long way to a node is no strain of its machine: only what a probe took beyond
// those before it is.
func TestTheFirstProbeIsNotLate(t *testing.T) {
	const far, strained = 200 * time.Millisecond, 500 * time.Millisecond
	m := &member{}
	for _, probe := range []struct{ took, lag time.Duration }{
		{far, 0}, {far, 0}, {strained, strained - far}, {far, 0},
	} {
		m.pinged(probe.took)
		if m.lag != probe.lag {
			t.Errorf("a probe of %v is called %v late, want %v", probe.took, m.lag, probe.lag)
		}
	}
}
