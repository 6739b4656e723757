package ui

import (
	"fmt"

	"flocktop/cluster"
	"flocktop/ui/internal/theme"
)

// nodesPane lists the nodes in configured order, so that nothing jumps. The
// selection follows a node by its ID.
type nodesPane struct {
	cursor   cursor
	selected string // ID
}

func (p *nodesPane) heading(sc *scene) heading {
	total := len(sc.data.flock.Nodes)
	head := heading{
		title: "Nodes",
		note:  fmt.Sprintf("%s of %s fit for work", count(sc.data.working), count(total)),
		foot:  hintOf(sc, p.selected),
	}
	if sc.data.settings.Simulated != "" {
		head.title = "Nodes, SIMULATED"
	}
	if p.cursor.page < total {
		head.note += fmt.Sprintf(", rows %s to %s", count(p.cursor.offset+1), count(min(total, p.cursor.offset+p.cursor.page)))
	}
	return head
}

// sync finds the selected node again in new data; where it is gone, the one
// that took its place is selected.
func (p *nodesPane) sync(nodes []cluster.Node) {
	if p.cursor.at < len(nodes) && nodes[p.cursor.at].ID == p.selected {
		return
	}
	for i := range nodes {
		if nodes[i].ID == p.selected {
			p.cursor.at = i
			return
		}
	}
	p.cursor.move(stay, len(nodes))
	if len(nodes) > 0 {
		p.selected = nodes[p.cursor.at].ID
	}
}

func (p *nodesPane) move(d *data, m motion) {
	nodes := d.flock.Nodes
	p.sync(nodes)
	p.cursor.move(m, len(nodes))
	if len(nodes) > 0 {
		p.selected = nodes[p.cursor.at].ID
	}
}

// current is the selected node; the zero node without nodes.
func (p *nodesPane) current(d *data) cluster.Node {
	nodes := d.flock.Nodes
	p.sync(nodes)
	if len(nodes) == 0 {
		return cluster.Node{}
	}
	return nodes[p.cursor.at]
}

func (p *nodesPane) draw(sc *scene, w, h int) []string {
	nodes := sc.data.flock.Nodes
	p.sync(nodes)
	table := chooseColumns(w, longestName(nodes))
	lines := make([]string, 0, h)
	lines = append(lines, table.head(sc, w))
	from, to := p.cursor.window(len(nodes), h-1)
	for i := from; i < to; i++ {
		lines = append(lines, table.row(sc, &nodes[i], i == p.cursor.at, w))
	}
	return fill(lines, w, h)
}

// hintOf is what a node that works has to say about its set-up: the selected
// one, else the first. What a node that does not work has to say stands in its
// row.
func hintOf(sc *scene, selected string) string {
	var from *cluster.Node
	nodes := sc.data.flock.Nodes
	for i := range nodes {
		n := &nodes[i]
		if n.Note == "" || !n.State.Works() {
			continue
		}
		if n.ID == selected {
			from = n
			break
		}
		if from == nil {
			from = n
		}
	}
	if from == nil {
		return ""
	}
	return sc.theme.Glyphs.Alert + " " + from.Name + ": " + from.Note
}

// rowStyle is how a node's plain figures are painted: less loud where it does
// not work.
func rowStyle(sc *scene, n *cluster.Node, selected bool) theme.Style {
	switch {
	case selected:
		return sc.theme.Strong
	case !n.State.Works():
		return sc.theme.Muted
	default:
		return sc.theme.Text
	}
}
