package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A pause sends nothing new and loses nothing: what is in flight comes home and
// is stored.
func TestAPauseHoldsAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		b.keep(t)
		m := newMemory()
		paused := false
		m.seen = func(total int) {
			if total >= 100 && !paused {
				paused = true
				b.flock.Steer(func(s *cluster.Steering) { s.Paused = true })
			}
		}
		done := make(chan error, 1)
		go func() {
			_, err := b.flock.Embed(t.Context(), b.batch(m, texts(300)))
			done <- err
		}()
		time.Sleep(time.Minute) // in the bubble: long enough for everything
		synctest.Wait()
		before := b.servers[0].Stats().Requests + b.servers[1].Stats().Requests
		m.mu.Lock()
		held := len(m.stored)
		m.mu.Unlock()
		if held < 100 || held == 300 {
			t.Fatalf("%d texts are stored in the pause", held)
		}
		for _, n := range b.flock.Refresh().Nodes {
			if n.InFlight != 0 {
				t.Errorf("%s has %d requests in flight in the pause", n.Name, n.InFlight)
			}
		}
		time.Sleep(time.Minute)
		if after := b.servers[0].Stats().Requests + b.servers[1].Stats().Requests; after != before {
			t.Errorf("%d requests were sent in the pause", after-before)
		}
		b.flock.Steer(func(s *cluster.Steering) { s.Paused = false })
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		m.expect(t, 300, 0)
	})
}

// Who cancels a batch ends its requests on the servers too.
func TestACancelledBatchLeavesTheServersIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"))
		b.keep(t)
		ctx, cancel := context.WithCancel(t.Context())
		m := newMemory()
		m.seen = func(total int) {
			if total >= 50 {
				cancel()
			}
		}
		if _, err := b.flock.Embed(ctx, b.batch(m, texts(300))); err == nil {
			t.Fatal("a cancelled batch ended well")
		}
		time.Sleep(2 * perText) // a server stops at the end of a text
		synctest.Wait()
		if s := b.servers[0].Stats(); s.Cancelled == 0 || s.InFlight != 0 {
			t.Errorf("%d requests were cancelled on the server, %d are on it", s.Cancelled, s.InFlight)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.twice != 0 || len(m.stored) < 50 {
			t.Errorf("%d stored, %d twice", len(m.stored), m.twice)
		}
	})
}
