package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/graph"
)

// pastSummary is what many batches say together.
type pastSummary struct {
	batches, done, texts int
	failing              int // of those that are done: something in them failed
	// over is how far the middle batch ended above what the hardware allows, as
	// a share of one, and missed how far predictions were off; NaN where no batch
	// tells. Only batches that were done count.
	over, missed          float64
	overOf, missedOf      int
	overEach, textsOfEach []float64 // the oldest first; NaN where nothing is known
}

// summarise looks at batches that stand with the latest first.
func summarise(past []job.Past) pastSummary {
	s := pastSummary{batches: len(past)}
	var over []float64
	for i := len(past) - 1; i >= 0; i-- {
		p := &past[i]
		s.texts += p.Texts + p.Earlier
		s.textsOfEach = append(s.textsOfEach, float64(p.Texts))
		each := math.NaN()
		if p.State == job.Done {
			s.done++
			if p.Failed > 0 {
				s.failing++
			}
			if off, ok := p.Over(); ok {
				each = off
				over = append(over, each)
			}
		}
		s.overEach = append(s.overEach, each)
	}
	s.over, s.overOf = job.Median(over), len(over)
	s.missed, s.missedOf = job.MedianMiss(past)
	return s
}

// summary are the figures above the list, with graphs where there is height.
func (o *historyOverlay) summary(sc *scene, w, h int) []string {
	t, s := sc.theme, &o.sum
	l := newLine(w).gap(1).put(t.Strong, count(s.batches)).put(t.Muted, nounOf(s.batches, " batch", " batches"))
	if s.batches < len(o.answer.past) {
		l.put(t.Muted, " of "+count(len(o.answer.past)))
	}
	l.put(t.Muted, ", ").put(t.Strong, count(s.done)).put(t.Muted, " done")
	if s.failing > 0 {
		l.put(t.Muted, ", ").put(t.Warn, count(s.failing)).put(t.Muted, " of them with failures")
	}
	l.gap(2).put(t.Strong, count(s.texts)).put(t.Muted, nounOf(s.texts, " text", " texts")+" in all")
	out := []string{l.end()}
	out = append(out, o.sum.medians(sc, w))
	const roomy, tall = 16, 34
	if h >= roomy && s.overOf >= leastGraphed {
		rows := 1
		if h >= tall {
			rows = 4
		}
		out = append(out, o.graphs(sc, w, rows)...)
	}
	return out
}

// leastGraphed is how many batches make a graph worth looking at.
const leastGraphed = 4

// medians are what the middle batch tells, and of how many batches that is: those
// too small to be timed tell nothing.
func (s *pastSummary) medians(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(1)
	if s.overOf == 0 {
		return l.put(t.Muted, "no batch yet that is large enough to be held against prediction and limit").end()
	}
	of := "median of " + count(s.overOf) + nounOf(s.overOf, " timed batch", " timed batches") + ": "
	if w < thinPast {
		of = "median: "
	}
	over, ofWhat := ofLimit(adaptive.OffText(s.over))
	l.put(t.Muted, of).put(t.Strong, over).put(t.Muted, ofWhat)
	if s.missedOf > 0 {
		l.put(t.Muted, ", predictions off by ").put(t.Strong, strings.TrimPrefix(adaptive.OffText(s.missed), "+"))
		if s.missedOf != s.overOf {
			l.put(t.Muted, " (of "+count(s.missedOf)+")")
		}
	}
	return l.end()
}

func nounOf(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// graphs are two small graphs side by side, a batch a cell and the latest on the
// right: how far above the limit, and how many texts.
func (o *historyOverlay) graphs(sc *scene, w, rows int) []string {
	half := w / 2
	over := slices.Clone(o.sum.overEach)
	for i, v := range over {
		if !math.IsNaN(v) {
			over[i] = max(v, 1e-9) // what is known is seen, and what is not is blank
		}
	}
	left := pastGraph(sc, over, half, rows, func(top float64) string {
		text, more := "over the limit, 0 to "+wholeOver(top), ", latest right"
		if len(text)+len(more)+3 > half {
			return text
		}
		return text + more
	})
	right := pastGraph(sc, o.sum.textsOfEach, w-half, rows, func(top float64) string { return "texts, 0 to " + count(int64(top)) })
	return beside(left, right)
}

func wholeOver(share float64) string { return strconv.FormatFloat(100*share, 'f', -1, 64) + " %" }

func pastGraph(sc *scene, values []float64, w, rows int, name func(top float64) string) []string {
	t := sc.theme
	values = graph.Tail(values, w-2)
	peak := 0.0
	for _, v := range values {
		if v > peak {
			peak = v
		}
	}
	top := math.Round(graph.Scale(peak)*1e6) / 1e6
	cells := min(w-2, len(values))
	out := []string{newLine(w).gap(1).put(t.Muted, name(top)).end()}
	for _, row := range graph.Steps(values, cells, rows, top, t.Glyphs.Spark) {
		out = append(out, newLine(w).gap(1).sign(t.Graph[1], row, cells).end())
	}
	return fill(out, w, rows+1)
}
