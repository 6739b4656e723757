package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// heading is what stands in the edges of a frame: a title and a note above, and
// below what does not deserve a line of its own.
type heading struct{ title, note, foot string }

// frame draws a border of w × h cells around lines that are as wide as its
// inside.
func frame(t *theme.Theme, w, h int, head heading, focused bool, inner []string) []string {
	if w < layout.Border || h < layout.Border {
		return fill(nil, max(0, w), max(0, h))
	}
	border, title := t.Border, t.Title
	if focused {
		border, title = t.BorderFocus, t.TitleFocus
	}
	g := t.Glyphs.Border
	side := border.Paint(g.Down)
	out := make([]string, 0, h)
	out = append(out, upperEdge(t, border, title, w, head))
	for _, content := range fill(inner, w-layout.Border, h-layout.Border) {
		out = append(out, side+content+side)
	}
	return append(out, lowerEdge(t, border, w, head.foot))
}

func upperEdge(t *theme.Theme, border, title theme.Style, w int, head heading) string {
	g := t.Glyphs.Border
	l := newLine(w)
	l.sign(border, g.TopLeft+g.Across, 2)
	if head.title != "" {
		text, _ := cells.Cut(head.title, w-6)
		l.put(title, " "+text+" ")
	}
	// The note gives way to the title.
	if n := cells.Width(head.note); head.note != "" && n+5 <= l.left {
		l.repeat(border, g.Across, l.left-n-4)
		l.put(t.Muted, " "+head.note+" ")
	}
	l.repeat(border, g.Across, l.left-1)
	return l.sign(border, g.TopRight, 1).end()
}

func lowerEdge(t *theme.Theme, border theme.Style, w int, foot string) string {
	g := t.Glyphs.Border
	l := newLine(w).sign(border, g.BottomLeft, 1)
	if foot != "" && w > 12 {
		text, _ := cells.Cut(foot, w-6)
		l.sign(border, g.Across, 1).put(t.Warn, " "+text+" ")
	}
	l.repeat(border, g.Across, l.left-1)
	return l.sign(border, g.BottomRight, 1).end()
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
		if at.X == 0 {
			out[i] = dialogue[y]
			continue
		}
		// A blank cell on both sides keeps what is behind off the border.
		out[i] = t.Faint.Paint(leftOf(plain, at.X-1)) + " " + dialogue[y] + " " + t.Faint.Paint(rightOf(plain, at.X+at.W+1))
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
		case r == '…': // not a ~, which says that something is a guess, nor a dot, which ends a sentence
			b.WriteByte('>')
		case r == 'µ':
			b.WriteByte('u')
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
		}
	}
	return b.String()
}
