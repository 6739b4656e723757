package virtual

import (
	"math"
	"math/rand/v2"
)

// World is a flock and a batch with all costs fixed in advance. Times are in
// seconds since the batch began.
type World struct {
	Nodes []Node
	Sizes []float64 // work of each text; the mean text is 1
	// Noise is the relative standard deviation of a unit's cost on a node,
	// log-normal with mean 1. It belongs to the k-th unit that the node serves:
	// it costs the same whatever the policy.
	Noise float64
	Seed  uint64
}

// Node is one modelled server.
type Node struct {
	PerText    float64 // c
	PerRequest float64 // h: occupies the node
	RoundTrip  float64 // a: half of it each way; occupies nobody
	Cold       bool
	Load       float64 // what loading takes where the node is cold
	// Guess is what is believed of PerText before anything is measured.
	Guess float64

	Changes []Change
	Outages []Outage
}

// Change makes a node slower (or faster) from a time on.
type Change struct {
	At     float64
	Factor float64 // of the time that work takes, against PerText
}

// Outage is a time in which a node does nothing.
type Outage struct {
	From, To float64 // To may be infinite
	// Silent says that the node just stops, and goes on where it stopped if it
	// ever comes back. Otherwise it resets what it holds and refuses the rest.
	Silent bool
}

// EqualTexts are n texts of the same size.
func EqualTexts(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// VariedTexts are n texts of log-normal size with mean 1 and this relative
// standard deviation.
func VariedTexts(n int, deviation float64, seed uint64) []float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]float64, n)
	for i := range out {
		out[i] = lognormal(random, deviation)
	}
	return out
}

// lognormal is a number of mean 1.
func lognormal(random *rand.Rand, deviation float64) float64 {
	if deviation <= 0 {
		return 1
	}
	variance := math.Log1p(deviation * deviation)
	return math.Exp(math.Sqrt(variance)*random.NormFloat64() - variance/2)
}

// work is that of all texts together.
func (w *World) work() float64 {
	var sum float64
	for _, s := range w.Sizes {
		sum += s
	}
	return sum
}

// equal says whether all texts are of one size.
func (w *World) equal() bool {
	for _, s := range w.Sizes {
		if s != 1 {
			return false
		}
	}
	return true
}
