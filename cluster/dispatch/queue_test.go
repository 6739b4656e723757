package dispatch

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestTheQueueHandsOutWhatFits(t *testing.T) {
	var q queue
	for i, work := range []float64{10, 1000, 100} {
		q.push(&text{Text: Text{ID: int64(i), Work: work}})
	}
	for _, want := range []struct{ most, work float64 }{{200, 100}, {1, 10}, {heaviest, 1000}} {
		if got := q.pop(want.most); got.Work != want.work {
			t.Errorf("of at most %g it hands out %g, want %g", want.most, got.Work, want.work)
		}
	}
	if q.pop(1) != nil || q.peek() != nil || q.mean() != 0 {
		t.Error("an empty queue hands something out")
	}
}

// Every text that was pushed and not forgotten comes out once, roughly the
// largest first.
func TestTheQueueLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		texts := rapid.SliceOfN(rapid.Float64Range(1e-3, 1e9), 1, 200).Draw(t, "works")
		left, work := map[*text]bool{}, 0.0
		for i, w := range texts {
			entry := &text{Text: Text{ID: int64(i), Work: w}}
			q.push(entry)
			if rapid.IntRange(0, 4).Draw(t, "answered") == 0 {
				entry.state = done
				q.forget(entry)
				continue
			}
			left[entry] = true
			work += w
		}
		if q.count != len(left) || math.Abs(q.work-work) > 1e-6*(1+work)+1e-3 {
			t.Fatalf("it holds %d texts of %g, want %d of %g", q.count, q.work, len(left), work)
		}
		last := math.Inf(1)
		for len(left) > 0 {
			if rapid.IntRange(0, 4).Draw(t, "in order") == 0 {
				got := q.next()
				if got == nil || !left[got] {
					t.Fatalf("in order came %v", got)
				}
				delete(left, got)
				continue
			}
			got := q.pop(heaviest)
			if got == nil || !left[got] {
				t.Fatalf("popped %v", got)
			}
			if got.Work > max(last, 1)*1.25 { // below one unit all are alike
				t.Fatalf("%g comes after %g", got.Work, last)
			}
			last = got.Work
			delete(left, got)
		}
		if q.count != 0 || q.pop(heaviest) != nil {
			t.Fatal("it is not empty")
		}
	})
}

// A text that was answered in doubt by its shadow, given back, sent, and put
// into a parcel must not stand in the queue as well.
func TestATextThatCameBackStandsInTheQueueOnce(t *testing.T) {
	var q queue
	under, back, over := &text{}, &text{}, &text{}
	for _, t := range []*text{under, back, over} {
		q.push(t)
	}
	q.forget(back)
	q.push(back)
	got := map[*text]int{}
	for range 3 {
		popped := q.pop(heaviest)
		if popped == nil {
			t.Fatalf("the queue hands out %v and then nothing", got)
		}
		got[popped]++ // its state stays, as in a parcel
	}
	if len(got) != 3 || q.count != 0 || q.pop(heaviest) != nil {
		t.Errorf("the queue hands out %v, and has %d left", got, q.count)
	}
}

func TestTheQueueKeepsTheOrderOfReading(t *testing.T) {
	var q queue
	texts := map[int64]*text{}
	for i, work := range []float64{10, 1000, 100, 7, 50} {
		entry := &text{Text: Text{ID: int64(i), Work: work}}
		texts[entry.ID] = entry
		q.push(entry)
	}
	if q.next() != texts[0] || q.pop(heaviest) != texts[1] || q.next() != texts[2] {
		t.Fatal("what was taken for its size leaves a gap in the order")
	}
	q.giveBack(texts[2])
	q.giveBack(texts[1])
	for _, want := range []int64{1, 2, 3, 4} {
		if got := q.next(); got != texts[want] {
			t.Fatalf("the turn is that of %v, want text %d", got, want)
		}
	}
	if q.next() != nil || q.count != 0 {
		t.Error("it is not empty")
	}
}
