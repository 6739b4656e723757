package ui

import (
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// documentColumns are the widths of a document's row.
type documentColumns struct{ state, path, bar, counts, failed int }

// columns share the width among path and bar: a path is only cut where no bar is
// left, and the bar takes what paths do not need.
func (p *documentList) columns(w int) documentColumns {
	const (
		gaps        = 1 + 1 + 2 + 1
		stateCells  = 3 + len(alreadyStored)
		narrowCells = 2 + len("unfinished") // of longer ones the first word
		failedCells = 10
		leastBar    = 8
		barFrom     = 34 // cells for both
		wideFrom    = 70
	)
	c := documentColumns{state: stateCells, counts: 2*len(count(p.most)) + 3}
	if w < wideFrom {
		c.state = narrowCells
	}
	if p.failing {
		c.failed = failedCells
	}
	room := w - gaps - c.state - c.counts - c.failed
	if room >= barFrom {
		c.bar = leastBar
	}
	c.path = max(minName, min(p.longest, room-c.bar))
	if c.bar > 0 {
		c.bar = room - c.path
	} else {
		c.path = max(minName, room)
	}
	return c
}

func (c *documentColumns) row(sc *scene, j *job.Status, d *documentRow, path string, w int) string {
	t := sc.theme
	sign, word, st := documentState(sc, j, d)
	if cells.Width(word)+2 > c.state {
		word, _, _ = strings.Cut(word, " ")
	}
	text := t.Text
	if d.passed != "" {
		text = t.Muted
	}
	l := newLine(w).gap(1).pad(st, sign+" "+word, c.state).gap(1)
	path, _ = cells.CutLeft(path, c.path)
	l.pad(text, path, c.path).gap(2)
	switch {
	case d.passed != "" && d.more > 0:
		return l.put(t.Muted, d.passed+"; and "+count(d.more)+" more").end()
	case d.passed != "":
		return l.put(t.Muted, d.passed).end()
	case d.Reason != "" && d.Chunks == 0:
		return l.put(t.Bad, d.Reason).end()
	}
	stored, all := d.Embedded+d.Skipped, count(d.Chunks)
	share := 0.0
	if d.Chunks > 0 {
		share = float64(stored) / float64(d.Chunks)
	}
	if !d.Read {
		const almost = 0.99
		all, share = "~"+all, min(share, almost)
	}
	sc.bar(l, st, share, c.bar)
	l.right(t.Text, count(stored)+"/"+all, c.counts)
	if d.Failed > 0 {
		l.right(t.Bad, count(d.Failed)+" failed", c.failed)
	}
	return l.end()
}
