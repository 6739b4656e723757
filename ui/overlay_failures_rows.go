package ui

import (
	"sort"
	"strconv"
	"strings"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
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
	longest int   // cells of the longest path below the folder
}

// measure finds the places of the rows anew when they or the width changed.
func (o *failuresOverlay) measure(w int) *failureMeasures {
	m := &o.measures
	if m.w == w && m.made == o.made {
		return m
	}
	m.w, m.made, m.counts = w, o.made, 0
	m.longest = 0
	for i := range o.groups {
		for k := range o.groups[i].files {
			m.longest = max(m.longest, cells.Width(strings.TrimPrefix(o.groups[i].files[k].path, o.folder)))
		}
		m.counts = max(m.counts, len(o.groups[i].counts()))
	}
	m.counts = min(m.counts, w/2)
	m.starts = m.starts[:0]
	line := 0
	for _, r := range o.rows {
		m.starts = append(m.starts, line)
		line += o.height(r, w, m.counts)
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
		lines := o.lines(sc, o.rows[i], i == at, w, m.counts)
		out = append(out, lines[max(0, o.offset-m.starts[i]):]...)
	}
	return out
}

// reasonRoom is the room for a group's reason beside its counts.
func reasonRoom(w, countsWidth int) int { return max(1, w-failureIndent-countsWidth-3) }

// manyFiles is from when on what to do stands above a group's files: nobody
// scrolls past so many to it.
const manyFiles = 9

// height is how many lines a row takes; [failuresOverlay.lines] draws them.
func (o *failuresOverlay) height(r failureRow, w, countsWidth int) int {
	g, n := &o.groups[r.group], 1
	switch {
	case r.file == head:
		n = len(cells.Wrap(g.headline(), reasonRoom(w, countsWidth), longestReason)) + len(o.refusal(g, w))
	case g.files[r.file].text != "":
		n = 2
	}
	if o.endingAt(r) {
		next, given := g.ending(w)
		n += len(next) + len(given)
	}
	return n
}

// ending are what to do about a group, and the reason as it was given.
func (g *failureGroup) ending(w int) (next, given []string) {
	const most = 2
	if g.next != "" {
		next = cells.Wrap("next: "+g.next, w-failureIndent-1, most)
	}
	if g.what != "" {
		given = cells.Wrap("said: "+g.reason, w-failureIndent-1, longestReason)
	}
	return next, given
}

// endingAt says whether that stands at the end of a row.
func (o *failuresOverlay) endingAt(r failureRow) bool {
	files := len(o.groups[r.group].files)
	if r.file == head {
		return files >= manyFiles && !o.folds[o.groups[r.group].key]
	}
	return files < manyFiles && r.file == files-1
}

// lines are those of a row: what happened to a group and how much it concerns,
// or a file of it.
func (o *failuresOverlay) lines(sc *scene, r failureRow, selected bool, w, countsWidth int) []string {
	t, g := sc.theme, &o.groups[r.group]
	var out []string
	if r.file == head {
		out = o.headLines(sc, g, selected, w, countsWidth)
	} else {
		out = append(out, o.fileLine(sc, r, selected, w))
		if f := &g.files[r.file]; f.text != "" {
			out = append(out, textLine(sc, f, w))
		}
	}
	if o.endingAt(r) {
		next, given := g.ending(w)
		out = indented(out, t.Info, next, w)
		out = indented(out, t.Muted, given, w)
	}
	return out
}

func indented(out []string, st theme.Style, lines []string, w int) []string {
	for _, s := range lines {
		out = append(out, newLine(w).gap(failureIndent).put(st, s).end())
	}
	return out
}

// headLines say what happened to a group, how much it concerns, and who refused.
func (o *failuresOverlay) headLines(sc *scene, g *failureGroup, selected bool, w, countsWidth int) []string {
	t := sc.theme
	sign := "-"
	if o.folds[g.key] {
		sign = "+"
	}
	var out []string
	for i, s := range cells.Wrap(g.headline(), reasonRoom(w, countsWidth), longestReason) {
		l := newLine(w)
		if i == 0 {
			cursorCell(sc, l, selected)
			l.sign(t.Muted, sign, 1).gap(1).pad(t.Bad, s, reasonRoom(w, countsWidth)).gap(2).right(t.Strong, g.counts(), countsWidth)
		} else {
			l.gap(failureIndent).put(t.Bad, s)
		}
		out = append(out, l.end())
	}
	return indented(out, t.Text, o.refusal(g, w), w)
}

// textLine is how the first chunk of a file begins that failed.
func textLine(sc *scene, f *failedFile, w int) string {
	t := sc.theme
	l := newLine(w).gap(failureIndent + 2)
	if len(f.chunks) > 1 {
		l.put(t.Muted, strconv.Itoa(f.first)+": ")
	}
	text, _ := cells.Cut(f.text, max(0, l.left-1)) // a blank before the frame
	return l.put(t.Muted, text).end()
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
	const leastChunks = 42 // cells for what failed of it
	name := max(minName, (w-failureIndent)/2, min(o.measures.longest, w-failureIndent-leastChunks))
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
