package ui

import (
	"strconv"
	"time"

	"flocktop/cluster"
	"flocktop/ui/internal/graph"
)

// throughputPane draws the texts a second of the whole flock over the last
// minutes.
type throughputPane struct{}

func (throughputPane) move(*data, motion) {}

func (throughputPane) heading(sc *scene) heading {
	head := heading{title: "Throughput"}
	if now := lately(sc.data.rates); now > 0 {
		head.note = rate(now) + " texts/s, peak " + rate(highest(sc.data.rates))
	}
	return head
}

func (throughputPane) draw(sc *scene, w, h int) []string {
	return rateGraph(sc, sc.data.rates, w, h)
}

// axis is the room for the figures beside a graph.
const axis = 7

// rateGraph draws a history of rates, one value a second, with its axes.
func rateGraph(sc *scene, rates []float64, w, h int) []string {
	t := sc.theme
	if highest(rates) == 0 {
		return fill([]string{newLine(w).gap(1).put(t.Muted, "nothing embedded yet").end()}, w, h)
	}
	gw, gh := w-axis-1, h-1
	if gw < 8 || gh < 2 {
		return fill(nil, w, h)
	}
	columns := graph.Columns(gw)
	if !t.Glyphs.Braille {
		columns = gw
	}
	// Seconds a column: what there is fills the graph, up to the whole history.
	span := max(1, (min(len(rates), cluster.RateHistory)+columns-1)/columns)
	values := graph.Tail(graph.Buckets(rates, sc.data.flock.At.Unix(), span), columns)
	upper := graph.Scale(highest(values))
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
			l.right(t.Muted, axisNumber(upper), axis-1).gap(1)
		case gh / 2:
			l.right(t.Muted, axisNumber(upper/2), axis-1).gap(1)
		default:
			l.gap(axis)
		}
		// Higher parts are brighter, so that a height is seen at a glance.
		shade := min(len(t.Graph)-1, (gh-1-i)*len(t.Graph)/gh)
		out = append(out, l.sign(t.Graph[shade], row, gw).end())
	}
	l := newLine(w).right(t.Muted, "0", axis-1).gap(1).put(t.Muted, whole(time.Duration(columns*span)*time.Second)+" ago").
		to(4).put(t.Muted, "now")
	return append(out, l.end())
}

// axisNumber writes a round number without digits that say nothing.
func axisNumber(v float64) string {
	if v >= 1000 {
		return count(int64(v))
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
