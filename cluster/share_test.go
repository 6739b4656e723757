package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A node that is removed and put back in mid-batch has one share of it.
func TestANodeThatIsPutBackHasOneShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		m := newMemory()
		moved := false
		m.seen = func(total int) {
			if total < 100 || moved {
				return
			}
			moved = true
			d, err := b.flock.TakeOut(b.servers[0].URL())
			if err != nil {
				t.Error(err)
			}
			go func() {
				time.Sleep(100 * time.Millisecond)
				if err := b.flock.PutBack(d); err != nil {
					t.Error(err)
				}
			}()
		}
		p := b.soon(t, time.Minute, b.batch(m, texts(1000)))
		if len(p.Shares) != 2 || p.Shares[0].Node != b.servers[0].URL() {
			t.Fatalf("the shares are %+v", p.Shares)
		}
		if total := p.Shares[0].Texts + p.Shares[1].Texts; total != 1000 {
			t.Errorf("the shares are of %d texts, want 1000", total)
		}
		if busy := p.Shares[0].Busy; p.Shares[0].Texts < 200 || busy > p.Elapsed {
			t.Errorf("it gave %d texts in %v of %v", p.Shares[0].Texts, busy, p.Elapsed)
		}
	})
}
