package dispatch

import (
	"math"
	"math/bits"
)

// state is where a text stands.
type state uint8

const (
	waiting  state = iota // in the queue or in a parcel
	flying                // in at least one request, and no longer in the queue
	done                  // answered
	rejected              // given up, with a reason
)

// text is a [Text] on its way.
type text struct {
	Text
	state    state
	requests int // live requests that carry it
	// suspect is the node where the text failed all alone, -1 for none; a
	// second node that fails on it condemns it.
	suspect int
}

// The queue sorts texts into classes of work, each 2^(1/4) wide, and hands out
// the largest first: constant time where a heap would need a logarithm, and
// exact order inside a class does not matter.
const (
	classes      = 128
	classesPer2x = 4
)

// queue holds the texts that wait, the largest class first. The zero value is
// empty.
type queue struct {
	class [classes][]*text
	used  [classes / 64]uint64 // a bit for every class that is not empty
	count int
	work  float64
}

func classOf(work float64) int {
	k := int(math.Log2(max(work, 1)) * classesPer2x)
	return min(k, classes-1)
}

func (q *queue) push(t *text) {
	k := classOf(t.Work)
	q.class[k] = append(q.class[k], t)
	q.used[k/64] |= 1 << (k % 64)
	q.count++
	q.work += t.Work
}

// forget takes a text out of the figures that is still listed in its class:
// pop passes over it when its turn comes.
func (q *queue) forget(t *text) {
	q.count--
	q.work -= t.Work
}

// pop takes the largest text that still waits, nil when there is none.
func (q *queue) pop() *text {
	for t := q.peek(); t != nil; t = q.peek() {
		k := classOf(t.Work)
		list := q.class[k]
		list[len(list)-1] = nil
		q.class[k] = list[:len(list)-1]
		if len(list) == 1 {
			q.used[k/64] &^= 1 << (k % 64)
		}
		if t.state != waiting { // answered by a shadow meanwhile
			continue
		}
		q.count--
		q.work -= t.Work
		return t
	}
	return nil
}

// peek is the text that is listed last in the largest class.
func (q *queue) peek() *text {
	for i := len(q.used) - 1; i >= 0; i-- {
		if q.used[i] == 0 {
			continue
		}
		k := i*64 + bits.Len64(q.used[i]) - 1
		return q.class[k][len(q.class[k])-1]
	}
	return nil
}

// mean is the work of an average waiting text.
func (q *queue) mean() float64 {
	if q.count == 0 {
		return 0
	}
	return q.work / float64(q.count)
}
