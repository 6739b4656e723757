package main

import (
	"cmp"
	"math"
	"slices"

	"flocktop/internal/bench/virtual"
)

// row is what one scenario came to.
type row struct {
	scenario scenario
	bound    float64 // seconds, median
	// ratios of makespan over the bound, by contender, one for each run
	ratios map[string][]float64
	// computed texts of our policy over n, mean of the runs
	computed float64
	// errors of the prediction after a twentieth of the texts, one for each run
	predicted []float64
}

// measure puts the contenders into a scenario: the same runs for all of them.
func measure(s scenario, seed uint64, runs int, contenders []contender) row {
	r := row{scenario: s, ratios: map[string][]float64{}}
	var bounds []float64
	for i := range runs {
		world := s.make(seed + uint64(i))
		bound := world.Bound()
		bounds = append(bounds, bound)
		known := s.start(seed + uint64(i))
		for _, c := range contenders {
			p := c.policy(world, known)
			flock, own := p.(*virtual.Flock)
			if own {
				flock.PredictAfter = len(world.Sizes) / 20
			}
			result := world.Run(p)
			r.ratios[c.name] = append(r.ratios[c.name], result.Seconds/bound)
			if own && c.name == "auto" {
				r.computed += float64(result.Computed) / float64(len(world.Sizes)) / float64(runs)
				if flock.Predicted > 0 {
					r.predicted = append(r.predicted, math.Abs(flock.Predicted.Seconds()/result.Seconds-1))
				}
			}
		}
	}
	r.bound = quantile(bounds, 0.5)
	return r
}

// quantile of values, by linear interpolation; NaN where there are none.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare[float64])
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) || math.IsInf(sorted[low], 1) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}
