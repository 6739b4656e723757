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

// A server that answers probes while it is late with vectors is slow: it stays
// in the flock, and what it is at is not done again.
func TestANodeThatIsAliveIsNotCalledSilentTooSoon(t *testing.T) {
	for name, test := range map[string]struct {
		factor float64
		fault  simulate.Fault
		silent bool
	}{
		"slow for a moment":           {factor: 8},
		"it answers nothing any more": {fault: simulate.Fault{Kind: simulate.SilentAll}, silent: true},
		"it hangs for ever":           {fault: simulate.Fault{Kind: simulate.Hang}, silent: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("late"), steady("as ever"))
				m := newMemory()
				var late time.Time
				m.seen = func(total int) {
					if total > 200 && late.IsZero() {
						late = time.Now()
						fault := test.fault
						if test.factor > 0 {
							fault = simulate.Fault{Kind: simulate.SlowBy, Factor: test.factor, Times: 1}
						}
						set(t, b.servers[0], fault)
					}
				}
				done := make(chan struct{})
				go func() {
					defer close(done)
					b.soon(t, time.Hour, b.batch(m, texts(2000)))
				}()
				time.Sleep(12 * time.Second)
				n := b.flock.Refresh().Nodes[0]
				if ejected := n.LastError != ""; ejected != test.silent {
					t.Errorf("it fell: %t, want %t; it is %s, its last error %q", ejected, test.silent, n.State, n.LastError)
				}
				<-done
			})
		})
	}
}
