package virtual

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func about(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

func world(noise float64, texts int, nodes ...Node) *World {
	return &World{Nodes: nodes, Sizes: EqualTexts(texts), Noise: noise, Seed: 1}
}

func TestBounds(t *testing.T) {
	tests := map[string]struct {
		world *World
		want  float64
	}{
		"one node":                    {world(0, 10, Node{PerText: 0.1}), 1},
		"texts are not cut":           {world(0, 11, Node{PerText: 0.1}, Node{PerText: 0.1}), 0.6},
		"one round trip":              {world(0, 10, Node{PerText: 0.1, RoundTrip: 0.08}), 1.08},
		"one request":                 {world(0, 10, Node{PerText: 0.1, PerRequest: 0.3}), 1.3},
		"one load":                    {world(0, 10, Node{PerText: 0.1, Cold: true, Load: 2}), 3},
		"a slow-down":                 {world(0, 10, Node{PerText: 0.1, Changes: []Change{{At: 0.5, Factor: 4}}}), 2.5},
		"an outage":                   {world(0, 10, Node{PerText: 0.1, Outages: []Outage{{From: 0.5, To: 3}}}), 3.5},
		"nobody left":                 {world(0, 10, Node{PerText: 0.1, Outages: []Outage{{From: 0.5, To: math.Inf(1)}}}), math.Inf(1)},
		"sizes that vary may be cut":  {&World{Nodes: []Node{{PerText: 1}, {PerText: 1}}, Sizes: []float64{1.5, 0.5, 1}}, 1.5},
		"a hopeless node is no help":  {world(0, 3, Node{PerText: 0.1}, Node{PerText: 9}), 0.3},
		"faster is better than equal": {world(0, 9, Node{PerText: 0.1}, Node{PerText: 0.2}), 0.6},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.world.Bound()
			if math.IsInf(test.want, 1) != math.IsInf(got, 1) || (!math.IsInf(got, 1) && math.Abs(got-test.want) > 1e-5) {
				t.Errorf("%g, want %g", got, test.want)
			}
		})
	}
}

func TestServersWorkOneTextAfterTheOther(t *testing.T) {
	sequential := &Pull{Nodes: []int{0}, InFlight: 1, Batch: 1}
	about(t, "one at a time, the round trip each time", world(0, 10, Node{PerText: 0.1, RoundTrip: 0.08}).Run(sequential).Seconds, 1.8)
	pipelined := &Pull{Nodes: []int{0}, InFlight: 2, Batch: 1}
	about(t, "two in flight, the round trip hidden", world(0, 10, Node{PerText: 0.1, RoundTrip: 0.08}).Run(pipelined).Seconds, 1.08)
	batched := &Pull{Nodes: []int{0}, InFlight: 1, Batch: 5}
	about(t, "two requests of five", world(0, 10, Node{PerText: 0.1, PerRequest: 0.3}).Run(batched).Seconds, 1.6)
	split := &Pull{Nodes: []int{0, 1}, InFlight: 2, Batch: 1, Split: true}
	about(t, "an even split waits for the slowest", world(0, 10, Node{PerText: 0.1}, Node{PerText: 0.5}).Run(split).Seconds, 2.5)
}

func TestFaultsReachTheClient(t *testing.T) {
	reset := world(0, 10, Node{PerText: 0.1, Outages: []Outage{{From: 0.25, To: math.Inf(1)}}}, Node{PerText: 0.1})
	r := reset.Run(&Pool{Nodes: []int{0, 1}, Workers: 2, Batch: 1, Least: true})
	if r.Left > 0 || r.Seconds < 0.7 || r.Seconds > 1 {
		t.Errorf("after a reset %d texts are left at %g s", r.Left, r.Seconds)
	}
	silent := world(0, 10, Node{PerText: 0.1, Outages: []Outage{{From: 0.25, To: math.Inf(1), Silent: true}}}, Node{PerText: 0.1})
	r = silent.Run(&Pool{Nodes: []int{0, 1}, Workers: 2, Batch: 1})
	if r.Left > 0 || r.Seconds < timeout {
		t.Errorf("after a silent death %d texts are left at %g s, want a time-out of %g s", r.Left, r.Seconds, timeout)
	}
	r = silent.Run(&Flock{})
	if r.Left > 0 || r.Seconds > 2 {
		t.Errorf("the dispatcher has %d texts left at %g s", r.Left, r.Seconds)
	}
}

func TestCurvesAndProfilesCanBeReadBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCurve(rapid.Float64Range(1e-3, 10).Draw(t, "per unit"), rapid.Float64Range(0, 1).Draw(t, "noise"), 1, 1)
		u := rapid.Float64Range(0, 300).Draw(t, "units")
		if back := c.units(c.effort(u)); math.Abs(back-u) > 1e-6*(1+u) {
			t.Fatalf("%g units come back as %g", u, back)
		}
		from := rapid.Float64Range(0, 10).Draw(t, "from")
		p := newProfile(Node{
			Changes: []Change{{At: rapid.Float64Range(0, 10).Draw(t, "change"), Factor: rapid.Float64Range(0.1, 20).Draw(t, "factor")}},
			Outages: []Outage{{From: from, To: from + rapid.Float64Range(0.1, 5).Draw(t, "outage")}},
		})
		start, effort := rapid.Float64Range(0, 12).Draw(t, "start"), rapid.Float64Range(0.01, 20).Draw(t, "effort")
		if got := p.capacity(start, p.finish(start, effort)); math.Abs(got-effort) > 1e-6*(1+effort) {
			t.Fatalf("until %g %g of %g are done", p.finish(start, effort), got, effort)
		}
	})
}

// drawWorld is any flock with any faults, of which the first node never dies.
func drawWorld(t *rapid.T) *World {
	w := &World{Noise: rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(t, "noise"), Seed: rapid.Uint64().Draw(t, "seed")}
	for i := range rapid.IntRange(1, 6).Draw(t, "nodes") {
		n := Node{
			PerText:    rapid.Float64Range(0.005, 0.5).Draw(t, "per text"),
			PerRequest: rapid.SampledFrom([]float64{0, 0, 0.1}).Draw(t, "per request"),
			// never none: who tries again at once would try for ever in no time while the node is down
			RoundTrip: rapid.SampledFrom([]float64{0.0002, 0.001, 0.08}).Draw(t, "round trip"),
			Guess:     rapid.Float64Range(0.001, 1).Draw(t, "guess"),
			Cold:      rapid.Bool().Draw(t, "cold"), Load: rapid.SampledFrom([]float64{0, 1}).Draw(t, "load"),
		}
		at := rapid.Float64Range(0, 5).Draw(t, "at")
		switch rapid.IntRange(0, 4).Draw(t, "fault") {
		case 0:
			n.Changes = []Change{{At: at, Factor: rapid.Float64Range(0.2, 3).Draw(t, "factor")}} // others give up on a request after a minute
		case 1:
			n.Outages = []Outage{{From: at, To: at + rapid.Float64Range(0.1, 10).Draw(t, "outage"), Silent: rapid.Bool().Draw(t, "silent")}}
		case 2:
			if i > 0 {
				n.Outages = []Outage{{From: at, To: math.Inf(1), Silent: rapid.Bool().Draw(t, "silent")}}
			}
		}
		w.Nodes = append(w.Nodes, n)
	}
	texts := rapid.IntRange(1, 150).Draw(t, "texts")
	w.Sizes = EqualTexts(texts)
	if rapid.Bool().Draw(t, "varied") {
		w.Sizes = VariedTexts(texts, 0.6, w.Seed)
	}
	return w
}

// Nobody beats the bound, and every policy answers every text, on any flock of
// which one node stays.
func TestNobodyBeatsTheBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		bound := w.Bound()
		all := make([]int, len(w.Nodes))
		for i := range all {
			all[i] = i
		}
		teacher := &Flock{}
		for name, p := range map[string]Policy{
			"auto":   teacher,
			"split":  &Pull{Nodes: all, InFlight: 2, Batch: 1, Split: true},
			"pull":   &Pull{Nodes: all, InFlight: 2, Batch: 8},
			"turns":  &Pool{Nodes: all, Workers: 4 * len(all), Batch: 1},
			"least":  &Pool{Nodes: all, Workers: 2 * len(all), Batch: 4, Least: true},
			"forced": &Flock{Allow: []int{0}},
		} {
			r := w.Run(p)
			if r.Left > 0 {
				t.Fatalf("%s leaves %d texts", name, r.Left)
			}
			if r.Seconds < bound*(1-1e-6) {
				t.Fatalf("%s needs %g s, less than the bound of %g s", name, r.Seconds, bound)
			}
			if r.Computed < len(w.Sizes) {
				t.Fatalf("%s computes %d of %d texts", name, r.Computed, len(w.Sizes))
			}
		}
		if r := w.Run(&Flock{Learned: teacher.Lessons()}); r.Left > 0 || r.Seconds < bound*(1-1e-6) {
			t.Fatalf("with lessons: %d texts left, %g s, bound %g s", r.Left, r.Seconds, bound)
		}
	})
}

// The k-th text on a node costs the same whatever the policy, and a run can be
// repeated.
func TestRunsCanBeRepeated(t *testing.T) {
	w := world(0.5, 300, Node{PerText: 0.02, RoundTrip: 0.001}, Node{PerText: 0.05, RoundTrip: 0.001})
	first, again := w.Run(&Flock{}), w.Run(&Flock{})
	about(t, "the same run again", again.Seconds, first.Seconds)
	random := rand.New(rand.NewPCG(1, 1))
	var sum float64
	for range 20_000 {
		sum += lognormal(random, 0.5)
	}
	if mean := sum / 20_000; math.Abs(mean-1) > 0.02 {
		t.Errorf("the mean of the noise is %g", mean)
	}
}
