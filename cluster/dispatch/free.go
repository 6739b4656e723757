package dispatch

import (
	"cmp"
	"slices"
)

// Nodes that could take work stand in a list, so that not all of a large flock are
// looked at for each request: one is taken off once it is found to have no room, or
// to be left out by the plan.

// unpark lists every node that could take work, the fastest on top.
func (d *Dispatcher) unpark() {
	before := len(d.free)
	for _, n := range d.nodes {
		if !n.listed && n.hasRoom(&d.set, d.now) {
			n.listed = true
			d.free = append(d.free, n.index)
		}
	}
	if len(d.free) > before {
		slices.SortFunc(d.free, func(a, b int) int {
			return cmp.Or(cmp.Compare(d.nodes[b].unit(), d.nodes[a].unit()), b-a)
		})
	}
}

// offer lists a node that has room again.
func (d *Dispatcher) offer(n *node) {
	if !n.listed && n.hasRoom(&d.set, d.now) {
		n.listed = true
		d.free = append(d.free, n.index)
	}
}

// unlist takes a node off the list; it mostly stands on top.
func (d *Dispatcher) unlist(n *node) {
	if !n.listed {
		return
	}
	n.listed = false
	for i, index := range slices.Backward(d.free) {
		if index == n.index {
			d.free = slices.Delete(d.free, i, i+1)
			return
		}
	}
}

// relist lists the nodes that have room, so that copies find a place.
func (d *Dispatcher) relist() {
	for _, n := range d.nodes {
		d.offer(n)
	}
}
