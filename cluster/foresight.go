package cluster

import (
	"fmt"
	"slices"
	"time"

	"flocktop/adaptive"
)

// foresight is what was foreseen of a batch at first: the speeds are those of
// then, and stay; how many texts there are, and how long ones, is found while
// documents are read.
type foresight struct {
	basis   string          // the forced mode, policy and cost that it was for
	nodes   []adaptive.Node // that could be used then
	work    float64         // of a mean text then
	done    int             // texts that were answered already
	passed  time.Duration   // that they had taken
	changed bool            // the batch went on by others than those
	settled bool            // all texts are known
	takes   time.Duration   // the makespan; 0 while nothing can be foreseen
}

const (
	// firstTwentieth is the share of a batch after which a prediction is made that
	// was not possible before, and leastWorked how long it must have been embedded:
	// the very first answers say little of a pace.
	firstTwentieth = 20
	leastWorked    = time.Second
)

// predict foresees the makespan once it can be: as soon as it is known or can be
// guessed how many texts there are, at the start where the speeds behind the decision are known, else
// after a twentieth of the texts. Until all documents are read it is brought up
// to what was found. It stays what it was at first, also where the user has the
// batch go on in another mode.
func (r *run) predict() {
	q := &r.report
	f := &q.foreseen
	if !q.certain && q.expected == 0 {
		return
	}
	size := q.added + q.expected
	basis := fmt.Sprint(r.steering.Forced, r.steering.Policy, r.steering.Cost)
	if f.takes == 0 {
		if q.verdict.Guessed && (r.d.Results()*firstTwentieth < size || r.worked() < leastWorked) {
			return
		}
		*f = foresight{basis: basis, nodes: r.used(), work: r.d.MeanWork(), done: r.d.Results(), passed: r.worked()}
	}
	f.changed = f.changed || basis != f.basis
	if f.settled {
		return
	}
	f.takes = f.passed + adaptive.Makespan(f.forTexts(r.d.MeanWork()), size-f.done)
	f.settled = q.certain
}

// forTexts are the nodes as they were known, with the time of a mean text of so
// much work.
func (f *foresight) forTexts(mean float64) []adaptive.Node {
	if f.work <= 0 || mean <= 0 || mean == f.work {
		return f.nodes
	}
	out := slices.Clone(f.nodes)
	for i := range out {
		if out[i].Measured() {
			out[i].PerText = max(1, time.Duration(float64(out[i].PerText)*mean/f.work))
		}
	}
	return out
}
