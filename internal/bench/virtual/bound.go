package virtual

import "math"

// Bound is the shortest time that any dispatcher could need who had known the
// cost of every text on every node and all faults: the smallest T by which the
// nodes can together have answered all texts, each node sent one single
// request that pays h once. Texts of one size are counted whole; texts that
// vary may be cut, which makes the bound lower still.
func (w *World) Bound() float64 {
	curves := make([]*curve, len(w.Nodes))
	profiles := make([]profile, len(w.Nodes))
	for i, n := range w.Nodes {
		curves[i] = newCurve(n.PerText, w.Noise, w.Seed, uint64(i))
		profiles[i] = newProfile(n)
	}
	equal, work := w.equal(), w.work()
	enough := func(t float64) bool {
		var sum float64
		for i := range w.Nodes {
			u := w.within(i, t, curves[i], profiles[i])
			if equal {
				u = math.Floor(u + 1e-9)
			}
			sum += u
		}
		return sum >= work-1e-9*work
	}
	low, high := 0.0, 1e-3
	for !enough(high) {
		low, high = high, 2*high
		if high > 1e7 {
			return math.Inf(1)
		}
	}
	for high-low > 1e-7*high {
		if mid := (low + high) / 2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// within is how much work node i can have answered by time t.
func (w *World) within(i int, t float64, c *curve, p profile) float64 {
	n := w.Nodes[i]
	effort := p.capacity(n.RoundTrip/2, t-n.RoundTrip/2) - n.PerRequest
	if n.Cold {
		effort -= n.Load
	}
	return c.units(effort)
}
