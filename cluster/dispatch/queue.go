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
	held                  // answered by a node whose vectors are in doubt
	done                  // answered
	rejected              // given up, with a reason
)

// text is a [Text] on its way.
type text struct {
	Text
	eta  float64 // when it will be answered, by the best of its requests
	scan uint32  // the rescue's scan that set eta
	// suspect is the node where the text failed all alone, -1 for none; a
	// second node that fails on it condemns it.
	suspect  int32
	requests int16 // live requests that carry it
	// falls is how many nodes fell under it, lonely how many while it was alone,
	// fell when the last did, fellOn which node did so with it alone.
	falls, lonely uint8
	fellOn        int32
	fell          float64
	state         state
	choked        bool // a request that carried it failed for its texts: copy it alone
	queued        bool // it counts as one of the queue's texts
	listed        bool // it stands in the list of its class, queued or not
}

// final says that nothing more is wanted of the text.
func (t *text) final() bool { return t.state == done || t.state == rejected }

// The queue sorts texts into classes of work, four to every doubling, and hands
// out the largest first: constant time where a heap would need a logarithm, and
// exact order inside a class does not matter.
const (
	classes = 128
	// heaviest bounds a text's work, which 128 classes can hold.
	heaviest = 1 << 30
	// mantissa is how many bits of a number stand behind its exponent and the two
	// bits that choose one of the four.
	mantissa = 50
)

// queue holds the texts that wait, the largest class first. The zero value is
// empty.
type queue struct {
	class [classes][]*text
	used  [classes / 64]uint64 // a bit for every class that is not empty
	count int
	work  float64
}

// classOf reads the class from the number's own bits: 1 to 1.25 is the first, 4
// the class of 2. All below 1 are alike.
func classOf(work float64) int {
	k := int(math.Float64bits(max(work, 1))>>mantissa) - int(math.Float64bits(1)>>mantissa)
	return min(k, classes-1)
}

func (q *queue) push(t *text) {
	if !t.listed { // else it takes the place that it had before it was forgotten
		k := classOf(t.Work)
		q.class[k] = append(q.class[k], t)
		q.used[k/64] |= 1 << (k % 64)
	}
	t.queued, t.listed = true, true
	q.count++
	q.work += t.Work
}

// forget takes a text out of the figures that is still listed in its class:
// pop passes over it when its turn comes.
func (q *queue) forget(t *text) {
	t.queued = false
	q.count--
	q.work -= t.Work
}

// pop takes the largest text that still waits and lies in a class of at most
// this work; where there is none so small, one of the smallest; nil when the
// queue is empty.
func (q *queue) pop(most float64) *text {
	for q.count > 0 {
		k := q.largest(most)
		list := q.class[k]
		t := list[len(list)-1]
		list[len(list)-1] = nil
		q.class[k] = list[:len(list)-1]
		if len(list) == 1 {
			q.used[k/64] &^= 1 << (k % 64)
		}
		t.listed = false
		if !t.queued { // answered by a shadow meanwhile
			continue
		}
		t.queued = false
		q.count--
		q.work -= t.Work
		return t
	}
	return nil
}

// peek is a text of the largest class; nil when the queue is empty or the text
// was forgotten.
func (q *queue) peek() *text {
	if q.count == 0 {
		return nil
	}
	list := q.class[q.largest(heaviest)]
	if t := list[len(list)-1]; t.queued {
		return t
	}
	return nil
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
