package adaptive

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

func TestEstimateNeverMixesUnits(t *testing.T) {
	gpu, cpu := Node{ID: "gpu", GPU: true}, Node{ID: "cpu"}
	measured := func(n Node, perText time.Duration) Node { n.PerText = perText; return n }
	tests := map[string]struct {
		nodes []Node
		want  []time.Duration
	}{
		"nothing measured: the seed's scores":        {[]Node{gpu, cpu}, []time.Duration{10 * ms, 100 * ms}},
		"a GPU like the measured GPU":                {[]Node{measured(gpu, 30*ms), gpu}, []time.Duration{30 * ms, 30 * ms}},
		"a CPU is a tenth of the measured GPU":       {[]Node{measured(gpu, 30*ms), cpu}, []time.Duration{30 * ms, 300 * ms}},
		"a GPU is ten times the measured CPU":        {[]Node{measured(cpu, 200*ms), gpu}, []time.Duration{200 * ms, 20 * ms}},
		"the mean of speeds, not of times":           {[]Node{measured(cpu, 100*ms), measured(cpu, 300*ms), cpu}, []time.Duration{100 * ms, 300 * ms, 150 * ms}},
		"each kind by its own":                       {[]Node{measured(gpu, 10*ms), measured(cpu, 40*ms), gpu, cpu}, []time.Duration{10 * ms, 40 * ms, 10 * ms, 40 * ms}},
		"a CPU of a nanosecond leaves a GPU its own": {[]Node{measured(cpu, 1), gpu}, []time.Duration{1, 1}},
		"what is measured stays":                     {[]Node{measured(gpu, 5*time.Second), measured(cpu, ms)}, []time.Duration{5 * time.Second, ms}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for i, n := range Estimate(test.nodes) {
				if d := n.PerText - test.want[i]; d < -1 || d > 1 {
					t.Errorf("%s counts as %v, want %v", n.ID, n.PerText, test.want[i])
				}
			}
		})
	}
}

func TestMakespan(t *testing.T) {
	tests := map[string]struct {
		nodes []Node
		n     int
		want  time.Duration
	}{
		"no nodes":                   {nil, 10, 0},
		"no texts":                   {flock(100), 0, 0},
		"one node":                   {flock(100), 10, time.Second},
		"two alike":                  {flock(100, 100), 10, 500 * ms},
		"texts are not cut":          {flock(100, 100), 11, 600 * ms},
		"a hopeless node is no help": {flock(10, 100_000), 10, 100 * ms},
		"each at its pace":           {flock(100, 200), 3, 200 * ms},
		"round trip and load": {
			[]Node{{PerText: 100 * ms, RoundTrip: 50 * ms, Load: time.Second}},
			1,
			1150 * ms,
		},
		"others work while one loads": {[]Node{{PerText: 100 * ms, Load: time.Second}, {PerText: 100 * ms}}, 10, time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Makespan(test.nodes, test.n); math.Abs(got.Seconds()-test.want.Seconds()) > 1e-6 {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestARequestCostIsSpreadOverItsTexts(t *testing.T) {
	costly := []Node{{PerText: 7 * ms, PerRequest: 145 * ms}}
	one, many := Makespan(costly, 1), Makespan(costly, 2560)
	if one < 152*ms || one > 154*ms {
		t.Errorf("one text takes %v, want its own time and the request's", one)
	}
	if want := 2560*7*ms + 11*145*ms; many < 2560*7*ms+10*145*ms || many > want+100*ms {
		t.Errorf("ten requests of 256 take %v, want about %v", many, want)
	}
}

// exceeds says that a is longer than b by more than a prediction is exact.
func exceeds(a, b time.Duration) bool { return a > b+b/1e8+time.Microsecond }

// The planned time is the smallest: it is enough, and a little less is not.
func TestSolveIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var paces []Pace
		for range rapid.IntRange(1, 20).Draw(t, "nodes") {
			paces = append(paces, Pace{
				Start: rapid.Float64Range(0, 100).Draw(t, "start"),
				Step:  rapid.Float64Range(1e-6, 100).Draw(t, "step"),
			})
		}
		n := rapid.IntRange(1, 100_000).Draw(t, "texts")
		end := Solve(paces, n)
		if got := done(paces, end); got < n {
			t.Fatalf("by %g %d texts are done, want %d", end, got, n)
		}
		if got := done(paces, end*(1-1e-7)); got >= n {
			t.Fatalf("%g is not the smallest: a little earlier %d of %d are done", end, got, n)
		}
		if loose := SolveWithin(paces, n, 1e-3); loose < end*(1-1e-9) || loose > end*1.0011 {
			t.Fatalf("within 0.001 the end is %g, exactly %g", loose, end)
		}
	})
}

// More nodes and fewer texts never take longer, shares add up, and nobody beats
// the lower bound.
func TestPlansAreConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := Estimate(drawFlock(t))
		n := rapid.IntRange(1, 10_000).Draw(t, "texts")
		all, shares := Plan(nodes, n)
		sum := 0
		for _, s := range shares {
			if s < 0 {
				t.Fatalf("shares %v", shares)
			}
			sum += s
		}
		if sum != n {
			t.Fatalf("shares %v of %d texts", shares, n)
		}
		if fewer := Makespan(nodes[:len(nodes)-1], n); len(nodes) > 1 && exceeds(all, fewer) {
			t.Fatalf("with a node less %v instead of %v", fewer, all)
		}
		if less := Makespan(nodes, n-1); exceeds(less, all) {
			t.Fatalf("with a text less %v instead of %v", less, all)
		}
		if bound := LowerBound(nodes, n); exceeds(bound, all) {
			t.Fatalf("the bound %v lies above the plan %v", bound, all)
		}
		p := Predict(nodes, n, DefaultThresholds())
		if exceeds(p.Parallel, p.Hybrid) || exceeds(p.Hybrid, p.Sequential) {
			t.Fatalf("more nodes are slower: %+v", p)
		}
		if p.Of(Parallel) != p.Parallel || p.Of(Hybrid) != p.Hybrid || p.Of(Sequential) != p.Sequential || p.Of(0) != 0 {
			t.Fatalf("Of mixes modes: %+v", p)
		}
	})
}

func TestBoundsAndRatiosOfNothing(t *testing.T) {
	if LowerBound(nil, 10) != 0 || LowerBound(flock(1), 0) != 0 || SpeedRatio(nil) != 0 || SpeedScore(0) != 0 {
		t.Error("nothing has a bound, a ratio or a score")
	}
	if got := SpeedRatio(flock(100, 250)); got != 2.5 {
		t.Errorf("ratio %g, want 2.5", got)
	}
	if got := Predict(nil, 5, DefaultThresholds()); got != (Forecast{}) {
		t.Errorf("a forecast for no nodes: %+v", got)
	}
	if got := (Pace{Step: 1e-300}).Within(1e300); got != math.MaxInt32 {
		t.Errorf("endless texts are %d", got)
	}
}
