package ui

import (
	"strings"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// line is one line of the screen while it is built from the left. It never
// grows beyond its width, whatever is written to it, and text from outside is
// made safe on the way in: that no view is ever wider than its place rests on
// this type.
type line struct {
	b    strings.Builder
	left int // cells still free
}

func newLine(w int) *line {
	l := &line{left: max(0, w)}
	l.b.Grow(w + w/2)
	return l
}

// put writes text, cut to what is left. What is cut does not touch the frame.
func (l *line) put(st theme.Style, text string) *line {
	room := l.left
	if cells.Width(text) > room {
		room--
	}
	text, used := cells.Cut(text, room)
	st.Write(&l.b, text)
	l.left -= used
	return l
}

// pad writes text on the left of w cells.
func (l *line) pad(st theme.Style, text string, w int) *line {
	w = min(w, l.left)
	text, used := cells.Cut(text, w)
	st.Write(&l.b, text)
	return l.gap(w - used).took(used)
}

// name writes the name of a node or a model on the left of w cells, cut in a way
// that keeps it distinct.
func (l *line) name(st theme.Style, name string, w int) *line {
	w = min(w, l.left)
	text, used := cutName(name, w)
	st.Write(&l.b, text)
	return l.gap(w - used).took(used)
}

// right writes text on the right of w cells.
func (l *line) right(st theme.Style, text string, w int) *line {
	w = min(w, l.left)
	text, used := cells.Cut(text, w)
	l.gap(w - used)
	st.Write(&l.b, text)
	return l.took(used)
}

// sign writes signs of our own, known to take n cells; they are left out where
// they do not fit.
func (l *line) sign(st theme.Style, signs string, n int) *line {
	if n > l.left {
		return l.gap(l.left)
	}
	st.Write(&l.b, signs)
	return l.took(n)
}

// repeat writes a sign of one cell n times.
func (l *line) repeat(st theme.Style, sign string, n int) {
	n = max(0, min(n, l.left))
	st.Write(&l.b, strings.Repeat(sign, n))
	l.took(n)
}

// gap leaves n cells blank.
func (l *line) gap(n int) *line {
	n = max(0, min(n, l.left))
	l.b.WriteString(cells.Spaces(n))
	return l.took(n)
}

// to leaves cells blank until n are left, to write something at the right end.
func (l *line) to(n int) *line { return l.gap(l.left - n) }

func (l *line) took(n int) *line {
	l.left -= n
	return l
}

// end is the line, filled up to its width.
func (l *line) end() string {
	l.gap(l.left)
	return l.b.String()
}

// blank is an empty line of w cells.
func blank(w int) string { return cells.Spaces(w) }

// fill makes exactly h lines of w cells: it drops what is too much and adds
// blank ones.
func fill(lines []string, w, h int) []string {
	if len(lines) > h {
		return lines[:h]
	}
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines
}
