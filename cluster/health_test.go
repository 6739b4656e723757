package cluster

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestHealthScore(t *testing.T) {
	tests := map[string]struct {
		vitals   Vitals
		min, max int
	}{
		"the design's example": {Vitals{Up: true, GPUShare: 1, Ping: 31 * time.Millisecond, ErrorRate: 0.004}, 380, 380},
		"perfect GPU":          {Vitals{Up: true, GPUShare: 1}, 400, 400},
		"perfect CPU":          {Vitals{Up: true}, 100, 100},
		"half on the GPU":      {Vitals{Up: true, GPUShare: 0.5}, 250, 250},
		"slow GPU":             {Vitals{Up: true, GPUShare: 1, PerText: 10 * time.Second, Fastest: time.Millisecond}, 300, 301},
		"crowded CPU":          {Vitals{Up: true, Waiting: 1000}, 50, 51},
		"unreachable":          {Vitals{GPUShare: 1}, 0, 0},
		"failing GPU":          {Vitals{Up: true, GPUShare: 1, ErrorRate: 0.51}, 0, 25},
		"suspect GPU":          {Vitals{Up: true, GPUShare: 1, Suspect: true}, 0, 25},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.vitals.Score().Score; got < test.min || got > test.max {
				t.Errorf("score %d, want %d to %d", got, test.min, test.max)
			}
		})
	}
}

func TestHealthStaysInItsBandAndNeverRisesWithTrouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := Vitals{
			Up:        true,
			GPUShare:  rapid.Float64Range(0, 1).Draw(t, "share"),
			ErrorRate: rapid.Float64Range(0, 1).Draw(t, "errors"),
			Ping:      time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "ping")),
			PerText:   time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "per text")),
			Fastest:   time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "fastest")),
			Waiting:   rapid.IntRange(-2, 100).Draw(t, "waiting"),
		}
		h := v.Score()
		if h.Failing {
			if h.Score > 25 {
				t.Fatalf("a failing node has %d", h.Score)
			}
		} else if float64(h.Score) < h.Floor-0.5 || float64(h.Score) > h.Floor+h.Width+0.5 {
			t.Fatalf("%d is outside %g to %g", h.Score, h.Floor, h.Floor+h.Width)
		}
		worse := v
		worse.Ping += time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "more ping"))
		worse.ErrorRate = min(1, v.ErrorRate+rapid.Float64Range(0, 1).Draw(t, "more errors"))
		worse.Waiting += rapid.IntRange(0, 100).Draw(t, "more waiting")
		if got := worse.Score().Score; got > h.Score {
			t.Fatalf("more trouble raises %d to %d", h.Score, got)
		}
	})
}
