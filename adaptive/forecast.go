package adaptive

import "time"

// Forecast holds the predicted makespan of one batch for each way to run it.
// It comes from the same model of the nodes as the dispatcher's plan.
type Forecast struct {
	Sequential time.Duration // the fastest node alone
	EvenSplit  time.Duration // the same number of texts for every node: the seed's "before"
	Hybrid     time.Duration // the HybridNodes fastest, each at its pace
	Parallel   time.Duration // all nodes, each at its pace
}

// Of returns the forecast for a mode.
func (f Forecast) Of(m Mode) time.Duration {
	switch m {
	case Sequential:
		return f.Sequential
	case Hybrid:
		return f.Hybrid
	case Parallel:
		return f.Parallel
	default:
		return 0
	}
}

// Predict forecasts a batch of n texts on the nodes.
func Predict(nodes []Node, n int, t Thresholds) Forecast {
	if len(nodes) == 0 || n <= 0 {
		return Forecast{}
	}
	ordered := fastestFirst(Estimate(nodes))
	return Forecast{
		Sequential: Makespan(ordered[:1], n),
		EvenSplit:  evenSplit(ordered, n),
		Hybrid:     Makespan(ordered[:min(len(ordered), t.HybridNodes)], n),
		Parallel:   Makespan(ordered, n),
	}
}

// Alone is what the fastest of the nodes takes for n texts by itself.
func Alone(nodes []Node, n int) time.Duration {
	if len(nodes) == 0 || n <= 0 {
		return 0
	}
	return Makespan(fastestFirst(Estimate(nodes))[:1], n)
}

// evenSplit gives every node the same number of texts and waits for the last.
func evenSplit(nodes []Node, n int) time.Duration {
	var slowest float64
	for i, p := range pacesOf(nodes) {
		share := n / len(nodes)
		if i < n%len(nodes) {
			share++
		}
		if share > 0 {
			slowest = max(slowest, p.Start+float64(share)*p.Step)
		}
	}
	return time.Duration(slowest * float64(time.Second))
}
