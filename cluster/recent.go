package cluster

import "slices"

// recentSeconds is over how many seconds a rate is averaged, so that its digits
// can be read.
const recentSeconds = 5

// overAfter is after how many seconds without a text nothing is going on any more.
const overAfter = 2

// RecentSeconds is over how many seconds rates are averaged now, by the flock's
// own, [Snapshot.Rates]: the last few, less those before it began to work. 0 when it
// has ended: what it did some seconds ago is no speed.
func RecentSeconds(flock []float64) int {
	if over := flock[max(0, len(flock)-overAfter):]; len(over) == overAfter && slices.Max(over) == 0 {
		return 0
	}
	last := flock[max(0, len(flock)-recentSeconds):]
	for i, texts := range last {
		if texts > 0 {
			return len(last) - i
		}
	}
	return recentSeconds
}

// Lately is the mean of the last so many seconds of a history of rates, 0 of none;
// before it there was nothing. What nodes do adds up to what the flock does where it is
// over as many seconds.
func Lately(rates []float64, seconds int) float64 {
	if seconds == 0 {
		return 0
	}
	sum := 0.0
	for _, texts := range rates[max(0, len(rates)-seconds):] {
		sum += texts
	}
	return sum / float64(seconds)
}

// recentRate is how many texts a second the batch had lately. In its first seconds
// that is the mean since it began: those of the flock are spread over the time of
// the requests that they came by.
func (r *run) recentRate() float64 {
	waits := r.starved.on
	if worked := r.worked().Seconds(); !waits && worked > 0 && worked <= recentSeconds+1 {
		return float64(r.d.Results()) / worked
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	return Lately(r.f.rates, RecentSeconds(r.f.rates))
}
