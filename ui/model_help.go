package ui

import (
	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// exampleModel is the one that we name to people who have none: small, and
// good at what this program is for.
const exampleModel = "nomic-embed-text"

// modelHelp says that no node has the model, or that none is chosen, which
// models there are, and how to get one.
func modelHelp(sc *scene, w, h int) []string {
	t := sc.theme
	name, heading := exampleModel, "No model is chosen: "+named(modelKey)+" chooses one"
	pull := true
	switch m := sc.data.settings.Model; {
	case m != "":
		name = cluster.ShortModel(m)
		heading = "No node has the model " + name
	case len(sc.data.flock.Choices()) > 0:
		pull = false
	case !sc.data.answering():
		heading = "No model is known: no node answers"
	default:
		heading = "No model is known: no node has one that embeds"
	}
	lines := []string{newLine(w).gap(1).put(t.Warn, heading).end()}
	if pull {
		lines = append(lines, newLine(w).gap(1).put(t.Muted, "on a node: ").put(t.Strong, "ollama pull "+name).end())
	}
	longest := minName
	for i := range sc.data.flock.Nodes {
		longest = max(longest, cells.Width(sc.data.flock.Nodes[i].Name))
	}
	for i := range sc.data.flock.Nodes {
		n := &sc.data.flock.Nodes[i]
		if len(lines) >= h {
			break
		}
		l := newLine(w).gap(1).name(t.Text, n.Name, min(longest, w/3)).gap(2)
		l.put(t.Muted, installed(n))
		lines = append(lines, l.end())
	}
	return fill(lines, w, h)
}

// installed lists the models of a node, embedding models first.
func installed(n *cluster.Node) string {
	switch {
	case len(n.Models) > 0:
	case n.State == cluster.Offline || n.State == cluster.Probing:
		return unknown + ": " + n.State.String()
	default:
		return "no models"
	}
	text := ""
	for _, embedding := range []bool{true, false} {
		for _, m := range n.Models {
			if m.Embedding == embedding {
				if text != "" {
					text += ", "
				}
				text += cells.Clean(cluster.ShortModel(m.Name))
			}
		}
	}
	return text
}
