package ui

import (
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
)

// field is a line of text that can be edited. The editing is that of Bubbles;
// drawn it is here, because foreign text (a pasted path) must be made safe and
// never be wider than its place.
type field struct {
	input       textinput.Model
	placeholder string
}

// fieldLimit is the longest text that a field takes, in runes: more than any
// path or address.
const fieldLimit = 4096

func newField(placeholder string) field {
	in := textinput.New()
	in.CharLimit = fieldLimit
	in.Focus()
	return field{input: in, placeholder: placeholder}
}

func (f *field) text() string { return f.input.Value() }

func (f *field) set(text string) {
	f.input.SetValue(text)
	f.input.CursorEnd()
}

// press takes a key. The cursor does not blink, so no command comes of it.
func (f *field) press(msg tea.KeyMsg) { f.input, _ = f.input.Update(msg) }

// draw writes the field into w cells, with its cursor where it is focused. The
// text before the cursor gives way, so that what is typed is seen.
func (f *field) draw(sc *scene, l *line, w int, focused bool) {
	t := sc.theme
	w = min(w, l.left)
	end := l.left - w
	if !focused {
		text, st := f.text(), t.Text
		if text == "" {
			text, st = f.placeholder, t.Faint
		}
		l.put(st, firstCells(text, w)).to(end)
		return
	}
	runes := []rune(f.text())
	at := min(f.input.Position(), len(runes))
	under, after := " ", ""
	if at < len(runes) {
		under, after = cells.Clean(string(runes[at])), string(runes[at+1:])
	}
	if cells.Width(under) == 0 {
		under = " "
	}
	before, used := cells.CutLeft(string(runes[:at]), w-cells.Width(under))
	l.put(t.Strong, before).put(t.Caret, under)
	rest := w - used - cells.Width(under)
	if len(runes) == 0 {
		l.put(t.Faint, firstCells(f.placeholder, rest))
	} else {
		l.put(t.Strong, firstCells(after, rest))
	}
	l.to(end)
}

func firstCells(s string, w int) string {
	text, _ := cells.Cut(s, w)
	return text
}
