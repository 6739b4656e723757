package ui

import (
	"math"
	"strconv"
	"time"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// course is how a batch goes, or went: what has passed, when it will have
// ended, what was foreseen, and what the hardware allows. Times are from its
// start on; 0 is unknown.
type course struct {
	name, short             string // of what has passed
	passed, ends            time.Duration
	predicted, bound        time.Duration
	running                 bool
	predictedGuess, guessed bool // of predicted, and of bound
	endsGuess               bool // documents are still to be found
}

// course is that of the batch that runs, of the last one, or of one that would
// run, of which nothing has passed.
func (d verdictView) course() course {
	if j := d.job; j != nil {
		c := course{name: "elapsed", short: "elapsed", passed: j.Elapsed, predicted: j.Predicted, bound: j.Bound, running: true, predictedGuess: j.PredictedGuessed, guessed: d.v.Guessed || !j.Walked && j.Chunks > 0, endsGuess: !j.Walked}
		if j.ETA > 0 {
			c.ends = j.Elapsed + j.ETA
		}
		return c
	}
	if last := d.sc.data.last(); last != nil {
		return course{name: "last took", short: "last", passed: last.Elapsed, ends: last.Elapsed, predicted: last.Predicted, bound: last.Bound}
	}
	return course{predicted: d.v.Predicted, ends: d.v.Predicted, bound: d.v.Bound, predictedGuess: d.v.Guessed, guessed: d.v.Guessed}
}

// beyond is how much longer one time is than another, in per cent: +3.4 %,
// -12 %, same; "" where either is unknown.
func beyond(one, other time.Duration) string {
	if one <= 0 || other <= 0 {
		return ""
	}
	return signedPercent(one.Seconds()/other.Seconds() - 1)
}

// same stands where a difference is too small to be written.
const same = "same"

// signedPercent writes a share of one with its sign, in at most seven cells.
func signedPercent(share float64) string {
	const most = 9.995 // from there on a multiple says more
	p := 100 * share
	switch {
	case share > most:
		return multiple(1 + share)
	case math.Abs(p) < 0.05:
		return same
	case math.Abs(p) < 9.95:
		return sign(p) + strconv.FormatFloat(math.Abs(p), 'f', 1, 64) + " %"
	}
	return sign(p) + strconv.FormatFloat(math.Abs(p), 'f', 0, 64) + " %"
}

func sign(v float64) string {
	if v < 0 {
		return "-"
	}
	return "+"
}

// overStyle is the colour of how far a batch ends above what the hardware
// allows.
func (sc *scene) overStyle(took, bound time.Duration) theme.Style {
	const fine, poor = 1.10, 1.50
	switch r := took.Seconds() / bound.Seconds(); {
	case took <= 0 || bound <= 0:
		return sc.theme.Muted
	case r <= fine:
		return sc.theme.Good
	case r <= poor:
		return sc.theme.Text
	}
	return sc.theme.Warn
}

// timesWidth is where every time has room for what it differs by.
const timesWidth = 78

// timeLine compares what was foreseen with what happens, in a line; each figure
// keeps its place.
func (d verdictView) timeLine() []string {
	const figure, difference = 7, 7
	t, c := d.sc.theme, d.course()
	l := newLine(d.w).gap(1)
	put := func(name string, time time.Duration, guessed bool) {
		text := foreseen(time, guessed)
		// a blank stays between name and figure, however long that is
		l.put(t.Muted, name).right(t.Strong, text, max(figure, 1+cells.Width(text)))
	}
	wide := d.w >= timesWidth
	gap := 1
	if wide {
		gap = 2
	}
	if c.name != "" {
		put(c.short, c.passed, false)
		l.gap(gap)
	}
	if wide && c.running {
		put("ends", c.ends, c.endsGuess)
		l.gap(gap)
	}
	put("predicted", c.predicted, c.predictedGuess)
	if wide && c.name != "" {
		l.right(t.Text, beyond(c.ends, c.predicted), difference)
	}
	l.gap(gap)
	put("limit", c.bound, c.guessed)
	l.right(d.sc.overStyle(c.ends, c.bound), beyond(c.ends, c.bound), difference)
	return []string{l.end()}
}

// timeBars is the same with bars on one scale, and how far each lies above what
// the hardware allows.
func (d verdictView) timeBars() []string {
	t, c := d.sc.theme, d.course()
	var rows []costRow
	if c.name != "" {
		rows = append(rows, costRow{name: c.name, cost: c.passed, style: t.Accent})
		if c.running {
			rows = append(rows, costRow{name: "ends after", cost: c.ends, style: d.sc.overStyle(c.ends, c.bound), guessed: c.endsGuess, note: beyond(c.ends, c.bound)})
		} else {
			rows[0].note = beyond(c.passed, c.bound)
		}
	}
	rows = append(rows,
		costRow{name: "predicted", cost: c.predicted, style: t.Muted, guessed: c.predictedGuess, note: beyond(c.predicted, c.bound)},
		costRow{name: "limit", cost: c.bound, style: t.Faint, guessed: c.guessed})
	const most = 4 // as many lines at any time: nothing jumps when a batch begins or ends
	return fill(costBars(d.sc, rows, d.w), d.w, most)
}

// costLine says what each way costs, in a line; the chosen one is marked.
func (d verdictView) costLine() []string {
	t := d.sc.theme
	l := newLine(d.w).gap(1).put(t.Muted, d.costHead())
	for _, r := range costRows(d.sc, d.v) {
		if r.name == "limit" {
			continue // stands in the line above
		}
		l.gap(1)
		st := t.Text
		if r.chosen {
			st = t.Strong
			l.sign(t.Accent, t.Glyphs.Cursor, 1)
		} else {
			l.gap(1)
		}
		name := r.name
		if r.extra {
			name = "even" // says enough here
		}
		l.put(t.Muted, name+" ").put(st, foreseen(r.cost, r.guessed))
	}
	return []string{l.end()}
}

// costBars is the same with bars on one scale.
func (d verdictView) costBars() []string {
	return costBars(d.sc, costRows(d.sc, d.v), d.w)
}
