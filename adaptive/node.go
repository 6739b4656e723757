package adaptive

import (
	"cmp"
	"slices"
	"time"
)

// Node is what a decision knows of one eligible node, for one model and for
// the mean text of one batch.
type Node struct {
	ID  string
	GPU bool // the model runs on the GPU, at least in part; decides the guess for an unmeasured node

	PerText    time.Duration // c: seconds a text; 0 where nothing is measured
	Scant      bool          // it was measured on so few texts that it may be far off
	PerRequest time.Duration // h: what every request costs beside its texts, while the node is occupied
	RoundTrip  time.Duration // a: network time of a request; a second request in flight hides it
	Load       time.Duration // what loading the model will cost first; 0 when it is loaded

	PerTextCost float64 // money a text, by price or by electricity; 0 where nothing is said
}

// Measured says whether the node's speed comes from its own answers.
func (n Node) Measured() bool { return n.PerText > 0 }

// Guessed says whether what is foreseen of the node is a guess.
func (n Node) Guessed() bool { return !n.Measured() || n.Scant }

// The seed's guesses where no node is measured: speed scores of 100 and 10,
// in texts a second.
const (
	guessedGPU = time.Second / 100
	guessedCPU = time.Second / 10
	gpuOverCPU = 10 // the seed's 100 : 10
)

// Estimate returns the nodes with a speed each: measured ones as they are, the
// others guessed. Where nothing is measured the seed's scores stand; beside
// measured nodes an unmeasured one counts as the mean speed of its kind, or as
// ten times (GPU) or a tenth of (CPU) the mean of the other kind. So guesses
// and measurements never mix their units.
func Estimate(nodes []Node) []Node {
	gpu, cpu := meanPerText(nodes, true), meanPerText(nodes, false)
	switch {
	case gpu == 0 && cpu == 0:
		gpu, cpu = guessedGPU, guessedCPU
	case gpu == 0:
		gpu = max(1, cpu/gpuOverCPU)
	case cpu == 0:
		cpu = gpu * gpuOverCPU
	}
	out := slices.Clone(nodes)
	for i := range out {
		if out[i].Measured() {
			continue
		}
		out[i].PerText = cpu
		if out[i].GPU {
			out[i].PerText = gpu
		}
	}
	return out
}

// meanPerText is the time a text at the mean speed (texts a second, the seed's
// score) of the measured nodes of one kind; 0 where there is none.
func meanPerText(nodes []Node, gpu bool) time.Duration {
	var speed float64
	var count int
	for _, n := range nodes {
		if n.Measured() && n.GPU == gpu {
			speed += 1 / n.PerText.Seconds()
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return max(1, time.Duration(float64(count)/speed*float64(time.Second)))
}

// SpeedScore is the seed's figure for a node: texts a second.
func SpeedScore(perText time.Duration) float64 {
	if perText <= 0 {
		return 0
	}
	return 1 / perText.Seconds()
}

// SpeedRatio is how many times slower the slowest node is than the fastest,
// guessed speeds included; 0 without nodes.
func SpeedRatio(nodes []Node) float64 {
	if len(nodes) == 0 {
		return 0
	}
	ordered := fastestFirst(Estimate(nodes))
	return ratio(ordered[len(ordered)-1].PerText, ordered[0].PerText)
}

// fastestFirst orders nodes by time a text; ties keep the configured order.
func fastestFirst(nodes []Node) []Node {
	out := slices.Clone(nodes)
	slices.SortStableFunc(out, func(a, b Node) int { return cmp.Compare(a.PerText, b.PerText) })
	return out
}

func ratio(slow, fast time.Duration) float64 { return float64(slow) / float64(fast) }

func ids(nodes []Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.ID
	}
	return out
}
