package ui

import (
	"strings"

	"flocktop/cluster"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// nodesPane lists the nodes, in configured order as long as nobody sorts them.
// The selection follows a node by its ID.
type nodesPane struct {
	cursor   cursor
	selected string // ID
	// before is what was selected when the list was narrowed: it is selected
	// again where it comes back, unless somebody has moved meanwhile.
	before string
	// awaited is a node that comes back and is selected then, unless as above.
	awaited string
	// chosen says that somebody has moved to the selected node: only then is it
	// followed out of sight when the list is sorted anew, as it was just now where
	// sorted says so.
	chosen, sorted bool

	listing listing
	width   int // when it was last drawn
	table   table
	fits    struct{ w, longest int } // what the table was chosen for
}

// filter and setFilter narrow the list.
func (p *nodesPane) filter() string { return p.listing.words }

func (p *nodesPane) setFilter(text string) {
	if p.before == "" {
		p.before = p.selected
	}
	p.listing.narrow(text)
}

// filterKeys are examples of words that look in one part of a node.
func (p *nodesPane) filterKeys() string { return "state:busy, on:gpu, model:name, note:word" }

// keep and recall are for what outlasts the program.
func (p *nodesPane) keep(to *prefs.Prefs) {
	to.Sort, to.Reverse, to.Filter = p.listing.by.key, p.listing.by.reverse, p.listing.words
}

func (p *nodesPane) recall(from prefs.Prefs) {
	if _, ok := sortingOf(from.Sort); ok {
		p.listing.order(order{from.Sort, from.Reverse})
	}
	p.listing.narrow(from.Filter)
}

// sync finds the selected node again in new data; where it is gone, the one
// that took its place is selected.
func (p *nodesPane) sync(d *data) {
	p.listing.seconds = cluster.RecentSeconds(d.rates)
	p.listing.update(d.flock.Nodes, d.flock.At)
	if p.awaited != "" && p.find(d, p.awaited) {
		p.selected, p.awaited = p.awaited, ""
	}
	if p.before != "" && p.find(d, p.before) {
		p.selected = p.before
	}
	if p.listing.words == "" {
		p.before = ""
	}
	found := p.find(d, p.selected)
	if p.sorted {
		p.sorted = false
		if p.cursor.at >= max(1, p.cursor.page) {
			p.cursor.at, found = 0, false
		}
	}
	if !found {
		p.choose(d, stay)
	}
}

// find moves to the node with that ID, if it is listed.
func (p *nodesPane) find(d *data, id string) bool {
	shown := p.listing.shown
	if p.cursor.at < len(shown) && d.flock.Nodes[shown[p.cursor.at]].ID == id {
		return true
	}
	for row, i := range shown {
		if d.flock.Nodes[i].ID == id {
			p.cursor.at = row
			return true
		}
	}
	return false
}

// choose moves through what is listed and selects what is there.
func (p *nodesPane) choose(d *data, m motion) {
	shown := p.listing.shown
	p.cursor.move(m, len(shown))
	if len(shown) > 0 {
		p.selected = d.flock.Nodes[shown[p.cursor.at]].ID
	}
}

func (p *nodesPane) move(d *data, m motion) {
	p.sync(d)
	p.listing.touch(d.flock.At)
	p.before, p.awaited = "", ""
	p.chosen = m != top // who goes to the top means whoever stands there
	p.choose(d, m)
}

// current is the selected node; the zero node where none is listed.
func (p *nodesPane) current(d *data) cluster.Node {
	p.sync(d)
	if len(p.listing.shown) == 0 {
		return cluster.Node{}
	}
	return d.flock.Nodes[p.listing.shown[p.cursor.at]]
}

// step selects the node that is listed above or below the one with this ID, and
// returns it.
func (p *nodesPane) step(d *data, id string, m motion) string {
	p.sync(d)
	p.find(d, id)
	p.move(d, m)
	return p.selected
}

// place is which of the listed nodes has this ID, from 1 on, and how many there
// are; 0 where it is not listed.
func (p *nodesPane) place(d *data, id string) (at, of int) {
	for row, i := range p.listing.shown {
		if i < len(d.flock.Nodes) && d.flock.Nodes[i].ID == id {
			return row + 1, len(p.listing.shown)
		}
	}
	return 0, len(p.listing.shown)
}

func (p *nodesPane) draw(sc *scene, w, h int) []string {
	nodes := sc.data.flock.Nodes
	p.sync(sc.data)
	p.width = w
	if longest := longestName(nodes); p.table.columns == nil || p.fits.w != w || p.fits.longest != longest {
		p.fits.w, p.fits.longest = w, longest
		p.table = chooseColumns(w-1, longest) // a figure does not touch the frame
	}
	shown := p.listing.shown
	lines := make([]string, 0, h)
	lines = append(lines, p.table.head(sc, p.listing.by, w))
	from, to := p.cursor.window(len(shown), h-1)
	for row := from; row < to; row++ {
		lines = append(lines, p.table.row(sc, &nodes[shown[row]], row == p.cursor.at, w))
	}
	switch {
	case len(nodes) == 0:
		lines = append(lines, newLine(w).gap(cursorWidth).put(sc.theme.Warn, "no node is watched: ").
			put(sc.theme.Key, named(addKey)).put(sc.theme.Muted, " adds one").end())
	case len(shown) == 0:
		lines = append(lines, p.nothing(sc, w)...)
	}
	return fill(lines, w, h)
}

// nothing says how to get back to a list with something in it.
func (p *nodesPane) nothing(sc *scene, w int) []string {
	t := sc.theme
	return []string{
		newLine(w).gap(cursorWidth).put(t.Warn, "no node matches ").put(t.Strong, "/"+p.listing.words).end(),
		newLine(w).gap(cursorWidth).put(t.Key, named(backKey)).put(t.Muted, " shows all "+count(len(sc.data.flock.Nodes))+" again, ").
			put(t.Key, named(filterKey)).put(t.Muted, " changes the filter").end(),
	}
}

// click sorts by the column whose head is hit, the other way round where it is
// already sorted by that, or selects a row.
func (p *nodesPane) click(d *data, x, y int) bool {
	if y == 0 {
		if key := p.table.keyAt(x); key != "" {
			p.sortBy(key)
		}
		return false
	}
	p.sync(d)
	row, ok := p.cursor.row(y, 1, len(p.listing.shown))
	if ok {
		p.selected = d.flock.Nodes[p.listing.shown[row]].ID
		p.move(d, stay)
	}
	return ok
}

// copied is the selected node in a line.
func (p *nodesPane) copied(sc *scene) string {
	n := p.current(sc.data)
	if n.ID == "" {
		return ""
	}
	return nodeInALine(sc.data, &n)
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

// nodeInALine is a node's address and figures, to be pasted somewhere.
func nodeInALine(d *data, n *cluster.Node) string {
	parts := []string{n.Name, n.ID, n.State.String(), "health " + count(n.Health.Score)}
	if n.GPUShare != nil {
		parts = append(parts, strings.ToUpper(hardware(n))+" ("+wholePercent(*n.GPUShare)+" on the GPU)")
	}
	for _, f := range []struct{ text, what string }{
		{scantMark(n) + latency(n.Average), "a text"},
		{latency(n.Ping), "ping"},
		{rate(d.lately(n.Rates)), "texts/s"},
		{count(n.Requests), "requests"},
		{percent(n.ErrorRate), "errors"},
	} {
		if f.text != unknown {
			parts = append(parts, f.text+" "+f.what)
		}
	}
	if n.Note != "" {
		parts = append(parts, n.Note)
	}
	return cells.Clean(strings.Join(parts, ", "))
}
