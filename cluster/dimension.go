package cluster

import "fmt"

// dimension is how many numbers the batch's vectors have, and who disputes it.
type dimension struct {
	numbers int
	// settled says that vectors of it are kept already, of this batch or of
	// earlier ones; before that it is only what the model's metadata announces.
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

// check judges the dimension of an answer. What metadata announces is not
// always what comes: models with a last layer of their own give other vectors.
// So before the first vector is kept, two nodes that agree (or the only one
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
	d.settled = true
	return nil
}
