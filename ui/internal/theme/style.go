package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Style paints text. It is a style of Lip Gloss, rendered once and kept as the
// sequences before and after the text: painting is two copies, where rendering
// costs some microseconds and a dozen allocations for every run of text.
type Style struct{ open, end string }

// marker is what a style is rendered around to find its sequences.
const marker = "x"

func freeze(s lipgloss.Style) Style {
	open, end, _ := strings.Cut(s.Render(marker), marker)
	return Style{open: open, end: end}
}

// Paint returns the text in this style. The text must hold no sequences.
func (s Style) Paint(text string) string {
	if s.open == "" || text == "" {
		return text
	}
	return s.open + text + s.end
}

// Write appends the text in this style.
func (s Style) Write(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	b.WriteString(s.open)
	b.WriteString(text)
	b.WriteString(s.end)
}
