package cluster_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// The past of a node tells of a batch what it did, second by second.
func TestHistoryTellsOfABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, cold("attic"))
		b.keep(t)
		m := newMemory()
		const count = 1000 // 20 seconds
		b.soon(t, time.Minute, b.batch(m, texts(count)))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		h, ok := b.flock.History(b.servers[0].URL())
		if !ok {
			t.Fatal("there is none")
		}
		sum, most, answers := 0.0, 0.0, 0
		for i := range h.Rates {
			sum += h.Rates[i]
			most = max(most, h.InFlight[i])
			if !math.IsNaN(h.Response[i]) {
				answers++
				if h.Response[i] < perText.Seconds() || h.Response[i] > 30 {
					t.Errorf("a response of %v s", h.Response[i])
				}
			}
		}
		if sum != count+1 || most < 1 || most > 4 || answers == 0 {
			t.Errorf("%v texts, at most %v in flight, %d seconds with answers", sum, most, answers)
		}
		last := len(h.Rates) - 1
		if last < 20 || h.Rates[last] != 0 || h.InFlight[last] != 0 || !math.IsNaN(h.Response[last]) || !(h.VRAM[last] > 0) {
			t.Errorf("after it: %v, %v, %v, %v in second %d", h.Rates[last], h.InFlight[last], h.Response[last], h.VRAM[last], last)
		}
	})
}

// An outage is one error that comes again with every probe; the last error tells
// when it began.
func TestAnOutageIsOneFaultThatIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, passive, cold("attic"))
		set(t, b.servers[0], simulate.Fault{Kind: simulate.Down})
		time.Sleep(time.Minute)
		synctest.Wait()
		n := b.flock.Refresh().Nodes[0]
		if len(n.Faults) == 0 || n.Faults[0].Text != "connection refused" || n.Faults[0].Count < 20 {
			t.Fatalf("%+v", n.Faults)
		}
		if n.LastErrAt.After(time.Now().Add(-50*time.Second)) || n.Faults[0].At.Before(time.Now().Add(-5*time.Second)) {
			t.Errorf("it began %v ago and came last %v ago", time.Since(n.LastErrAt), time.Since(n.Faults[0].At))
		}
	})
}

// What was known of a node's vectors is known when it is put back: nothing is
// embedded once more to find that out.
func TestANodeThatIsPutBackIsBelievedAsFarAsBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("attic"))
		b.keep(t)
		b.soon(t, time.Minute, b.batch(newMemory(), texts(40)))
		time.Sleep(time.Minute) // the longer texts follow when nothing else is to be done
		synctest.Wait()
		before := b.flock.Checks()
		if len(before) != 1 || before[0].Quick || before[0].Fault != "" {
			t.Fatalf("before it is removed: %+v", before)
		}
		d, err := b.flock.TakeOut(b.servers[0].URL())
		if err != nil {
			t.Fatal(err)
		}
		if err := b.flock.PutBack(d); err != nil {
			t.Fatal(err)
		}
		if after := b.flock.Checks(); len(after) != 1 || after[0] != before[0] {
			t.Errorf("put back it is %+v, and was %+v", after, before)
		}
	})
}
