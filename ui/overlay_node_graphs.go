package ui

import (
	"math"
	"time"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// history is one graph of what a node did.
type history struct {
	name, unit string
	plot       plot
	figure     func(v float64) string // without its unit
	gauge      bool                   // a state and no rate: the newest value is what holds
}

// Sizes of a graph with its title and its axis.
const (
	graphCells = 28
	graphLines = 5
	// tallGraph is the height up to which four graphs rather stand in one row
	// than two above two.
	tallGraph = 7
)

// graphs draws the histories on h lines, or on as many as they need.
func (s nodeSheet) graphs(w, h int) []string {
	across := 1
	switch {
	case w/4 >= graphCells && h/2 < tallGraph:
		across = 4
	case w/2 >= graphCells:
		across = 2
	}
	all := s.histories()
	down := (len(all) + across - 1) / across
	var out []string
	for row := range down {
		height := max(graphLines, (h-len(out))/(down-row))
		lines := make([]string, height)
		width := w / across // the same for all, so that their times are
		for i := range across {
			lines = beside(lines, all[row*across+i].draw(s.sc, width, height))
		}
		for i := range lines {
			lines[i] += blank(w - across*width)
		}
		out = append(out, lines...)
	}
	return out
}

func (s nodeSheet) histories() []history {
	var past cluster.History
	none := "asking"
	if s.past != nil {
		past, none = s.past.history, "n/a"
	}
	of := func(values []float64, unit float64) plot {
		return plot{values: values, now: past.Second, unit: unit, none: none}
	}
	if len(past.Rates) == 0 { // the snapshot knows some
		past.Rates, past.Second = s.n.Rates, s.sc.data.flock.Second
	}
	const milli, gibi = 1e-3, 1 << 30
	out := []history{
		{"Throughput", "texts/s", of(past.Rates, 1), rate, false},
		{"Response", "ms", of(past.Response, milli), responseNumber, false},
		{"In flight", "requests", of(past.InFlight, 1), axisNumber, false},
		{"VRAM", "GiB", of(past.VRAM, gibi), func(v float64) string { return gib(int64(v)) }, true},
	}
	if s.past != nil && s.past.known {
		out[0].plot.none, out[2].plot.none = "nothing embedded lately", "nothing in flight lately"
		out[1].plot.none = "no request ended lately"
	}
	out[2].plot.peaks = true
	if total := s.n.VRAMTotal; total != nil && *total > 0 {
		out[3].plot.top = float64(*total) // so that the height is the share in use
	}
	return out
}

func responseNumber(seconds float64) string {
	return latencyNumber(time.Duration(seconds * float64(time.Second)))
}

// draw is a title with the last and the highest figure, and the graph below it.
func (g history) draw(sc *scene, w, h int) []string {
	t := sc.theme
	l := newLine(w).gap(1).put(t.Accent, g.name)
	if peak := highest(g.plot.values); peak > 0 {
		last := unknown
		if v := g.latest(); !math.IsNaN(v) {
			last = g.figure(v)
		}
		text := last + ", peak " + g.figure(peak)
		if need := 2 + cells.Width(g.unit) + 2 + cells.Width(text) + 1; need <= l.left {
			l.gap(2).put(t.Muted, g.unit)
		}
		l.to(cells.Width(text)+1).put(t.Strong, last).put(t.Muted, ", peak "+g.figure(peak))
	} else {
		l.gap(2).put(t.Muted, g.unit)
	}
	return append([]string{l.end()}, g.plot.draw(sc, w, h-1)...)
}

// latest is the mean of the last few seconds, or what was counted or held in the
// last one; NaN where there was nothing.
func (g history) latest() float64 {
	over := 5 // seconds: digits can be read
	if g.plot.peaks || g.gauge {
		over = 1
	}
	var sum float64
	n := 0
	for _, v := range g.plot.values[max(0, len(g.plot.values)-over):] {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}
