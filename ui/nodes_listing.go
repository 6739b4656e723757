package ui

import (
	"math"
	"slices"
	"time"

	"flocktop/cluster"
)

// How the list keeps still while its figures move: a row has its place by the
// value that it had when it was last placed. Values are averaged over some
// seconds; every few seconds, and never while somebody goes through the list,
// those rows are placed anew whose average has left that value by more than a
// margin. So two nodes that are about as fast do not change places with every
// request, and no row flees from under the cursor. The same holds for which
// rows a filter lets through: a node that is busy one moment and ready the next
// does not flicker in a list of busy ones. What the user asks for is done at
// once, with the values of that moment.
const (
	placeEvery  = 3 * time.Second
	averageOver = 5 * time.Second
	// stillFor is how long nothing is placed anew after a motion.
	stillFor = 4 * time.Second
	// placeShare is the least change of a value, as a share of it, that moves a
	// row.
	placeShare = 0.1
)

// listing is which nodes are listed, and in which order. Its clock is that of
// the snapshots: where nothing comes, nothing can have changed.
type listing struct {
	by     order
	words  string // of the filter, as typed
	filter nodeFilter

	asked  bool      // the user has changed one of the above
	moved  time.Time // when somebody went through the list
	placed time.Time // when rows were last placed
	seen   time.Time // the snapshot that was last looked at
	first  *cluster.Node

	seconds int // over which rates are averaged now

	rows   []nodeRow // one for each node, in configured order
	sorted []int     // indexes of all of them, in the order of the list
	shown  []int     // those that pass
}

// nodeRow is what is remembered of a node.
type nodeRow struct {
	id, name string
	at       int // in configured order
	mean     float64
	meanOK   bool // mean is known
	held     float64
	heldOK   bool // held is known
	passes   bool
	fresh    bool // not yet placed
}

// order sorts the list by another column.
func (l *listing) order(by order) { l.by, l.asked = by, true }

// narrow shows those nodes alone that the words let through.
func (l *listing) narrow(words string) {
	l.words, l.filter, l.asked = words, newNodeFilter(words), true
}

// touch keeps the list still for a while.
func (l *listing) touch(now time.Time) { l.moved = now }

// update takes a look at new nodes; afterwards shown are the indexes of those
// that are listed.
func (l *listing) update(nodes []cluster.Node, now time.Time) {
	if len(nodes) > 0 && len(nodes) == len(l.rows) && &nodes[0] == l.first && now.Equal(l.seen) && !l.asked {
		return // the same snapshot
	}
	l.first = nil
	if len(nodes) > 0 {
		l.first = &nodes[0]
	}
	changed := l.recognise(nodes)
	how, _ := sortingOf(l.by.key)
	l.average(nodes, now, how)
	still := now.Sub(l.moved) < stillFor && !now.Before(l.moved)
	due := now.Sub(l.placed) >= placeEvery || now.Before(l.placed)
	switch {
	case l.asked, due && !still:
		l.placed = now
		for i := range l.rows {
			changed = l.place(i, &nodes[i], how) || changed
		}
	case changed:
		for i := range l.rows {
			if l.rows[i].fresh {
				l.place(i, &nodes[i], how)
			}
		}
	}
	if changed || l.asked {
		l.arrange()
	}
	l.asked = false
}

// recognise finds the rows of the nodes again, and says whether there are
// others than before.
func (l *listing) recognise(nodes []cluster.Node) (changed bool) {
	if len(nodes) == len(l.rows) {
		same := true
		for i := range nodes {
			same = same && nodes[i].ID == l.rows[i].id && nodes[i].Name == l.rows[i].name
		}
		if same {
			return false
		}
	}
	before := make(map[string]nodeRow, len(l.rows))
	for _, r := range l.rows {
		before[r.id] = r
	}
	l.rows = make([]nodeRow, len(nodes))
	for i := range nodes {
		r, ok := before[nodes[i].ID]
		r.id, r.name, r.at, r.fresh = nodes[i].ID, nodes[i].Name, i, !ok
		l.rows[i] = r
	}
	return true
}

// average brings the rows' means up to date.
func (l *listing) average(nodes []cluster.Node, now time.Time, how sorting) {
	passed := now.Sub(l.seen)
	if how.value == nil || passed <= 0 && !l.asked {
		passed = 0
	}
	l.seen = now
	weight := 1 - math.Exp(-passed.Seconds()/averageOver.Seconds())
	for i := range l.rows {
		r := &l.rows[i]
		if how.value == nil || weight == 0 && !l.asked && !r.fresh {
			continue
		}
		v, ok := how.value(&nodes[i], l.seconds)
		if l.asked || how.steady || !r.meanOK {
			r.mean = v
		}
		r.mean += weight * (v - r.mean)
		r.meanOK = ok && !math.IsNaN(v)
	}
}

// place gives a row its place where its value has left the one that it was
// placed by, and says whether anything has changed.
func (l *listing) place(i int, n *cluster.Node, how sorting) (changed bool) {
	r := &l.rows[i]
	passes := l.filter.passes(n)
	changed = passes != r.passes
	r.passes = passes
	margin := max(how.margin, placeShare*math.Abs(r.held))
	if l.asked || r.fresh || r.meanOK != r.heldOK || r.meanOK && math.Abs(r.mean-r.held) > margin {
		r.held, r.heldOK, r.fresh = r.mean, r.meanOK, false
		changed = true
	}
	return changed
}

// arrange sorts and narrows the list by what the rows were placed by.
func (l *listing) arrange() {
	l.sorted = l.sorted[:0]
	for i := range l.rows {
		l.sorted = append(l.sorted, i)
	}
	if l.by.key != "" {
		falling := l.by.falling()
		slices.SortFunc(l.sorted, func(a, b int) int { return l.by.compare(&l.rows[a], &l.rows[b], falling) })
	}
	l.shown = l.shown[:0]
	for _, i := range l.sorted {
		if l.rows[i].passes {
			l.shown = append(l.shown, i)
		}
	}
}
