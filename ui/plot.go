package ui

import (
	"strconv"
	"time"

	"flocktop/cluster"
	"flocktop/ui/internal/graph"
)

// plot is a history drawn as an area with its axes.
type plot struct {
	values []float64 // one a second, the newest last; NaN where there is none
	now    int64     // number of the second of the newest
	unit   float64   // what the figures of the axis count in
	top    float64   // upper end of the axis, in the same measure as values; 0: a round number above them
	peaks  bool      // a column shows its highest value, not its mean
	none   string    // what is said where there is nothing to draw
}

// axis is the room for the figures beside a graph.
const axis = 7

// draw fills h lines of w cells.
func (p plot) draw(sc *scene, w, h int) []string {
	t := sc.theme
	if highest(p.values) == 0 {
		return fill([]string{newLine(w).gap(1).put(t.Muted, p.none).end()}, w, h)
	}
	gw, gh := w-axis-1, h
	dated := h > 2 // a low graph is for the eye alone
	if dated {
		gh--
	}
	if gw < 8 || gh < 1 {
		return fill(nil, w, h)
	}
	columns := graph.Columns(gw)
	if !t.Glyphs.Braille {
		columns = gw
	}
	// Seconds a column: what there is fills the graph, up to the whole history.
	span := max(1, (min(len(p.values), cluster.RateHistory)+columns-1)/columns)
	join := graph.Buckets
	if p.peaks {
		join = graph.Peaks
	}
	values := graph.Tail(p.settled(join(p.values, p.now, span), span), columns)
	upper := p.top
	if most := highest(values); upper < most {
		upper = graph.Scale(most/p.unit) * p.unit
	}
	var rows []string
	if t.Glyphs.Braille {
		rows = graph.Area(values, gw, gh, upper)
	} else {
		rows = graph.Steps(values, gw, gh, upper, t.Glyphs.Spark)
	}
	out := make([]string, 0, h)
	for i, row := range rows {
		l := newLine(w)
		switch i {
		case 0:
			l.right(t.Muted, axisNumber(upper/p.unit), axis-1).gap(1)
		case gh / 2:
			l.right(t.Muted, axisNumber(upper/2/p.unit), axis-1).gap(1)
		default:
			l.gap(axis)
		}
		// Higher parts are brighter, so that a height is seen at a glance.
		shade := min(len(t.Graph)-1, (gh-1-i)*len(t.Graph)/gh)
		out = append(out, l.sign(t.Graph[shade], row, gw).end())
	}
	if !dated {
		return out
	}
	l := newLine(w).right(t.Muted, "0", axis-1).gap(1).put(t.Muted, whole(time.Duration(columns*span)*time.Second)+" ago").
		to(4).put(t.Muted, "now")
	return append(out, l.end())
}

// settled leaves out the buckets that seconds are still to come to, or have begun
// to drop out of: a column that was drawn moves to the left and never changes its
// height as long as the scale is the same, and that is a round number so that it
// seldom is another.
func (p plot) settled(buckets []float64, span int) []float64 {
	if span <= 1 || len(buckets) < 2 {
		return buckets
	}
	if (p.now+1)%int64(span) != 0 {
		buckets = buckets[:len(buckets)-1]
	}
	if first := p.now + 1 - int64(len(p.values)); len(p.values) >= cluster.RateHistory && first%int64(span) != 0 {
		buckets = buckets[1:]
	}
	return buckets
}

// axisNumber writes a round number without digits that say nothing.
func axisNumber(v float64) string {
	if v >= 1000 {
		return count(int64(v))
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
