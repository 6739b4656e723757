package dispatch

import "math"

// An answer that is off by much says at once that its node has changed. Where
// texts vary, or requests carry one text each, none is off by so much that it
// could not be chance; but several in a row on the same side are none. They are
// added up, as in Page's test, until that is certain.

const (
	// trendSlack is how many standard deviations an answer must be off to count, and
	// trendLimit how much must have come together; one answer counts for trendMost at
	// most, so that it takes two.
	trendSlack = 1.0
	trendLimit = 6.0
	trendMost  = trendSlack + trendLimit/2
)

// trend is how far answers have been off to one side lately.
type trend struct {
	score  float64
	run    lessons // of the answers that make it up
	before spread  // as it was before the first of them
}

// spread is what is learned of how much texts vary.
type spread struct{ v, sum, count float64 }

func (n *node) spread() spread { return spread{n.v, n.lessons.spread, n.lessons.count} }

// take takes in an answer of which the logarithm of its time was off by so much to
// that side, and says whether the node has changed.
func (t *trend) take(n *node, off float64, texts int, units, service float64) bool {
	if t.score == 0 {
		t.before = n.spread()
	}
	// by the variety before: a change would hide behind that which it brings
	deviations := off / math.Sqrt(t.before.v/float64(texts)+wander)
	t.score += min(deviations, trendMost) - trendSlack
	if t.score <= 0 {
		*t = trend{}
		return false
	}
	t.run.add(units, service, 1)
	return t.score >= trendLimit-rounding
}

// changed takes in an answer that took off times the expected time, and returns
// what the answers teach since the node has become slower or faster; false where
// it has not.
func (n *node) changed(off float64, texts int, units, service float64) (l lessons, is bool) {
	slower := n.slower.take(n, math.Log(off), texts, units, service)
	faster := n.faster.take(n, -math.Log(off), texts, units, service)
	found := n.slower
	switch {
	case slower:
	case faster:
		found = n.faster
	default:
		return lessons{}, false
	}
	n.slower, n.faster = trend{}, trend{}
	n.v = found.before.v // what was taken for variety was the change
	l = found.run
	l.spread, l.count = found.before.sum, found.before.count
	return l, true
}
