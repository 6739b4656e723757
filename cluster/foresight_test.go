package cluster_test

import (
	"math"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A batch is foreseen by the size of its own texts: after one of short texts,
// one of long ones takes longer.
func TestABatchIsForeseenByItsOwnTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, flockOf(3, true, false)...)
		short := texts(90)
		for i := range short {
			short[i].Work = float64(simulate.CountTokens(short[i].Body))
		}
		b.soon(t, time.Hour, b.batch(newMemory(), short))
		begun := time.Now()
		p := b.soon(t, time.Hour, b.batch(newMemory(), chunks(90)))
		took := time.Since(begun)
		const allowed = 0.1
		if off := p.Predicted.Seconds()/took.Seconds() - 1; math.Abs(off) > allowed {
			t.Errorf("foreseen were %v, it took %v: off by %.0f %%", p.Predicted, took, 100*off)
		}
	})
}

// What was foreseen of the first documents of a batch grows with what is found:
// a batch is not late because it turned out to be larger.
func TestWhatIsForeseenGrowsWithWhatIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100))) // speeds are known now
		list := texts(900)[100:]
		source := make(chan []cluster.Text)
		var found atomic.Int64
		go func() {
			defer close(source)
			for part := range slices.Chunk(list, 100) {
				found.Add(int64(len(part)))
				source <- part
				time.Sleep(100 * time.Millisecond)
			}
		}()
		batch := b.batch(newMemory(), nil)
		batch.Texts = source
		batch.Expected = func() (int, bool) { return 10, found.Load() == int64(len(list)) }
		guessed := false
		batch.Observe = func(p cluster.Progress) { guessed = guessed || p.Guessed && p.Predicted > 0 }
		p := b.soon(t, time.Hour, batch)
		worked := p.Elapsed - p.Starved
		if off := worked.Seconds()/p.Predicted.Seconds() - 1; math.Abs(off) > 0.15 {
			t.Errorf("embedding took %v, foreseen were %v: off by %.0f %%", worked, p.Predicted, 100*off)
		}
		if !guessed || p.Guessed || p.Foreseen != 2 {
			t.Errorf("foreseen while reading: %t, uncertain at the end: %t, on %d nodes", guessed, p.Guessed, p.Foreseen)
		}
	})
}

// What was foreseen at first stays, whatever the user changes then: it is said that
// something was changed.
func TestWhatWasForeseenAtFirstStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"), steady("c"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		batch := b.batch(newMemory(), texts(1000)[100:])
		var first time.Duration
		batch.Observe = func(p cluster.Progress) {
			if first == 0 && p.Predicted > 0 && !p.Guessed {
				first = p.Predicted
			}
			if p.Embedded > 300 {
				b.flock.Steer(func(s *cluster.Steering) { s.Forced = adaptive.Sequential })
			}
		}
		p := b.soon(t, time.Hour, batch)
		if first == 0 || p.Predicted != first || !p.Changed || p.Elapsed < 3*first/2 {
			t.Errorf("foreseen were %v and then %v, changed: %t; it took %v", first, p.Predicted, p.Changed, p.Elapsed)
		}
	})
}

// A node that leaves in the middle makes the limit longer by what it would have
// done since, and nobody is faster than the limit.
func TestNobodyIsFasterThanTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"), steady("c"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		whole := b.soon(t, time.Hour, b.batch(newMemory(), texts(1000)[100:]))
		batch := b.batch(newMemory(), texts(1900)[1000:])
		removed := false
		batch.Observe = func(p cluster.Progress) {
			if p.Bound > p.Elapsed-p.Starved+p.Rest && p.Rest > 0 {
				t.Errorf("the limit is %v, and %v were worked of which %v are left", p.Bound, p.Elapsed, p.Rest)
			}
			if !removed && p.Embedded > 450 {
				removed = true
				if err := b.flock.Remove(b.flock.Snapshot().Nodes[2].ID); err != nil {
					t.Error(err)
				}
			}
		}
		p := b.soon(t, time.Hour, batch)
		worked := p.Elapsed - p.Starved
		if !removed || p.Bound > worked || p.Bound < 11*whole.Bound/10 || p.Bound < 8*worked/10 {
			t.Errorf("removed %t: it took %v, the limit was %v, with all nodes %v", removed, worked, p.Bound, whole.Bound)
		}
	})
}

// Two short notes teach what a request costs, and little of what a text does: a batch
// after them is foreseen from its own first answers.
func TestAFewShortTextsForeseeNoBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := steady("a")
		spec.PerText, spec.PerRequest, spec.SizeMatters = 20*time.Millisecond, 100*time.Millisecond, true
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, spec)
		short := texts(2)
		for i := range short {
			short[i].Work = float64(simulate.CountTokens(short[i].Body))
		}
		b.soon(t, time.Hour, b.batch(newMemory(), short))
		begun := time.Now()
		var first time.Duration
		batch := b.batch(newMemory(), chunks(500))
		batch.Observe = func(p cluster.Progress) {
			if first == 0 {
				first = p.Predicted
			}
		}
		b.soon(t, time.Hour, batch)
		took := time.Since(begun)
		if off := first.Seconds()/took.Seconds() - 1; first == 0 || math.Abs(off) > 0.3 {
			t.Errorf("foreseen were %v at first, it took %v: off by %.0f %%", first, took, 100*off)
		}
	})
}
