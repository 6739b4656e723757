package ui

import (
	"cmp"
	"slices"
	"strings"

	"flocktop/cluster"
)

// order says by which column the list of nodes is sorted.
type order struct {
	key     string // of the column; "" is configured order
	reverse bool
}

// Words for what is no column of figures.
const (
	nameKey       = "node"
	configuredKey = "configured"
)

// sorting is how a column sorts.
type sorting struct {
	// value is what a node is sorted by, a rate over the last so many seconds as in its
	// cell; not ok where nothing is known.
	value func(n *cluster.Node, seconds int) (v float64, ok bool)
	// margin is how far a value must be from the one that a row has its place
	// by before the row moves; a tenth of the value where that is more.
	margin float64
	// steady values are taken as they are, not averaged.
	steady bool
	// falling: what people look for in this column are the highest values.
	falling bool
}

var (
	byState    = sorting{value: stateValue, margin: 0.5, steady: true}
	byHealth   = sorting{value: healthValue, margin: 5, falling: true}
	byGPU      = sorting{value: gpuValue, margin: 0.02, steady: true, falling: true}
	byVRAM     = sorting{value: vramValue, margin: 64 << 20, steady: true, falling: true}
	byAverage  = sorting{value: averageValue, margin: 0.0002}
	byPing     = sorting{value: pingValue, margin: 0.0005}
	byFlight   = sorting{value: flightValue, margin: 0.75, falling: true}
	byRequests = sorting{value: requestsValue, margin: 1, steady: true, falling: true}
	byErrors   = sorting{value: errorsValue, margin: 0.005, falling: true}
	byRate     = sorting{value: rateValue, margin: 0.5, falling: true}
	byName     = sorting{}
)

// sortingOf is how the column with that key sorts, and whether there is one.
func sortingOf(key string) (sorting, bool) {
	if key == nameKey {
		return byName, true
	}
	for _, c := range nodeColumns() {
		if c.key == key {
			return c.sorting, true
		}
	}
	return sorting{}, false
}

// sortKeys are the words for an order: configured first, then the columns from
// left to right.
func sortKeys() []string {
	out := []string{configuredKey, nameKey}
	for _, c := range nodeColumns() {
		out = append(out, c.key)
	}
	return out
}

// falling says that the highest value is on top.
func (o order) falling() bool {
	s, _ := sortingOf(o.key)
	return s.falling != o.reverse
}

func (o order) arrow(sc *scene) string {
	if o.falling() {
		return sc.theme.Glyphs.Falling
	}
	return sc.theme.Glyphs.Rising
}

// compare puts two rows in order. What is not known comes last whichever way
// the list is sorted, and equal rows stay in configured order.
func (o order) compare(a, b *nodeRow, falling bool) int {
	var c int
	switch {
	case o.key == "":
	case o.key == nameKey:
		c = strings.Compare(a.name, b.name)
	case a.heldOK != b.heldOK:
		if a.heldOK {
			return -1
		}
		return 1
	case a.heldOK:
		c = cmp.Compare(a.held, b.held)
	}
	if falling {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.at, b.at))
}

// stateValue ranks the states from those that get work to those that are gone.
// Busy and ready are the same to it: nodes go from one to the other all the time.
func stateValue(n *cluster.Node, _ int) (float64, bool) {
	switch n.State {
	case cluster.Busy, cluster.Ready:
		return 1, true
	case cluster.Loading:
		return 2, true
	case cluster.Slow:
		return 3, true
	case cluster.Probing:
		return 4, true
	case cluster.NoModel:
		return 5, true
	case cluster.OtherDigest:
		return 6, true
	case cluster.Drifting:
		return 7, true
	case cluster.Ejected:
		return 8, true
	case cluster.Offline:
		return 9, true
	}
	return 0, false
}

func healthValue(n *cluster.Node, _ int) (float64, bool) { return float64(n.Health.Score), true }

func gpuValue(n *cluster.Node, _ int) (float64, bool) {
	if n.GPUShare == nil {
		return 0, false
	}
	return *n.GPUShare, true
}

func vramValue(n *cluster.Node, _ int) (float64, bool) {
	if n.VRAMUsed == nil {
		return 0, false
	}
	return float64(*n.VRAMUsed), true
}

func averageValue(n *cluster.Node, _ int) (float64, bool) { return n.Average.Seconds(), n.Average > 0 }

func pingValue(n *cluster.Node, _ int) (float64, bool) { return n.Ping.Seconds(), n.Ping > 0 }

func flightValue(n *cluster.Node, _ int) (float64, bool) { return float64(n.InFlight), n.State.Works() }

func requestsValue(n *cluster.Node, _ int) (float64, bool) { return float64(n.Requests), true }

func errorsValue(n *cluster.Node, _ int) (float64, bool) {
	return n.ErrorRate, !unasked(n)
}

func rateValue(n *cluster.Node, seconds int) (float64, bool) {
	r := cluster.Lately(n.Rates, seconds)
	return r, r > 0
}

// sortBy sorts the list by the column with that key, the other way round where
// it is sorted by that already.
func (p *nodesPane) sortBy(key string) {
	by := order{key: key}
	switch key {
	case configuredKey:
		by.key = ""
	case p.listing.by.key:
		by.reverse = !p.listing.by.reverse
	}
	p.order(by)
}

// order sorts the list. The selected node stays so; but where nobody has moved to
// it, what comes to the top is what was asked for, and it is not followed out of
// sight.
func (p *nodesPane) order(by order) {
	p.listing.order(by)
	if !p.chosen {
		p.cursor.offset, p.sorted = 0, true
	}
}

// sortBeside sorts by the column that is seen to the left (-1) or the right (1)
// of the present one. Beyond both ends of the table is configured order.
func (p *nodesPane) sortBeside(by int) {
	keys := sortKeys()
	if len(p.table.columns) > 0 { // it was drawn
		keys = keys[:2]
		for i := range p.table.columns {
			keys = append(keys, p.table.columns[i].key)
		}
	}
	at := max(0, slices.Index(keys, p.listing.by.key))
	p.sortBy(keys[(at+by+len(keys))%len(keys)])
}
