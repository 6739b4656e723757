package ui

import (
	"time"

	"flocktop/adaptive"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// course is how a batch goes, or would go. Times are those in which there is
// something to embed; 0 is unknown.
type course struct {
	running          bool
	passed, ends     time.Duration
	alone            time.Duration // of it, while no node could work
	waited           time.Duration // beside that, for documents
	reading          bool          // it waits now
	predicted, bound time.Duration // predicted is what was foreseen at first, or is foreseen
	foreseen         int           // on how many nodes; 0 where it does not matter
	uncertain        bool          // documents are still to be found
	guess            bool          // predicted grows with them
	changed          bool          // it is for a mode, policy or cost that is not that of now
	guessed          bool          // speeds are
}

// course is that of the batch that runs, or of one that would.
func (d verdictView) course() course {
	j := d.job
	if j == nil {
		return course{predicted: d.v.Predicted, ends: d.v.Predicted, bound: d.v.Bound, guessed: d.v.Guessed}
	}
	c := course{
		running: true, passed: j.Worked(), alone: j.Nodeless, waited: j.Starved, reading: j.Reading, predicted: j.Predicted, bound: j.Bound,
		uncertain: !j.Walked, guess: j.PredictedGuessed, guessed: d.v.Guessed, changed: j.Changed,
	}
	if j.ETA > 0 {
		c.ends = c.passed + j.ETA
	}
	if j.Foreseen > 0 && j.Foreseen != len(d.v.Weighed) {
		c.foreseen = j.Foreseen
	}
	return c
}

// beyond is how much longer one time is than another: +3.4 %, -12 %, 2.1x, same;
// "" where nothing can be said.
func beyond(one, other time.Duration) string {
	off, ok := adaptive.Off(one, other)
	if !ok {
		return ""
	}
	return adaptive.OffText(off)
}

// same stands where a difference is too small to be written.
const same = adaptive.Same

// outpaced says that a prediction was below what turned out to be the limit, by so
// much that it can be seen: the nodes were slower than it was known then.
func outpaced(predicted, bound time.Duration) bool {
	off, ok := adaptive.Off(bound, predicted)
	return ok && off > 0 && adaptive.OffText(off) != same
}

// overLimit says the same of the limit: a percentage says of what it is.
const overLimit = " over the limit"

// ofLimit holds a difference to the limit against it, in words: so much over it,
// or at it.
func ofLimit(difference string) (note, of string) {
	if difference == same {
		return "", "at the limit"
	}
	return difference, overLimit
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

// Widths from which the line of times has room for how far the end is above the
// limit, and for what was foreseen at first.
const (
	overWidth  = 58
	timesWidth = 78
)

// timeLine says what has passed, when it will have ended and what the limit is,
// in a line; each figure keeps its place.
func (d verdictView) timeLine() []string {
	const figure, difference = 7, 7
	t, c := d.sc.theme, d.course()
	l := newLine(d.w).gap(1)
	put := func(name string, time time.Duration, guessed bool) {
		text := foreseen(time, guessed)
		// a blank stays between name and figure, however long that is
		l.put(t.Muted, name).right(t.Strong, text, max(figure, 1+cells.Width(text)))
	}
	over := func() {
		text := beyond(c.ends, c.bound)
		if text == "" || d.w < overWidth {
			l.gap(1)
			put("limit", c.bound, c.guessed || c.uncertain)
			return
		}
		note, of := ofLimit(text)
		st := d.sc.overStyle(c.ends, c.bound)
		if note == "" {
			l.right(st, of, difference+len(overLimit))
			of = ""
		} else {
			l.right(st, note, difference)
		}
		put(of, c.bound, c.guessed || c.uncertain)
	}
	switch {
	case !c.running:
		put("predicted", c.predicted, c.guessed)
		over()
		return []string{l.end()}
	case c.reading:
		put("embedding", c.passed, false)
		l.gap(2).put(t.Info, "waiting for documents")
		so := ", " + span(c.waited)
		if far := " so far"; cells.Width(so+far) < l.left {
			so += far
		}
		l.put(t.Muted, so)
		return []string{l.end()}
	}
	put("embedding", c.passed, false)
	l.gap(1)
	put("ends", c.ends, c.uncertain || c.guessed)
	over()
	if d.w >= timesWidth {
		l.gap(1)
		put("at first", c.predicted, c.guess)
	}
	return []string{l.end()}
}

// timeBars is the same with bars on one scale.
func (d verdictView) timeBars() []string {
	const most = 4 // as many lines at any time: nothing jumps when a batch begins or ends
	t, c := d.sc.theme, d.course()
	limit := costRow{name: "limit", cost: c.bound, style: t.Faint, guessed: c.guessed || c.uncertain}
	if !c.running {
		ahead := costRow{name: "predicted", cost: c.predicted, style: t.Muted, guessed: c.guessed}
		ahead.note, ahead.of = ofLimit(beyond(c.predicted, c.bound))
		return fill(costBars(d.sc, []costRow{ahead, limit}, d.w), d.w, most)
	}
	passed := costRow{name: "embedding", cost: c.passed, style: t.Accent}
	if c.alone >= shownStarved {
		passed.of = span(c.alone) + " without a node"
	}
	if c.waited >= shownStarved {
		if passed.of = "beside " + span(c.waited) + " of waiting"; d.w >= timesWidth {
			passed.of += " for documents"
		}
	}
	end := costRow{name: "ends after", cost: c.ends, style: d.sc.overStyle(c.ends, c.bound), guessed: c.uncertain || c.guessed}
	if c.reading {
		end.of = "waiting for documents"
	} else if off := beyond(c.ends, c.bound); off != "" { // no figure, no words of what it is over
		end.note, end.of = ofLimit(off)
	}
	first := costRow{name: "at first", cost: c.predicted, style: t.Muted, guessed: c.guess}
	first.note, first.of = ofFirst(&c, d.w)
	return fill(costBars(d.sc, []costRow{passed, end, first, limit}, d.w), d.w, most)
}

// ofFirst says how the end compares with what was foreseen at first, and why, as
// far as it is known.
func ofFirst(c *course, w int) (note, of string) {
	note = beyond(c.ends, c.predicted)
	switch {
	case note == "":
		return "", ""
	case w < timesWidth:
		return note, " by now"
	case c.changed:
		return note, " by now: it was for another mode"
	case c.foreseen > 0:
		return note, " by now: it was for " + plural(c.foreseen, "node")
	case !c.guessed && outpaced(c.predicted, c.bound):
		return note, " by now: nodes are slower than learned"
	}
	return note, " by now"
}

// costLine says what each way costs, in a line; the chosen one is marked. Where
// there is no room it leaves out for how many texts.
func (d verdictView) costLine() []string {
	rows := costRows(d.sc, d.v, d.ways)
	w := 1 + cells.Width(d.costHead())
	for i := range rows {
		w += 3 + cells.Width(costName(&rows[i])) + cells.Width(foreseen(rows[i].cost, rows[i].guessed))
	}
	t := d.sc.theme
	l := newLine(d.w)
	if w < d.w {
		l.gap(1).put(t.Muted, d.costHead())
	}
	for i := range rows {
		r := &rows[i]
		l.gap(1)
		st := t.Text
		if r.chosen {
			st = t.Strong
			l.sign(t.Accent, t.Glyphs.Cursor, 1)
		} else {
			l.gap(1)
		}
		l.put(t.Muted, costName(r)+" ").put(st, foreseen(r.cost, r.guessed))
	}
	return []string{l.end()}
}

// costName is a way in a word or two.
func costName(r *costRow) string {
	if r.extra {
		return "even" // says enough here
	}
	return r.short
}

// costBars is the same with bars on one scale. There are as many lines whatever
// was weighed.
func (d verdictView) costBars() []string {
	const most = 4
	return fill(costBars(d.sc, costRows(d.sc, d.v, d.ways), d.w), d.w, most)
}
