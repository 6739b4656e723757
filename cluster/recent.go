package cluster

// recentSeconds is over how many seconds a rate is averaged, so that its digits
// can be read.
const recentSeconds = 5

// RecentSeconds is over how many seconds rates are averaged now, by the flock's
// own, [Snapshot.Rates]: the last few, less those before it began to work.
func RecentSeconds(flock []float64) int {
	last := flock[max(0, len(flock)-recentSeconds):]
	for i, texts := range last {
		if texts > 0 {
			return len(last) - i
		}
	}
	return recentSeconds
}

// Lately is the mean of the last so many seconds of a history of rates; before it
// there was nothing. What nodes do adds up to what the flock does where it is
// over as many seconds.
func Lately(rates []float64, seconds int) float64 {
	sum := 0.0
	for _, texts := range rates[max(0, len(rates)-seconds):] {
		sum += texts
	}
	return sum / float64(seconds)
}

// recentRate is how many texts a second the flock embedded lately. In the first
// second of a batch there is none of them yet.
func (r *run) recentRate() float64 {
	r.f.mu.Lock()
	rate := Lately(r.f.rates, RecentSeconds(r.f.rates))
	r.f.mu.Unlock()
	if worked := r.worked().Seconds(); rate == 0 && worked > 0 {
		return float64(r.d.Results()) / worked
	}
	return rate
}
