package ui

import (
	"maps"
	"slices"
	"strings"
)

// findNodes finds which nodes gave the reasons of the groups, by the errors that
// they have had lately. Failures are kept without nodes, so of jobs of earlier
// sessions it is not known.
func (o *failuresOverlay) findNodes(sc *scene) {
	nodes := map[string][]string{}
	if sc.data.job(o.id) != nil {
		for i := range o.sorted {
			g := &o.sorted[i]
			if g.texts == 0 { // files fail before a node sees them
				continue
			}
			if names := nodesWith(sc, g.key); len(names) > 0 {
				nodes[g.key] = names
			}
		}
	}
	if !maps.EqualFunc(nodes, o.nodes, slices.Equal) {
		o.nodes = nodes
		o.made++
	}
}

// nodesWith are the names of the nodes that had an error of these words, figures
// aside.
func nodesWith(sc *scene, key string) []string {
	var names []string
	for i := range sc.data.flock.Nodes {
		n := &sc.data.flock.Nodes[i]
		for k := range n.Faults {
			if text := withoutFigures(n.Faults[k].Text); key == text || text != "" && strings.HasSuffix(key, " with: "+text) {
				names = append(names, n.Name)
				break
			}
		}
	}
	return names
}
