package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"flocktop/internal/bench/virtual"
)

// Groups of scenarios, by the bar that they are held to.
const (
	groupQuiet  = "noise 0.1"
	groupLoud   = "noise 0.5"
	groupFault  = "faults and priors"
	groupSweep  = "sweep"
	groupLarge  = "large"
	groupHuge   = "huge"
	groupCost   = "request cost, first batch"
	groupLater  = "request cost, later batches"
	groupHard   = "beyond the bars"
	groupRandom = "random clusters"
)

const (
	quiet = 0.1
	loud  = 0.5
)

// The seed's clusters, times a text in milliseconds.
func dominant() []virtual.Node   { return nodes(100, 1000, 1000) }
func similar() []virtual.Node    { return nodes(100, 120, 110) }
func gpuThree() []virtual.Node   { return nodes(20, 170, 170, 170) }
func threeGPUs() []virtual.Node  { return equalNodes(3, 20) }
func laptop() []virtual.Node     { return nodes(10, 75) }
func production() []virtual.Node { return nodes(20, 21, 19, 22) }
func mixed() []virtual.Node      { return nodes(20, 20, 170, 170, 170) }
func ratio2() []virtual.Node     { return nodes(20, 27, 34, 42) }
func ratio4() []virtual.Node     { return nodes(20, 40, 60, 80) }

// scenarios is the whole table, but for the random clusters.
func scenarios() []scenario {
	var all []scenario
	for _, noise := range []float64{quiet, loud} {
		all = append(all, steady(noise)...)
	}
	all = append(all, sweep()...)
	all = append(all, priors()...)
	all = append(all, faults()...)
	all = append(all, costs()...)
	return append(all, large()...)
}

func steady(noise float64) []scenario {
	group := groupQuiet
	if noise == loud {
		group = groupLoud
	}
	name := func(s string) string { return fmt.Sprintf("%s, noise %g", s, noise) }
	return []scenario{
		plain(name("seed scenario 1: 100+1000+1000 ms, n=100"), group, noise, 100, dominant),
		plain(name("seed scenario 2: 100-120 ms, n=100"), group, noise, 100, similar),
		plain(name("seed gain 1: GPU + 3 CPU, n=200"), group, noise, 200, gpuThree),
		plain(name("seed gain 2: 3 GPUs, n=200"), group, noise, 200, threeGPUs),
		plain(name("use case 1: GPU + laptop, n=400"), group, noise, 400, laptop),
		plain(name("use case 2: 4 GPU servers, n=500"), group, noise, 500, production),
		plain(name("use case 3: 2 GPU + 3 CPU, n=200"), group, noise, 200, mixed),
		plain(name("ratio 2.1x, n=200"), group, noise, 200, ratio2),
		plain(name("ratio 4x, n=60"), group, noise, 60, ratio4),
		plain(name("ratio 4x, n=200"), group, noise, 200, ratio4),
		plain(name("ratio 4x, n=1000"), group, noise, 1000, ratio4),
		plain(name("16 equal nodes, n=1000"), group, noise, 1000, func() []virtual.Node { return equalNodes(16, 50) }),
		{name: name("sizes vary by 0.6, n=500"), group: group, make: func(seed uint64) *virtual.World {
			return &virtual.World{Nodes: ratio4(), Sizes: virtual.VariedTexts(500, 0.6, seed), Noise: noise, Seed: seed}
		}},
	}
}

func sweep() []scenario {
	var out []scenario
	for _, n := range []int{1, 2, 3, 5, 10, 20, 35, 60, 100, 200, 500, 1000, 2000, 5000} {
		out = append(out,
			plain(fmt.Sprintf("sweep: 2 GPU + 3 CPU, n=%d", n), groupSweep, quiet, n, mixed),
			plain(fmt.Sprintf("sweep: ratio 4x, n=%d", n), groupSweep, quiet, n, ratio4))
	}
	return out
}

// guessing gives every node the same guess, in milliseconds.
func guessing(ns []virtual.Node, perText ...float64) []virtual.Node {
	for i := range ns {
		ns[i].Guess = perText[i%len(perText)] * ms
	}
	return ns
}

func priors() []scenario {
	missing := plain("no priors, ratio 4x, n=200", groupFault, quiet, 200,
		func() []virtual.Node { return guessing(ratio4(), 100) })
	missing.prior = guessed
	seedGuess := plain("seed's guesses (10 and 100 ms), 2 GPU + 3 CPU, n=200", groupFault, quiet, 200,
		func() []virtual.Node { return guessing(mixed(), 10, 10, 100, 100, 100) })
	seedGuess.prior = guessed
	pessimist := plain("one fast node guessed 10x too slow, n=500", groupFault, quiet, 500,
		func() []virtual.Node { return guessing(ratio4(), 200, 40, 60, 80) })
	pessimist.prior = guessed
	wrongWay := plain("learned speeds the wrong way round, ratio 4x, n=500", groupFault, quiet, 500, ratio4)
	wrongWay.prior, wrongWay.wrongBy = wrong, []float64{4, 1.5, 0.67, 0.25}
	slower := plain("one node 5x slower than learned, n=500", groupFault, quiet, 500, ratio4)
	slower.prior, slower.wrongBy = wrong, []float64{0.2, 1, 1, 1}
	faster := plain("one node 5x faster than learned, n=500", groupFault, quiet, 500, ratio4)
	faster.prior, faster.wrongBy = wrong, []float64{5, 1, 1, 1}
	cold := plain("all cold, load 2 s, ratio 4x, n=500", groupFault, quiet, 500, func() []virtual.Node { return chilled(ratio4(), 2) })
	halfCold := plain("half of the nodes cold, load 3 s, n=500", groupFault, quiet, 500,
		func() []virtual.Node { return append(chilled(nodes(20, 40), 3), nodes(20, 40)...) })
	return []scenario{missing, seedGuess, pessimist, wrongWay, slower, faster, cold, halfCold}
}

func chilled(ns []virtual.Node, load float64) []virtual.Node {
	for i := range ns {
		ns[i].Cold, ns[i].Load = true, load
	}
	return ns
}

// broken is a scenario in which something happens to node 1 of a flock when a
// share of the undisturbed batch is over.
func broken(name, group string, n int, share float64, harm func(node *virtual.Node, at, bound float64)) scenario {
	return scenario{name: name, group: group, make: func(seed uint64) *virtual.World {
		w := &virtual.World{Nodes: ratio4(), Sizes: virtual.EqualTexts(n), Noise: quiet, Seed: seed}
		bound := w.Bound()
		harm(&w.Nodes[1], share*bound, bound)
		return w
	}}
}

func slowDown(factor float64) func(*virtual.Node, float64, float64) {
	return func(n *virtual.Node, at, _ float64) { n.Changes = []virtual.Change{{At: at, Factor: factor}} }
}

func die(silent bool, comesBack float64) func(*virtual.Node, float64, float64) {
	return func(n *virtual.Node, at, bound float64) {
		n.Outages = []virtual.Outage{{From: at, To: at + comesBack*bound, Silent: silent}}
	}
}

func faults() []scenario {
	forever := math.Inf(1)
	return []scenario{
		broken("a node slows 4x in mid-run, n=500", groupFault, 500, 0.5, slowDown(4)),
		broken("a node slows 10x in mid-run, n=500", groupFault, 500, 0.5, slowDown(10)),
		broken("a node speeds up 3x in mid-run, n=500", groupFault, 500, 0.5, slowDown(1.0/3)),
		broken("a node slows 10x in the tail, n=500", groupFault, 500, 0.92, slowDown(10)),
		broken("a node dies with a reset in mid-run, n=500", groupFault, 500, 0.5, die(false, forever)),
		broken("a node dies with a reset in the tail, n=500", groupFault, 500, 0.92, die(false, forever)),
		broken("a node resets and is back after 20 %, n=1000", groupFault, 1000, 0.4, die(false, 0.2)),
		broken("a node dies in silence in mid-run, n=500", groupFault, 500, 0.5, die(true, forever)),
		broken("a node hangs for 20 % of the run, n=1000", groupFault, 1000, 0.4, die(true, 0.2)),
		broken("a node dies in silence in the tail, n=500", groupHard, 500, 0.92, die(true, forever)),
		plain("wide network, 80 ms round trip, ratio 4x, n=1000", groupQuiet, quiet, 1000,
			func() []virtual.Node { return faraway(ratio4(), 0.08) }),
		plain("wide network, 80 ms round trip, few texts, n=60", groupHard, quiet, 60,
			func() []virtual.Node { return faraway(ratio4(), 0.08) }),
		plain("16 equal nodes, n=19", groupHard, quiet, 19, func() []virtual.Node { return equalNodes(16, 50) }),
	}
}

func faraway(ns []virtual.Node, roundTrip float64) []virtual.Node {
	for i := range ns {
		ns[i].RoundTrip = roundTrip
	}
	return ns
}

// costly are GPUs as issue reports measured them: 7 ms a text in a batch, and
// 145 ms that every request costs.
func costly() []virtual.Node {
	ns := nodes(7, 7, 14, 14)
	for i := range ns {
		ns[i].PerRequest = 0.145
		ns[i].Guess = 0.01
	}
	return ns
}

func costs() []scenario {
	first := plain("145 ms a request, 7-14 ms a text, first batch, n=1000", groupCost, quiet, 1000, costly)
	first.prior = guessed
	return []scenario{
		first,
		plain("145 ms a request, 7-14 ms a text, later batch, n=1000", groupLater, quiet, 1000, costly),
		plain("145 ms a request, 7-14 ms a text, later batch, n=5000", groupLater, quiet, 5000, costly),
	}
}

// crowd are n nodes of 10 to 100 ms, always the same.
func crowd(n int) func() []virtual.Node {
	return func() []virtual.Node {
		random := rand.New(rand.NewPCG(uint64(n), 3)) //nolint:gosec // n is positive
		times := make([]float64, n)
		for i := range times {
			times[i] = 10 * math.Pow(10, random.Float64())
		}
		return nodes(times...)
	}
}

func large() []scenario {
	million := plain("1,000 nodes, n=1,000,000", groupHuge, quiet, 1_000_000, crowd(1000))
	million.skipBaselines = true
	return []scenario{
		plain("64 nodes, n=1,000", groupLarge, quiet, 1000, crowd(64)),
		plain("1,000 nodes, n=10,000", groupLarge, quiet, 10_000, crowd(1000)),
		million,
	}
}

// randomCluster is a flock of 2 to 16 nodes with a spread of 1 to 50x and 5 to
// 2,000 texts; the seed chooses it.
func randomCluster(seed uint64) scenario {
	random := rand.New(rand.NewPCG(seed, 4))
	count := 2 + random.IntN(15)
	spread := math.Pow(50, random.Float64())
	base := 5 * math.Pow(20, random.Float64())
	times := make([]float64, count)
	for i := range times {
		times[i] = base * math.Pow(spread, random.Float64())
	}
	n := int(5 * math.Pow(400, random.Float64()))
	name := fmt.Sprintf("random %d: %d nodes, spread %.1fx, n=%d", seed, count, spread, n)
	return plain(name, groupRandom, quiet, n, func() []virtual.Node { return nodes(times...) })
}
