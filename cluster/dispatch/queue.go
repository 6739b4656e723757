package dispatch

import (
	"math"
	"math/bits"
)

// The queue sorts texts into classes of work, four to every doubling, and hands
// out the largest first, or in the order in which they came: constant time either
// way where a heap would need a logarithm. Exact order inside a class does not
// matter.
const (
	classes = 128
	// heaviest bounds a text's work, which 128 classes can hold.
	heaviest = 1 << 30
	// mantissa is how many bits of a number stand behind its exponent and the two
	// bits that choose one of the four.
	mantissa = 50
)

// queue holds the texts that wait. The zero value is empty.
type queue struct {
	class [classes]row         // the latest first
	used  [classes / 64]uint64 // a bit for every class that is not empty
	order row                  // all of them, as they came; those that came back first
	count int
	work  float64
}

// place is where a text stands in a row.
type place struct{ before, behind *text }

// row is a list of texts. Which of a text's places it uses is for the caller to
// say.
type row struct{ first, last *text }

func inClass(t *text) *place { return &t.inClass }
func inOrder(t *text) *place { return &t.inOrder }

func (l *row) pushFront(t *text, at func(*text) *place) {
	*at(t) = place{behind: l.first}
	if l.first == nil {
		l.last = t
	} else {
		at(l.first).before = t
	}
	l.first = t
}

func (l *row) pushBack(t *text, at func(*text) *place) {
	*at(t) = place{before: l.last}
	if l.last == nil {
		l.first = t
	} else {
		at(l.last).behind = t
	}
	l.last = t
}

func (l *row) remove(t *text, at func(*text) *place) {
	p := *at(t)
	if p.before == nil {
		l.first = p.behind
	} else {
		at(p.before).behind = p.behind
	}
	if p.behind == nil {
		l.last = p.before
	} else {
		at(p.behind).before = p.before
	}
	*at(t) = place{}
}

// classOf reads the class from the number's own bits: 1 to 1.25 is the first, 4
// the class of 2. All below 1 are alike.
func classOf(work float64) int {
	k := int(math.Float64bits(max(work, 1))>>mantissa) - int(math.Float64bits(1)>>mantissa)
	return min(k, classes-1)
}

// push takes in a text that is new.
func (q *queue) push(t *text) {
	q.order.pushBack(t, inOrder)
	q.take(t)
}

// giveBack takes in a text that was on its way: its turn is next.
func (q *queue) giveBack(t *text) {
	q.order.pushFront(t, inOrder)
	q.take(t)
}

func (q *queue) take(t *text) {
	k := classOf(t.Work)
	q.class[k].pushFront(t, inClass)
	q.used[k/64] |= 1 << (k % 64)
	q.count++
	q.work += t.Work
}

// forget takes a text out.
func (q *queue) forget(t *text) {
	k := classOf(t.Work)
	q.class[k].remove(t, inClass)
	if q.class[k].first == nil {
		q.used[k/64] &^= 1 << (k % 64)
	}
	q.order.remove(t, inOrder)
	q.count--
	q.work -= t.Work
}

// pop takes the largest text that waits and lies in a class of at most this
// work; where there is none so small, one of the smallest; nil when the queue is
// empty.
func (q *queue) pop(most float64) *text {
	if q.count == 0 {
		return nil
	}
	t := q.class[q.largest(most)].first
	q.forget(t)
	return t
}

// next takes the text whose turn it is in the order of reading; nil when the
// queue is empty.
func (q *queue) next() *text {
	t := q.order.first
	if t != nil {
		q.forget(t)
	}
	return t
}

// peek is a text of the largest class; nil when the queue is empty.
func (q *queue) peek() *text {
	if q.count == 0 {
		return nil
	}
	return q.class[q.largest(heaviest)].first
}

// largest is the highest class in use up to that of most, else the lowest in
// use. Some class must be in use.
func (q *queue) largest(most float64) int {
	top := classOf(most)
	for i := top / 64; i >= 0; i-- {
		used := q.used[i]
		if i == top/64 {
			used &= ^uint64(0) >> (63 - top%64)
		}
		if used != 0 {
			return i*64 + bits.Len64(used) - 1
		}
	}
	for i, used := range q.used {
		if used != 0 {
			return i*64 + bits.TrailingZeros64(used)
		}
	}
	return 0
}

// mean is the work of an average waiting text.
func (q *queue) mean() float64 {
	if q.count == 0 {
		return 0
	}
	return q.work / float64(q.count)
}
