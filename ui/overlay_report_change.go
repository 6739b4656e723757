package ui

import (
	"slices"
	"strings"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
)

// change is a flock as the user imagines it, told as what differs from the real
// one.
type change struct {
	without  []string        // IDs of nodes that are left out
	back     []adaptive.Node // real nodes that are not fit for work, as if they were
	imagined []imaginedNode  // nodes that do not exist
}

// imaginedNode is a node that does not exist. One that is off stays in the list
// and takes no part.
type imaginedNode struct {
	name string
	like string // the node that it is as fast as; "" where its speed was typed
	node adaptive.Node
	off  bool
}

func (c change) clone() change {
	return change{slices.Clone(c.without), slices.Clone(c.back), slices.Clone(c.imagined)}
}

// taking counts the imagined nodes that take part.
func (c change) taking() int {
	n := 0
	for i := range c.imagined {
		if !c.imagined[i].off {
			n++
		}
	}
	return n
}

// none says that the flock is as it is.
func (c change) none() bool { return len(c.without) == 0 && len(c.back) == 0 && c.taking() == 0 }

// empty says that nothing would be lost with it.
func (c change) empty() bool { return c.none() && len(c.imagined) == 0 }

func (c change) whatIf() adaptive.WhatIf {
	w := adaptive.WhatIf{Without: slices.Clone(c.without), Imagined: slices.Clone(c.back)}
	for i := range c.imagined {
		if one := &c.imagined[i]; !one.off {
			w.Imagined = append(w.Imagined, one.node)
		}
	}
	return w
}

// name is what a node of the changed flock is called.
func (c change) name(d *data, id string) string {
	for i := range c.imagined {
		if c.imagined[i].node.ID == id {
			return c.imagined[i].name
		}
	}
	return nodeName(d, id)
}

// words say what differs: without laptop, with shed back, with 1 imagined.
func (c change) words(d *data) string {
	const named = 2
	var out []string
	if n := len(c.without); n > named {
		out = append(out, "without "+plural(n, "node"))
	} else if n > 0 {
		names := make([]string, n)
		for i, id := range c.without {
			names[i] = shortName(nodeName(d, id), id)
		}
		out = append(out, "without "+strings.Join(names, " and "))
	}
	if n := len(c.back); n > named {
		out = append(out, "with "+plural(n, "node")+" back")
	} else if n > 0 {
		names := make([]string, n)
		for i := range c.back {
			names[i] = shortName(nodeName(d, c.back[i].ID), c.back[i].ID)
		}
		out = append(out, "with "+strings.Join(names, " and ")+" back")
	}
	if n := c.taking(); n > 0 {
		out = append(out, "with "+count(n)+" imagined")
	}
	return strings.Join(out, ", ")
}

// shortName keeps a name from filling a title; one that shows nothing gives way
// to the address.
func shortName(name, id string) string {
	const most = 16
	if strings.TrimSpace(cells.Clean(name)) == "" {
		name = id
	}
	text, _ := cutName(name, most)
	return text
}

// toggleWithout leaves a node out, or takes it in again.
func (c *change) toggleWithout(id string) {
	if at := slices.Index(c.without, id); at >= 0 {
		c.without = slices.Delete(c.without, at, at+1)
		return
	}
	c.without = append(c.without, id)
}

// isBack says whether a node that is not fit for work is imagined to be.
func (c change) isBack(id string) bool {
	return slices.ContainsFunc(c.back, func(n adaptive.Node) bool { return n.ID == id })
}

func (c *change) toggleBack(n adaptive.Node) {
	if c.isBack(n.ID) {
		c.back = slices.DeleteFunc(c.back, func(b adaptive.Node) bool { return b.ID == n.ID })
		return
	}
	c.back = append(c.back, n)
}
