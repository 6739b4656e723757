package job

import (
	"math"
	"testing"
	"time"
)

func TestTheMedianMissIsOfWhatTells(t *testing.T) {
	const predicted = 10 * time.Second
	took := func(d time.Duration) Past {
		return Past{State: Done, Texts: 5000, Predicted: predicted, Actual: d}
	}
	changed, cancelled := took(time.Minute), took(time.Minute)
	changed.Changed, cancelled.State = true, Cancelled
	for _, c := range []struct {
		past []Past
		want float64
		of   int
	}{
		{nil, math.NaN(), 0},
		{[]Past{changed, cancelled}, math.NaN(), 0},
		{[]Past{took(9 * time.Second)}, 0.1, 1}, // in either direction
		{[]Past{took(9 * time.Second), changed, took(12 * time.Second)}, 0.15, 2},
		{[]Past{took(20 * time.Second), took(9 * time.Second), cancelled, took(12 * time.Second)}, 0.2, 3},
	} {
		share, of := MedianMiss(c.past)
		if of != c.of || !(math.Abs(share-c.want) < 1e-9 || math.IsNaN(share) && math.IsNaN(c.want)) {
			t.Errorf("median miss of %d jobs is %v of %d, want %v of %d", len(c.past), share, of, c.want, c.of)
		}
	}
}
