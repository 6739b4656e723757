package cluster

import (
	"fmt"
	"time"
)

// longStall is which stop is told by itself. Shorter ones are those of a machine that
// swaps, or is short of processors, and come one after the other; one that is so many
// times as long as the last that was told is none of them.
const (
	longStall  = 5 * time.Second
	anotherOne = 2
)

// stalls are the short stops of the program that were not told.
type stalls struct {
	said   time.Time     // when a stop was told last
	told   time.Duration // how long that was
	untold int
	lasted time.Duration // those together
}

// tell is what is to be said of a stop; "" where that is nothing, or has time until
// the next one that is told: a line for each would leave room for nothing else.
func (t *stalls) tell(s stop, now time.Time) string {
	whole := s.whole()
	switch {
	case whole < saidStop:
		return ""
	case whole < min(longStall, anotherOne*t.told) && now.Sub(t.said) < toldAgain:
		t.untold++
		t.lasted += whole
		return ""
	}
	text := s.String()
	if t.untold > 0 {
		text += fmt.Sprintf(" (and %d more since this was last said, %s together)", t.untold, t.lasted.Round(time.Second))
	}
	*t = stalls{said: now, told: whole}
	return text
}
