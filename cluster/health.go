package cluster

import (
	"math"
	"time"
)

// Health is a score from 0 to 400 for people: it orders and colours the list
// and never overrides measured speed. Healthy GPU nodes lie in 300-400,
// healthy CPU nodes in 50-100, a node with part of the model on the GPU
// between. The factors multiply; each is 1 at its best.
type Health struct {
	Score   int
	Floor   float64 // of the node's band
	Width   float64 // of the node's band
	Errors  float64 // (1 - e)²
	Ping    float64 // 1 / (1 + ping / 128 ms)
	Speed   float64 // fastest known time a text over this node's
	Waiting float64 // 1 / (1 + w / 8)
	Failing bool    // more than half of its requests fail
}

// Vitals are what a health score is made of.
type Vitals struct {
	Up        bool    // reachable and not ejected
	GPUShare  float64 // 0 to 1
	ErrorRate float64 // 0 to 1
	Ping      time.Duration
	PerText   time.Duration // 0 where unmeasured
	Fastest   time.Duration // the fastest known node's; 0 where unmeasured
	Waiting   int           // requests beyond the two that keep a node busy
	Suspect   bool          // its vectors are in doubt
}

const (
	cpuFloor, gpuFloorGain = 50, 250 // floor = 50 + 250 g
	cpuWidth, gpuWidthGain = 50, 50  // width = 50 + 50 g
	halfPing               = 128 * time.Millisecond
	halfWaiting            = 8.0
	failingRate            = 0.5
)

// Score rates a node by the design's formula.
func (v Vitals) Score() Health {
	h := Health{
		Floor:   cpuFloor + gpuFloorGain*v.GPUShare,
		Width:   cpuWidth + gpuWidthGain*v.GPUShare,
		Errors:  (1 - v.ErrorRate) * (1 - v.ErrorRate),
		Ping:    1 / (1 + v.Ping.Seconds()/halfPing.Seconds()),
		Speed:   1,
		Waiting: 1 / (1 + float64(max(0, v.Waiting))/halfWaiting),
		Failing: v.ErrorRate > failingRate || v.Suspect,
	}
	if v.PerText > 0 && v.Fastest > 0 {
		h.Speed = min(1, v.Fastest.Seconds()/v.PerText.Seconds())
	}
	q := h.Errors * h.Ping * h.Speed * h.Waiting
	switch {
	case !v.Up:
		h.Score = 0
	case h.Failing:
		h.Score = int(math.Round(cpuFloor * q / 2))
	default:
		h.Score = int(math.Round(h.Floor + h.Width*q))
	}
	return h
}
