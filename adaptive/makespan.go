package adaptive

import (
	"math"
	"time"
)

// targetRequest is how much service time the dispatcher aims to put into one
// request when a batch is long: its τ at the upper end.
const (
	targetRequest = 500 * time.Millisecond
	largestBatch  = 256 // texts in a request, at most
	overheadShare = 12  // times its own cost that a request lasts, at least
)

// Makespan predicts how long n texts take on the nodes when each works at its
// own pace: the smallest T with Σ ⌊(T - S) / c⌋ ≥ n, S being what passes
// before a node's first text (round trip, model load, request cost). It is the
// dispatcher's own plan, so predictions can be checked against what happens.
// Unmeasured nodes are guessed as [Estimate] does. Without nodes it is 0.
func Makespan(nodes []Node, n int) time.Duration {
	t, _ := Plan(nodes, n)
	return t
}

// Plan is [Makespan] together with each node's share of the n texts, in the
// order of nodes; the shares add up to n.
func Plan(nodes []Node, n int) (makespan time.Duration, shares []int) {
	shares = make([]int, len(nodes))
	if len(nodes) == 0 || n <= 0 {
		return 0, shares
	}
	paces := pacesOf(Estimate(nodes))
	t := Solve(paces, n)
	rest := n
	for i, p := range paces {
		shares[i] = min(rest, p.Within(t))
		rest -= shares[i]
	}
	return time.Duration(t * float64(time.Second)), shares
}

// Pace is a node as a straight line: nothing before Start, then a text every
// Step, both in seconds.
type Pace struct{ Start, Step float64 }

// rounding is the relative error of a sum of times, several times over.
const rounding = 1e-15

// Within is how many texts are done after t seconds. The small excesses absorb
// rounding at whole multiples of Step.
func (p Pace) Within(t float64) int {
	if t <= p.Start {
		return 0
	}
	n := (t*(1+rounding)-p.Start)/p.Step + 1e-9
	if n > math.MaxInt32 {
		return math.MaxInt32
	}
	return int(n)
}

func pacesOf(nodes []Node) []Pace {
	out := make([]Pace, len(nodes))
	for i, n := range nodes {
		out[i] = paceOf(n)
	}
	return out
}

// paceOf spreads the request cost over the texts of a request of the size that
// the dispatcher would choose.
func paceOf(n Node) Pace {
	size := requestSize(n.PerText, n.PerRequest)
	return Pace{
		Start: (n.RoundTrip + n.Load + n.PerRequest).Seconds(),
		Step:  n.PerText.Seconds() + n.PerRequest.Seconds()/size,
	}
}

// requestSize is the dispatcher's number of texts in a bulk request: as many
// as fit the target time, enough to drown the request cost.
func requestSize(perText, perRequest time.Duration) float64 {
	c := perText.Seconds()
	size := math.Max(targetRequest.Seconds()/c, overheadShare*perRequest.Seconds()/c)
	return math.Min(math.Max(size, 1), largestBatch)
}

// exact is the relative tolerance of predictions: far below a nanosecond's
// share of any batch worth predicting.
const exact = 1e-9

// Solve finds the smallest t, in seconds, by which nodes of these paces have
// done n texts together. Starts must not be negative and steps must be
// positive; there must be at least one pace.
func Solve(paces []Pace, n int) float64 { return SolveWithin(paces, n, exact) }

// SolveWithin is [Solve] with a tolerance: the result is at most so much,
// relatively, above the smallest t, and never below it.
func SolveWithin(paces []Pace, n int, tolerance float64) float64 {
	alone := math.Inf(1)
	for _, p := range paces {
		alone = math.Min(alone, p.Start+float64(n)*p.Step)
	}
	// Texts that could be cut give a bound from below; rounding down costs each
	// node less than one text, which gives a bound from above.
	high := math.Min(fluid(paces, float64(n+len(paces)), alone), alone)
	low := fluid(paces, float64(n), high)
	if done(paces, high) < n { // rounding at the edge
		high = alone
	}
	for high-low > tolerance*high {
		mid := (low + high) / 2
		if mid <= low || mid >= high {
			break
		}
		if done(paces, mid) >= n {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// fluid is the t by which nodes have done n texts that could be cut, by
// Newton's method from above: the sum is convex in t, so each step stays above
// the root.
func fluid(paces []Pace, n, from float64) float64 {
	t := from
	for range 50 {
		sum, rate := 0.0, 0.0
		for _, p := range paces {
			if t > p.Start {
				sum += (t - p.Start) / p.Step
				rate += 1 / p.Step
			}
		}
		if rate == 0 || sum-n <= 1e-9*n {
			return t
		}
		t -= (sum - n) / rate
	}
	return t
}

func done(paces []Pace, t float64) int {
	total := 0
	for _, p := range paces {
		total += p.Within(t)
	}
	return total
}

// LowerBound is the shortest time that any dispatcher could need: n texts over
// the summed speed of all nodes, without any request cost. Without nodes it is
// 0.
func LowerBound(nodes []Node, n int) time.Duration {
	var rate float64
	for _, node := range Estimate(nodes) {
		rate += SpeedScore(node.PerText)
	}
	if rate == 0 || n <= 0 {
		return 0
	}
	return time.Duration(float64(n) / rate * float64(time.Second))
}
