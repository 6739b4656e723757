package cluster_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A node that slows down in mid-batch is called slow before its answer comes, and
// is well again some time after.
func TestANodeThatIsLateWithItsAnswerIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("slows down"), steady("as ever"))
		m := newMemory()
		slowed := false
		m.seen = func(total int) {
			if total > 400 && !slowed {
				slowed = true
				set(t, b.servers[0], simulate.Fault{Kind: simulate.SlowBy, Factor: 60, Times: 1})
			}
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.soon(t, time.Hour, b.batch(m, texts(8000)))
		}()
		var first time.Duration
		begun := time.Now()
		for first == 0 && time.Since(begun) < time.Minute {
			time.Sleep(100 * time.Millisecond)
			if n := b.flock.Refresh().Nodes[0]; n.State == cluster.Slow && strings.Contains(n.Note, "was at one request for") {
				first = time.Since(begun)
			}
		}
		if first == 0 || b.flock.Refresh().Nodes[1].State == cluster.Slow {
			t.Errorf("slow after %v; the other one is %s", first, b.flock.Refresh().Nodes[1].State)
		}
		<-done
		time.Sleep(20 * time.Second)
		if n := b.flock.Refresh().Nodes[0]; n.State == cluster.Slow && strings.Contains(n.Note, "request") {
			t.Errorf("long after it, it is %s: %s", n.State, n.Note)
		}
	})
}
