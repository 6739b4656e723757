package worker

import "time"

// slice is how much of a countdown is counted at a time.
const slice = time.Second

// countdown counts the time in which this program runs. One that was stopped in the
// midst of a document, by ctrl+z or because its machine slept, finds every timer over
// when it goes on, and its worker was as a rule stopped with it: of such a time no
// more than a slice counts.
type countdown struct {
	timer *time.Timer
	left  time.Duration
}

func newCountdown(from time.Duration) *countdown {
	return &countdown{timer: time.NewTimer(min(from, slice)), left: from}
}

// over takes in that the timer has struck, and says whether that was the last time.
func (c *countdown) over() bool {
	if c.left -= slice; c.left <= 0 {
		return true
	}
	c.timer.Reset(min(c.left, slice))
	return false
}
