package cluster_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// From the first second on a batch is told at its own rate, as far as its requests,
// of up to a second each, let it be known.
func TestTheRateOfABatchIsRightFromItsFirstSecondOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(200)))
		time.Sleep(time.Minute) // nothing was embedded lately
		batch := b.batch(newMemory(), texts(1200)[200:])
		var told []float64
		batch.Observe = func(p cluster.Progress) {
			if p.Elapsed > time.Second && p.Rest > time.Second {
				told = append(told, p.Rate)
			}
		}
		p := b.soon(t, time.Hour, batch)
		mean := float64(p.Embedded) / p.Elapsed.Seconds()
		for i, rate := range told {
			if rate < 0.65*mean || rate > 1.15*mean {
				t.Fatalf("rate %d is %.1f, the mean of the batch %.1f: %.1f", i, rate, mean, told)
			}
		}
		if len(told) < 20 {
			t.Errorf("%d rates were told", len(told))
		}
	})
}

// Every text that was answered is in one second of its node and of the flock, whenever
// its answer came.
func TestSecondsAddUpToWhatWasEmbedded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		p := b.soon(t, time.Hour, b.batch(newMemory(), texts(2000)))
		time.Sleep(10 * time.Second)
		flock := b.flock.Refresh()
		total := func(rates []float64) (sum float64) {
			for _, texts := range rates {
				sum += texts
			}
			return sum
		}
		sum := 0.0
		for _, n := range flock.Nodes {
			sum += total(n.Rates)
		}
		if want := float64(p.Computed); math.Abs(sum-want) > 1e-6 || math.Abs(total(flock.Rates)-want) > 1e-6 {
			t.Errorf("seconds add up to %g of nodes and %g of the flock, want %g", sum, total(flock.Rates), want)
		}
	})
}

// The first seconds of a batch are not averaged with those before it, and what
// nodes do adds up to what the flock does.
func TestRatesAreOfTheSecondsInWhichTheFlockWorked(t *testing.T) {
	for name, c := range map[string]struct {
		fast, slow  []float64
		over        int
		flock, part float64
	}{
		"nothing yet":        {nil, nil, 5, 0, 0},
		"the first second":   {[]float64{0, 0, 0, 80}, []float64{20}, 1, 100, 20},
		"the third":          {[]float64{0, 80, 80, 80}, []float64{0, 0, 20, 20}, 3, 280.0 / 3, 40.0 / 3},
		"in full work":       {[]float64{80, 80, 80, 80, 80, 80}, []float64{20, 20, 20, 20, 20, 20}, 5, 100, 20},
		"just after the end": {[]float64{80, 80, 80, 80, 0}, []float64{20, 20, 20, 20, 0}, 5, 80, 16},
		"after the end":      {[]float64{80, 80, 80, 0, 0}, []float64{20, 20, 20, 0, 0}, 0, 0, 0},
		"long after it":      {[]float64{80, 0, 0, 0, 0, 0}, []float64{20, 0, 0, 0, 0, 0}, 0, 0, 0},
		"one has just left":  {[]float64{80, 80, 80}, []float64{20, 20, 0}, 3, 280.0 / 3, 40.0 / 3},
	} {
		t.Run(name, func(t *testing.T) {
			sum := make([]float64, max(len(c.fast), len(c.slow)))
			for _, rates := range [][]float64{c.fast, c.slow} {
				for i := range rates {
					sum[len(sum)-len(rates)+i] += rates[i]
				}
			}
			over := cluster.RecentSeconds(sum)
			flock, part := cluster.Lately(sum, over), cluster.Lately(c.slow, over)
			if over != c.over || flock != c.flock || part != c.part {
				t.Errorf("over %d seconds the flock does %v and the slow one %v, want %d, %v, %v", over, flock, part, c.over, c.flock, c.part)
			}
			if both := part + cluster.Lately(c.fast, over); both-flock > 1e-9 || flock-both > 1e-9 {
				t.Errorf("nodes do %v together, the flock %v", both, flock)
			}
		})
	}
}
