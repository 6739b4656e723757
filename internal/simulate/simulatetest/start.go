// Package simulatetest starts simulated servers for tests.
package simulatetest

import (
	"context"
	"testing"

	"flocktop/internal/simulate"
)

// Start starts a server that is closed when the test ends, after all that the
// test sets up from here on.
func Start(t testing.TB, spec simulate.Spec) *simulate.Server {
	t.Helper()
	s, err := simulate.Start(context.WithoutCancel(t.Context()), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
