package main

import (
	"cmp"
	"slices"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster/dispatch"
	"flocktop/internal/bench/virtual"
)

// contender is a way to run a batch.
type contender struct {
	name string
	// policy builds it for one run. known is what an earlier batch taught.
	policy func(w *virtual.World, known []dispatch.Learned) virtual.Policy
}

// batchSize is what users of a balancer put into a request who batch at all.
const batchSize = 16

// ours is the project's own policy.
func ours() contender {
	return contender{"auto", func(_ *virtual.World, known []dispatch.Learned) virtual.Policy {
		return &virtual.Flock{Learned: known}
	}}
}

// baselines are run as their authors run them.
func baselines() []contender {
	return []contender{
		{"rules", func(w *virtual.World, known []dispatch.Learned) virtual.Policy {
			return &virtual.Flock{Learned: known, Allow: tableSet(w)}
		}},
		{"seed even split", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			return &virtual.Pull{Nodes: everyone(w), InFlight: 2, Batch: 1, Split: true}
		}},
		{"seed rules", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			nodes, workers := seedRules(w)
			if len(nodes) == 1 {
				return &virtual.Pull{Nodes: nodes, InFlight: 1, Batch: 1}
			}
			return &virtual.Pool{Nodes: nodes, Workers: workers, Batch: 1}
		}},
		{"seed rules, pull", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			nodes, _ := seedRules(w)
			return &virtual.Pull{Nodes: nodes, InFlight: 2, Batch: 1}
		}},
		{"round robin", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			return &virtual.Pool{Nodes: everyone(w), Workers: 4 * len(w.Nodes), Batch: 1}
		}},
		{"least conn", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			return &virtual.Pool{Nodes: everyone(w), Workers: 2 * len(w.Nodes), Batch: 1, Least: true}
		}},
		{"least conn, batches", func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			return &virtual.Pool{Nodes: everyone(w), Workers: 2 * len(w.Nodes), Batch: batchSize, Least: true}
		}},
	}
}

// modes are the seed's three, each at its best: nodes pull, two in flight.
func modes() []contender {
	pull := func(name string, count func(w *virtual.World) int) contender {
		return contender{name, func(w *virtual.World, _ []dispatch.Learned) virtual.Policy {
			order := fastestFirst(w)
			return &virtual.Pull{Nodes: order[:min(count(w), len(order))], InFlight: 2, Batch: 1}
		}}
	}
	return []contender{
		pull("sequential", func(*virtual.World) int { return 1 }),
		pull("hybrid", func(*virtual.World) int { return 3 }),
		pull("parallel", func(w *virtual.World) int { return len(w.Nodes) }),
	}
}

func everyone(w *virtual.World) []int {
	out := make([]int, len(w.Nodes))
	for i := range out {
		out[i] = i
	}
	return out
}

func fastestFirst(w *virtual.World) []int {
	out := everyone(w)
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(w.Nodes[a].PerText, w.Nodes[b].PerText) })
	return out
}

// tableSet are the nodes that the project's table of rules chooses.
func tableSet(w *virtual.World) []int {
	var flock []adaptive.Node
	index := map[string]int{}
	for i, n := range w.Nodes {
		id := string(rune('a' + i))
		index[id] = i
		flock = append(flock, adaptive.Node{ID: id, PerText: time.Duration(n.PerText * float64(time.Second))})
	}
	d, _, err := adaptive.Rule(flock, len(w.Sizes), adaptive.DefaultThresholds())
	if err != nil {
		return nil
	}
	out := make([]int, len(d.Nodes))
	for i, id := range d.Nodes {
		out[i] = index[id]
	}
	return out
}

// seedRules is the seed document's own table, on the plain ratio of the
// slowest node to the fastest, with its number of workers.
func seedRules(w *virtual.World) (nodes []int, workers int) {
	order, n := fastestFirst(w), len(w.Sizes)
	ratio := w.Nodes[order[len(order)-1]].PerText / w.Nodes[order[0]].PerText
	switch {
	case n < 20 || ratio >= 5:
		return order[:1], 1
	case ratio < 3:
	case n > 50:
		order = order[:min(3, len(order))]
	default:
		return order[:1], 1
	}
	base := 2 * len(order)
	switch {
	case n < 50:
		return order, min(base, n)
	case n < 200:
		return order, base
	default:
		return order, min(2*base, n)
	}
}
