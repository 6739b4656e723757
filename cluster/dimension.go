package cluster

import "fmt"

// dimension is how many numbers the batch's vectors have, and who disputes it.
type dimension struct {
	numbers int
	// settled says that vectors of it are kept already, of this batch or of
	// earlier ones; before that it is only what the model's metadata announces, or
	// what some node has given.
	settled  bool
	disputes map[int]map[*part]bool
}

func newDimension(b Batch) dimension {
	return dimension{numbers: max(b.Dimension, b.Announced), settled: b.Dimension > 0, disputes: map[int]map[*part]bool{}}
}

// most is how many numbers a vector can have; 0 while that is not settled.
func (d *dimension) most() int {
	if !d.settled {
		return 0
	}
	return d.numbers
}

// settle ends all disputes: vectors of so many numbers are kept.
func (d *dimension) settle(numbers int) {
	if !d.settled {
		d.numbers, d.settled = numbers, true
	}
}

// fits judges the dimension of an answer. As long as no vector is kept, it has
// to be the reference's, where there is one.
func (r *run) fits(p *part, numbers int) error {
	if !r.width.settled {
		r.f.mu.Lock()
		expected := r.f.references[r.b.Digest].numbers()
		r.f.mu.Unlock()
		if expected > 0 && numbers != expected {
			return &LyingAnswerError{What: fmt.Sprintf("vectors of %d numbers, not %d as for the canary texts", numbers, expected)}
		} else if expected > 0 {
			return nil
		}
	}
	return r.width.check(p, numbers, len(r.report.nodes))
}

// check judges the dimension of an answer. What metadata announces is not
// always what comes: models with a last layer of their own give other vectors.
// So before the first vector is believed, two nodes that agree (or the only one
// there is) overrule the announcement; one alone may be lying.
func (d *dimension) check(p *part, numbers, nodes int) error {
	if numbers != d.numbers && !d.settled && d.numbers > 0 {
		if d.disputes[numbers] == nil {
			d.disputes[numbers] = map[*part]bool{}
		}
		d.disputes[numbers][p] = true
		if len(d.disputes[numbers]) >= min(2, nodes) {
			d.numbers = numbers
		}
	}
	if d.numbers == 0 {
		d.numbers = numbers
	}
	if numbers != d.numbers {
		return &LyingAnswerError{What: fmt.Sprintf("vectors of %d numbers, not %d", numbers, d.numbers)}
	}
	return nil
}
