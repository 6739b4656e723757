package cluster_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// foreseenEnds plays a batch and returns when it was foreseen to end, in the time
// of the batch: from the second from to the second till.
func foreseenEnds(t *testing.T, b *bench, list []cluster.Text, from, till time.Duration) (ends []time.Duration, took time.Duration) {
	t.Helper()
	batch := b.batch(newMemory(), list)
	begun := time.Now()
	batch.Observe = func(p cluster.Progress) {
		if at := time.Since(begun); at >= from && at < till && p.Rest > 0 {
			ends = append(ends, at+p.Rest)
		}
	}
	b.soon(t, time.Hour, batch)
	return ends, time.Since(begun)
}

// spread is the largest time over the smallest.
func spread(times []time.Duration) float64 {
	least, most := time.Duration(math.MaxInt64), time.Duration(0)
	for _, d := range times {
		least, most = min(least, d), max(most, d)
	}
	return most.Seconds() / least.Seconds()
}

// A node that comes and goes has the end neither near nor far from one moment to
// the next.
func TestTheForeseenEndDoesNotSwingWithANodeThatBlinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("steady"), steady("blinks"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(200))) // speeds are known now
		stop := make(chan struct{})
		go func() {
			for {
				for _, faults := range [][]simulate.Fault{nil, {{Kind: simulate.Down}}} {
					set(t, b.servers[1], faults...)
					select {
					case <-time.After(4 * time.Second):
					case <-stop:
						return
					}
				}
			}
		}()
		ends, took := foreseenEnds(t, b, texts(24_000), 20*time.Second, 60*time.Second)
		close(stop)
		if took < 90*time.Second {
			t.Fatalf("the batch is over after %v: too short to say anything", took)
		}
		const allowed = 1.3
		if got := spread(ends); got > allowed {
			t.Errorf("the foreseen ends differ by a factor of %.2f, want %.2f at most; it took %v", got, allowed, took)
		}
		for _, end := range ends {
			if off := end.Seconds() / took.Seconds(); off < 0.75 || off > 1.3 {
				t.Errorf("the end is foreseen after %v, it came after %v", end, took)
				break
			}
		}
	})
}

// A node that is gone for good is not counted on for long.
func TestANodeThatStaysAwayIsNotCountedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("steady"), steady("leaves"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(200)))
		time.AfterFunc(5*time.Second, func() { set(t, b.servers[1], simulate.Fault{Kind: simulate.Down}) })
		ends, took := foreseenEnds(t, b, texts(6000), 40*time.Second, time.Hour)
		for _, end := range ends {
			if off := end.Seconds() / took.Seconds(); off < 0.95 || off > 1.05 {
				t.Errorf("the end is foreseen after %v, it came after %v", end, took)
				break
			}
		}
	})
}
