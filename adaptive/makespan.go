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

// Within is how many texts are done after t seconds. The small excess absorbs
// rounding at whole multiples of Step.
func (p Pace) Within(t float64) int {
	if t <= p.Start {
		return 0
	}
	return int(math.Min((t-p.Start)/p.Step+1e-9, math.MaxInt32))
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
		Start: (n.RoundTrip + n.Load).Seconds(),
		Step:  n.PerText.Seconds() + n.PerRequest.Seconds()/size,
	}
}

// requestSize is the dispatcher's number of texts in a bulk request: as many
// as fit the target time, enough that the request cost stays below a sixth.
func requestSize(perText, perRequest time.Duration) float64 {
	c := perText.Seconds()
	size := math.Max(targetRequest.Seconds()/c, 6*perRequest.Seconds()/c)
	return math.Min(math.Max(size, 1), largestBatch)
}

// Solve finds the smallest t, in seconds, by which nodes of these paces have
// done n texts together, by bisection between the fluid bound and the best of
// them alone. Starts must not be negative; there must be at least one pace.
func Solve(paces []Pace, n int) float64 {
	var rate float64
	alone := math.Inf(1)
	for _, p := range paces {
		rate += 1 / p.Step
		alone = math.Min(alone, p.Start+float64(n)*p.Step)
	}
	low, high := float64(n)/rate, alone
	for range 60 {
		if high-low <= 1e-9*high {
			break
		}
		mid := (low + high) / 2
		if done(paces, mid) >= n {
			high = mid
		} else {
			low = mid
		}
	}
	return high
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
