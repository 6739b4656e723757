package main

import (
	"flocktop/cluster/dispatch"
	"flocktop/internal/bench/virtual"
)

// prior says what is known of the nodes' speeds when a batch begins.
type prior uint8

const (
	learned prior = iota // what an earlier batch on the same flock taught
	guessed              // nothing but each node's Guess
	wrong                // learned speeds that do not hold any more
)

// scenario is a situation that the benchmark puts every policy into.
type scenario struct {
	name  string
	group string // bars are set by group
	prior prior
	// make builds the world of one run; different seeds give different luck.
	make func(seed uint64) *virtual.World
	// wrongBy multiplies what is learned of each node, where prior is wrong.
	wrongBy []float64
	// skipBaselines leaves the baselines out where they would take too long to
	// simulate.
	skipBaselines bool
}

// Times of the scenarios, in seconds.
const (
	lan  = 0.001 // round trip in one room
	ms   = 0.001
	warm = 200 // texts of the batch that teaches the speeds, at least
)

// nodes are nodes of these times a text, in milliseconds.
func nodes(perText ...float64) []virtual.Node {
	out := make([]virtual.Node, len(perText))
	for i, t := range perText {
		out[i] = virtual.Node{PerText: t * ms, RoundTrip: lan}
	}
	return out
}

// equalNodes are n nodes alike.
func equalNodes(n int, perText float64) []virtual.Node {
	times := make([]float64, n)
	for i := range times {
		times[i] = perText
	}
	return nodes(times...)
}

// plain is a scenario of equal texts on nodes without faults.
func plain(name, group string, noise float64, n int, flock func() []virtual.Node) scenario {
	return scenario{name: name, group: group, make: func(seed uint64) *virtual.World {
		return &virtual.World{Nodes: flock(), Sizes: virtual.EqualTexts(n), Noise: noise, Seed: seed}
	}}
}

// start is the policy's knowledge at the beginning of a run.
func (s scenario) start(seed uint64) []dispatch.Learned {
	if s.prior == guessed {
		return nil
	}
	known := s.teach(seed)
	for i, by := range s.wrongBy {
		known[i].PerUnit *= by
	}
	return known
}

// teach runs an earlier batch on the same flock without its faults, and returns
// what it taught.
func (s scenario) teach(seed uint64) []dispatch.Learned {
	world := s.make(seed ^ 0x5eed)
	for i := range world.Nodes {
		world.Nodes[i].Changes, world.Nodes[i].Outages, world.Nodes[i].Cold = nil, nil, false
	}
	world.Sizes = virtual.EqualTexts(max(warm, 20*len(world.Nodes)))
	teacher := &virtual.Flock{}
	world.Run(teacher)
	return teacher.Lessons()
}
