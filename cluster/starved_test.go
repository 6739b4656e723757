package cluster_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// What nobody can embed yet is told apart: documents that take long to read make
// no node slow, and no prediction wrong.
func TestWaitingForDocumentsIsToldApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, flockOf(2, false, false)...)
		const pause = 20 * time.Second
		list := chunks(200)
		source := make(chan []cluster.Text)
		var sent atomic.Bool
		go func() {
			defer close(source)
			for _, part := range [][]cluster.Text{list[:100], list[100:]} {
				time.Sleep(pause)
				source <- part
			}
			sent.Store(true)
		}()
		batch := b.batch(newMemory(), nil)
		batch.Texts = source
		batch.Expected = func() (int, bool) { return map[bool]int{false: 100}[sent.Load()], sent.Load() }
		waited := true
		batch.Observe = func(p cluster.Progress) {
			if p.Reading && p.Rest > 0 {
				waited = false
			}
		}
		p := b.soon(t, time.Hour, batch)
		least, most := 2*pause-6*time.Second, 2*pause
		if p.Starved < least || p.Starved > most {
			t.Errorf("nothing was there for %v, of two pauses of %v", p.Starved, pause)
		}
		worked := p.Elapsed - p.Starved
		if over := worked.Seconds() / p.Bound.Seconds(); over > 1.1 || over < 1 {
			t.Errorf("embedding took %v, %.2f times the limit %v", worked, over, p.Bound)
		}
		if off := worked.Seconds() / p.Predicted.Seconds(); off > 1.1 || off < 0.9 {
			t.Errorf("embedding took %v, foreseen were %v", worked, p.Predicted)
		}
		if p.Verdict.Bound != p.Bound {
			t.Errorf("there are two limits: %v and %v", p.Verdict.Bound, p.Bound)
		}
		if !waited || p.Reading {
			t.Errorf("while nothing was there an end was foreseen, or at the end nothing is there yet: %+v", p)
		}
	})
}

// Time in which no node could work is told apart.
func TestTimeWithoutANodeIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("only"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		time.AfterFunc(2*time.Second, func() { set(t, b.servers[0], simulate.Fault{Kind: simulate.Down}) })
		time.AfterFunc(12*time.Second, func() { set(t, b.servers[0]) })
		p := b.soon(t, time.Hour, b.batch(newMemory(), texts(500)[100:]))
		if p.Nodeless < 7*time.Second || p.Nodeless > 13*time.Second || p.Nodeless >= p.Elapsed {
			t.Errorf("no node could work for about 10 s, told are %v of %v", p.Nodeless, p.Elapsed)
		}
	})
}
