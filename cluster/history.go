package cluster

import (
	"math"
	"time"
)

// RateHistory is how many seconds of the past are kept of a node.
const RateHistory = 600

// History is a node's last seconds, at most [RateHistory] of them: one value a
// second, the newest last. The series have the same length.
type History struct {
	Rates    []float64 // texts a second
	Response []float64 // seconds that a request took, mean of those that were answered in that second; NaN where none was
	InFlight []float64 // our requests under way, the most at a time in that second
	VRAM     []float64 // bytes of GPU memory held by loaded models, to seven digits; NaN while unknown
	Second   int64     // that they end with, as in [Snapshot]
}

// History is the past of one node, as a copy. It says false where no node has
// this ID.
func (f *Flock) History(id string) (History, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.memberOf(id)
	if m == nil {
		return History{}, false
	}
	h := m.history()
	h.Second = f.seconds
	return h, true
}

// past is what is kept of a node's seconds beside its rates. The memory that it
// takes is fixed, about 7 KB: there may be a thousand nodes.
type past struct {
	ring    []moment // nil before the first second is over
	seconds int      // that are over, all of them

	// of the running second
	answers int
	took    time.Duration // those answers together
	peak    int           // most requests under way
}

// moment is a second that is over.
type moment struct{ response, inFlight, vram float32 }

// answered books a request of which the answer came after so long. Failures are
// left out: a node that fails fast would look quick.
func (p *past) answered(took time.Duration) {
	p.answers++
	p.took += took
}

// close ends a second, at whose end so many requests are under way.
func (p *past) close(flight int, vram float64) {
	if p.ring == nil {
		p.ring = make([]moment, RateHistory)
	}
	now := moment{
		response: float32(math.NaN()), inFlight: float32(max(p.peak, flight)), vram: float32(vram),
	}
	if p.answers > 0 {
		now.response = float32(p.took.Seconds() / float64(p.answers))
	}
	p.ring[p.seconds%RateHistory] = now
	p.seconds++
	p.answers, p.took, p.peak = 0, 0, flight
}

// closeSecond ends a second of every node's past, and of the flock's: that is kept
// by itself, since a node that leaves takes its own away. The lock is held.
func (f *Flock) closeSecond() {
	sum := 0.0
	for _, m := range f.members {
		sum += m.closeSecond()
	}
	f.rates, f.quiet = pushSecond(f.rates, f.quiet, sum)
	f.seconds++
}

// closeSecond ends a second of the node's past, and says how many texts it had.
// The lock is held.
func (m *member) closeSecond() (texts float64) {
	texts = m.unfold(time.Now())
	m.rates, m.quiet = pushSecond(m.rates, m.quiet, texts)
	vram := math.NaN()
	if m.answers && m.vramUsed != nil {
		vram = float64(*m.vramUsed)
	}
	m.past.close(m.flight, vram)
	return texts
}

// pushSecond adds a second of throughput to a window, after so many in a row
// without a text. Values are only ever appended to the backing array, so that
// windows in published snapshots never change; a window without a text stays as it
// is.
func pushSecond(window []float64, quiet int, texts float64) ([]float64, int) {
	quiet++
	if texts > 0 {
		quiet = 0
	}
	if texts == 0 && (len(window) == 0 || quiet > RateHistory) {
		return window, quiet
	}
	if len(window) == cap(window) {
		grown := make([]float64, len(window), 2*RateHistory)
		copy(grown, window)
		window = grown
	}
	window = append(window, texts)
	return window[max(0, len(window)-RateHistory):], quiet
}

// history copies the past out. The lock is held.
func (m *member) history() History {
	p := &m.past
	n := min(p.seconds, RateHistory)
	all := make([]float64, 4*n)
	h := History{Rates: all[:n:n], Response: all[n : 2*n : 2*n], InFlight: all[2*n : 3*n : 3*n], VRAM: all[3*n:]}
	rates := m.rates[max(0, len(m.rates)-n):]
	copy(h.Rates[n-len(rates):], rates) // no text before the first of them
	for i := range n {
		at := p.ring[(p.seconds-n+i)%RateHistory]
		h.Response[i], h.InFlight[i], h.VRAM[i] = float64(at.response), float64(at.inFlight), float64(at.vram)
	}
	return h
}
