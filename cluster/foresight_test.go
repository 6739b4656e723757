package cluster_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A batch is foreseen by the size of its own texts: after one of short texts,
// one of long ones takes longer.
func TestABatchIsForeseenByItsOwnTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, flockOf(3, true, false)...)
		short := texts(90)
		for i := range short {
			short[i].Work = float64(simulate.CountTokens(short[i].Body))
		}
		b.soon(t, time.Hour, b.batch(newMemory(), short))
		begun := time.Now()
		p := b.soon(t, time.Hour, b.batch(newMemory(), chunks(90)))
		took := time.Since(begun)
		const allowed = 0.1
		if off := p.Predicted.Seconds()/took.Seconds() - 1; math.Abs(off) > allowed {
			t.Errorf("foreseen were %v, it took %v: off by %.0f %%", p.Predicted, took, 100*off)
		}
	})
}
