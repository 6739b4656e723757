package dispatch

import (
	"container/heap"
	"testing"
	"time"
)

// finishing is a request and when its made-up server will be done with it.
type finishing struct {
	at float64
	id uint64
}

type finishings []finishing

func (f finishings) Len() int           { return len(f) }
func (f finishings) Less(i, j int) bool { return f[i].at < f[j].at }
func (f finishings) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *finishings) Push(x any)        { *f = append(*f, x.(finishing)) } //nolint:errcheck,forcetypeassert // heap's way

func (f *finishings) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}

// BenchmarkRun runs a million texts on a thousand nodes of 10 to 100 ms a text.
// It reports what the dispatcher needs for a request, from its answer to the
// next one, and the longest that a single call took.
func BenchmarkRun(b *testing.B) {
	const nodes, texts, window = 1000, 1_000_000, 100_000
	var spent, worst time.Duration
	requests := 0
	timed := func(f func()) {
		begun := time.Now()
		f()
		took := time.Since(begun)
		spent += took
		worst = max(worst, took)
	}
	for range b.N {
		var flock []Node
		var pace [nodes]float64
		for i := range nodes {
			pace[i] = 0.01 + 0.09*float64(i*7919%nodes)/nodes
			flock = append(flock, Node{Loaded: true, Guess: 1, Learned: Learned{PerUnit: pace[i] / 200, Texts: 100}})
		}
		d := New(DefaultSettings(), flock)
		for i := range nodes {
			d.SetUp(i, true)
		}
		var free [nodes]float64
		var pending finishings
		var next int64
		batch := make([]Text, 0, 1000)
		refill := func() {
			for d.Unfinished() < window && next < texts {
				batch = batch[:0]
				for range min(1000, texts-next) {
					batch = append(batch, Text{ID: next, Work: 200})
					next++
				}
				d.Add(batch...)
				d.Expect(int(texts - next))
			}
			if next == texts {
				d.Close()
				next++
			}
		}
		now := time.Duration(0)
		for !d.Done() {
			timed(refill)
			for more := true; more; {
				var r Request
				timed(func() { r, more = d.Next(now) })
				if more {
					requests++
					free[r.Node] = max(free[r.Node], now.Seconds()) + pace[r.Node]*float64(len(r.Texts))
					heap.Push(&pending, finishing{free[r.Node], r.ID})
				}
			}
			f := heap.Pop(&pending).(finishing) //nolint:errcheck,forcetypeassert // likewise
			now = max(now, time.Duration(f.at*1e9))
			timed(func() {
				d.Answered(now, f.id, Answer{})
				d.Cancelled()
				d.Check(now)
			})
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(requests), "ns/request")
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
	b.ReportMetric(float64(requests)/float64(b.N), "requests")
	b.ReportMetric(0, "ns/op")
}
