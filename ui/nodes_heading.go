package ui

import (
	"slices"
	"strings"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// heading says how many nodes there are and what part of them is seen.
func (p *nodesPane) heading(sc *scene) heading {
	head := heading{title: "Nodes", foot: p.foot(sc)}
	if sc.data.settings.Simulated != "" {
		head.title = "Nodes, SIMULATED"
	}
	// The note gives way to the title as a whole, so what matters least is left
	// out of it first.
	const edges = 7 // signs and blanks around title and note
	room := p.width - cells.Width(head.title) - edges
	for _, part := range p.notes(sc) {
		if head.note == "" {
			head.note, _ = cells.Cut(part, room)
		} else if text := head.note + ", " + part; cells.Width(text) <= room {
			head.note = text
		}
	}
	return head
}

func (p *nodesPane) notes(sc *scene) []string {
	total, shown := len(sc.data.flock.Nodes), len(p.listing.shown)
	first := count(sc.data.working) + " of " + count(total) + " fit for work"
	if p.listing.words != "" {
		first = count(shown) + " of " + count(total) + " shown, /" + p.listing.words
	}
	out := []string{first}
	if sc.data.settings.Watching.hidesWork() {
		out = append(out, "the other's requests are not seen here")
	}
	if p.cursor.page < shown {
		out = append(out, "rows "+count(p.cursor.offset+1)+" to "+count(min(shown, p.cursor.offset+p.cursor.page)))
	}
	if by := p.listing.by; by.key != "" {
		out = append(out, "by "+by.key+" "+by.arrow(sc))
	}
	return out
}

// foot is what a node is asked to do, else what one has to say.
func (p *nodesPane) foot(sc *scene) string {
	if len(sc.data.chores) > 0 {
		texts := make([]string, len(sc.data.chores))
		for i := range sc.data.chores {
			texts[i] = sc.data.chores[i].doing()
		}
		return sc.theme.Glyphs.State(cluster.Loading.Glyph()) + " " + strings.Join(texts, ", ")
	}
	return hintOf(sc, p.selected, p.tells)
}

// tells says whether all that a node has to say is seen in its row.
func (p *nodesPane) tells(sc *scene, at int) bool {
	if !p.table.tells(&sc.data.flock.Nodes[at]) {
		return false
	}
	shown := p.listing.shown
	from := min(p.cursor.offset, len(shown))
	return slices.Contains(shown[from:min(len(shown), from+p.cursor.page)], at)
}

// hintOf is what a node that works has to say about its set-up: the selected
// one, else the first. What a node that does not work has to say stands in its
// row, and so it may of others where there is room.
func hintOf(sc *scene, selected string, inRow func(sc *scene, at int) bool) string {
	var from *cluster.Node
	nodes := sc.data.flock.Nodes
	for i := range nodes {
		n := &nodes[i]
		if n.Note == "" || !n.State.Works() || inRow(sc, i) {
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
