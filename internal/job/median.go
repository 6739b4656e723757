package job

import (
	"math"
	"slices"
)

// MedianMiss is how far the middle one of these jobs was from its prediction, in either
// direction, and of how many that is: NaN and 0 where none tells.
func MedianMiss(past []Past) (share float64, of int) {
	var misses []float64
	for i := range past {
		if m, ok := past[i].Missed(); ok {
			misses = append(misses, math.Abs(m))
		}
	}
	return Median(misses), len(misses)
}

// Median is the middle value, the mean of the two in the middle where there are two; NaN
// of nothing.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
