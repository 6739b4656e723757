package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// frame draws a border of w × h cells around lines that are as wide as its
// inside, with a title on the left and a note on the right of the upper edge.
func frame(t *theme.Theme, w, h int, title, note string, focused bool, inner []string) []string {
	if w < layout.Border || h < layout.Border {
		return fill(nil, max(0, w), max(0, h))
	}
	border, heading := t.Border, t.Title
	if focused {
		border, heading = t.BorderFocus, t.TitleFocus
	}
	g := t.Glyphs.Border
	side := border.Paint(g.Down)
	out := make([]string, 0, h)
	out = append(out, upperEdge(t, border, heading, w, title, note))
	for _, content := range fill(inner, w-layout.Border, h-layout.Border) {
		out = append(out, side+content+side)
	}
	return append(out, newLine(w).sign(border, g.BottomLeft, 1).
		repeat(border, g.Across, w-2).sign(border, g.BottomRight, 1).end())
}

func upperEdge(t *theme.Theme, border, heading theme.Style, w int, title, note string) string {
	g := t.Glyphs.Border
	l := newLine(w)
	l.sign(border, g.TopLeft+g.Across, 2)
	if title != "" {
		text, _ := cells.Cut(title, w-6)
		l.put(heading, " "+text+" ")
	}
	// The note gives way to the title.
	if n := cells.Width(note); note != "" && n+5 <= l.left {
		l.repeat(border, g.Across, l.left-n-4)
		l.put(t.Muted, " "+note+" ")
	}
	l.repeat(border, g.Across, l.left-1)
	return l.sign(border, g.TopRight, 1).end()
}

// beside joins two blocks of lines of the same height.
func beside(left, right []string) []string {
	out := make([]string, len(left))
	for i := range left {
		out[i] = left[i] + right[i]
	}
	return out
}

// above lays a dialogue over the screen at its place. What is behind loses its
// colours, so that the eye goes to the dialogue.
func above(t *theme.Theme, screen, dialogue []string, at layout.Rect) []string {
	out := make([]string, len(screen))
	for i, behind := range screen {
		plain := ansi.Strip(behind)
		y := i - at.Y
		if y < 0 || y >= len(dialogue) {
			out[i] = t.Faint.Paint(plain)
			continue
		}
		out[i] = t.Faint.Paint(leftOf(plain, at.X)) + dialogue[y] + t.Faint.Paint(rightOf(plain, at.X+at.W))
	}
	return out
}

// leftOf is the first w cells of plain text; a wide sign on the edge becomes a
// blank.
func leftOf(plain string, w int) string {
	s := ansi.Truncate(plain, w, "")
	return s + cells.Spaces(w-ansi.StringWidth(s))
}

// rightOf is plain text from cell x on; a wide sign on the edge becomes a
// blank.
func rightOf(plain string, x int) string {
	want := max(0, ansi.StringWidth(plain)-x)
	s := ansi.TruncateLeft(plain, x, "")
	if ansi.StringWidth(s) > want {
		s = ansi.TruncateLeft(plain, x+1, "")
	}
	return cells.Spaces(want-ansi.StringWidth(s)) + s
}

// toASCII replaces what is left of other signs, width for width, for terminals
// that have none.
func toASCII(screen string) string {
	var b strings.Builder
	b.Grow(len(screen))
	for _, r := range screen {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r == '·':
			b.WriteByte('.')
		case r == '…':
			b.WriteByte('~')
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
		}
	}
	return b.String()
}
