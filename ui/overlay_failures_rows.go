package ui

import (
	"sort"
	"strings"

	"flocktop/ui/internal/cells"
)

// Widths of the failures page.
const (
	failureIndent = cursorWidth + 2
	longestReason = 8 // lines that a reason takes at most
)

func (o *failuresOverlay) draw(sc *scene, w, h int) []string {
	o.why = o.whyNot(sc)
	out := o.above(sc, w)
	o.top = len(out)
	if len(o.rows) == 0 {
		return fill(append(out, o.nothing(sc, w)...), w, h)
	}
	return fill(append(out, o.list(sc, w, h-len(out))...), w, h)
}

// above is what stands over the list: the folder of all the files, and the
// filter.
func (o *failuresOverlay) above(sc *scene, w int) []string {
	t := sc.theme
	var out []string
	if o.err != nil {
		for _, s := range cells.Wrap(o.err.Error(), w-2, 3) {
			out = append(out, newLine(w).gap(1).put(t.Bad, s).end())
		}
	}
	if o.folder != "" {
		text, _ := cells.CutLeft(o.folder, w-5)
		out = append(out, newLine(w).gap(1).put(t.Muted, "in ").put(t.Text, text).end())
	}
	if o.edited || o.input.text() != "" {
		l := newLine(w).gap(1).put(t.Key, named(filterKey))
		o.input.draw(sc, l, l.left-1, o.edited)
		out = append(out, l.end())
	}
	if len(out) > 0 {
		out = append(out, blank(w))
	}
	return out
}

func (o *failuresOverlay) nothing(sc *scene, w int) []string {
	t := sc.theme
	switch {
	case !o.loaded:
		return notice(sc, w, 2, t.Muted, "The failures are being read", "")
	case o.input.text() != "":
		return notice(sc, w, 2, t.Muted, "No failure matches the filter", filterWays())
	case o.err == nil && o.id == 0:
		return notice(sc, w, 2, t.Good, "No job has failures", "Neither one of this session, nor one that the store has of earlier ones.")
	case o.err == nil:
		return notice(sc, w, 2, t.Good, "No failures", "All that was read is embedded or was stored before.")
	}
	return nil
}

// failureMeasures are the places of the rows, which take one line or more.
type failureMeasures struct {
	w, made int
	starts  []int // first line of each row, and where the last one ends
	counts  int   // cells for the counts
}

// measure finds the places of the rows anew when they or the width changed.
func (o *failuresOverlay) measure(w int) *failureMeasures {
	m := &o.measures
	if m.w == w && m.made == o.made {
		return m
	}
	m.w, m.made, m.counts = w, o.made, 0
	for i := range o.groups {
		m.counts = max(m.counts, len(o.groups[i].counts()))
	}
	m.counts = min(m.counts, w/2)
	m.starts = m.starts[:0]
	line := 0
	for _, r := range o.rows {
		m.starts = append(m.starts, line)
		if r.file != head {
			line++
		} else {
			line += o.groupHeight(r.group, w, m.counts)
		}
	}
	m.starts = append(m.starts, line)
	return m
}

// list draws the part of the rows that is seen, the selected one whole.
func (o *failuresOverlay) list(sc *scene, w, h int) []string {
	m := o.measure(w)
	at, last := o.cursor.at, len(o.rows)
	o.offset = max(0, min(o.offset, m.starts[last]-h))
	if to := m.starts[at+1]; to > o.offset+h {
		o.offset = to - h
	}
	o.offset = min(o.offset, m.starts[at])
	o.cursor.page = h
	first := sort.SearchInts(m.starts[:last], o.offset+1) - 1 // the row that the first line is of
	var out []string
	for i := first; i < last && m.starts[i] < o.offset+h; i++ {
		r := o.rows[i]
		if r.file != head {
			out = append(out, o.fileLine(sc, r, i == at, w))
			continue
		}
		lines := o.groupLines(sc, r.group, i == at, w, m.counts)
		out = append(out, lines[max(0, o.offset-m.starts[i]):]...)
	}
	return out
}

// reasonRoom is the room for a group's reason beside its counts.
func reasonRoom(w, countsWidth int) int { return max(1, w-failureIndent-countsWidth-3) }

// wording are the lines of a group's reason, as many as it takes, and of what can
// be done about it.
func (o *failuresOverlay) wording(at, w, countsWidth int) (reason, next []string) {
	g := &o.groups[at]
	reason = cells.Wrap(g.reason, reasonRoom(w, countsWidth), longestReason)
	if len(reason) == 0 {
		reason = []string{"no reason was given"}
	}
	if g.next != "" && !o.folds[g.key] {
		next = cells.Wrap("next: "+g.next, w-failureIndent-1, 2)
	}
	return reason, next
}

func (o *failuresOverlay) groupHeight(at, w, countsWidth int) int {
	reason, next := o.wording(at, w, countsWidth)
	return len(reason) + len(next)
}

// groupLines are the reason of a group, how much it concerns, and what to do.
func (o *failuresOverlay) groupLines(sc *scene, at int, selected bool, w, countsWidth int) []string {
	t, g := sc.theme, &o.groups[at]
	sign := "-"
	if o.folds[g.key] {
		sign = "+"
	}
	reason, next := o.wording(at, w, countsWidth)
	var out []string
	for i, s := range reason {
		l := newLine(w)
		if i == 0 {
			cursorCell(sc, l, selected)
			l.sign(t.Muted, sign, 1).gap(1).pad(t.Bad, s, reasonRoom(w, countsWidth)).gap(2).right(t.Strong, g.counts(), countsWidth)
		} else {
			l.gap(failureIndent).put(t.Bad, s)
		}
		out = append(out, l.end())
	}
	for _, s := range next {
		out = append(out, newLine(w).gap(failureIndent).put(t.Info, s).end())
	}
	return out
}

// fileLine is a file of a group: its path, and which of its chunks failed.
func (o *failuresOverlay) fileLine(sc *scene, r failureRow, selected bool, w int) string {
	t, g := sc.theme, &o.groups[r.group]
	f := &g.files[r.file]
	l := newLine(w)
	cursorCell(sc, l, selected)
	l.gap(failureIndent - cursorWidth)
	style := t.Text
	if selected {
		style = t.Strong
	}
	name := max(minName, (w-failureIndent)/2)
	path, _ := cells.CutLeft(strings.TrimPrefix(f.path, o.folder), name)
	l.pad(style, path, name).gap(2)
	chunks := chunkList(f.chunks)
	switch {
	case f.whole && f.reason != g.reason:
		chunks = unlike + " = " + strings.Join(unlikeFigures(g.reason, f.reason), ", ")
	case f.whole && chunks != "":
		chunks = "whole file, chunks " + chunks
	case f.whole:
		chunks = "whole file"
	case len(f.chunks) == 1:
		chunks = "chunk " + chunks
	default:
		chunks = "chunks " + chunks
	}
	texts := ""
	if len(f.chunks) > 1 {
		texts = plural(len(f.chunks), "text")
	}
	textsWidth := len("10,000 texts")
	if l.left-textsWidth < 2*minName { // the chunks tell as much
		textsWidth = 0
	}
	return l.pad(t.Muted, chunks, l.left-textsWidth-3).gap(2).right(t.Muted, texts, textsWidth).end()
}
