package ui

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// hint is a key and what it does, for the last line of the screen.
type hint struct {
	key, text string
	off       bool // not possible now
	rank      int  // the lowest stays longest when there is no room
}

func (h hint) width() int { return cells.Width(h.key) + 1 + cells.Width(h.text) }

func hintsOf(bindings []key.Binding) []hint {
	out := make([]hint, len(bindings))
	for i, b := range bindings {
		out[i] = hint{key: b.Help().Key, text: b.Help().Desc, off: !b.Enabled(), rank: i}
	}
	return out
}

// footer is the last line: what just happened, else the keys.
func (m *model) footer(sc *scene, w int) string {
	if m.flash.text != "" {
		return newLine(w).gap(1).put(m.flash.level.style(sc.theme), m.flash.text).end()
	}
	if o := m.overlay(); o != nil {
		return hintLineOf(sc, hintsOf(o.hints()), w)
	}
	if m.prompt != nil {
		return m.prompt.draw(sc, w)
	}
	var hints []hint
	for i := range m.actions {
		if a := &m.actions[i]; a.rank > 0 && a.at(m.focus) {
			h := a.key.Help()
			hints = append(hints, hint{h.Key, h.Desc, a.why(m) != "", a.rank})
		}
	}
	return hintLineOf(sc, hints, w)
}

// hintLineOf writes as many hints as fit, in their order; the less important
// are left out first.
func hintLineOf(sc *scene, hints []hint, w int) string {
	const gap = 2
	byRank := make([]int, len(hints))
	for i := range byRank {
		byRank[i] = i
	}
	slices.SortStableFunc(byRank, func(a, b int) int { return cmp.Compare(hints[a].rank, hints[b].rank) })
	fits := make([]bool, len(hints))
	room := w - 1 + gap
	for _, i := range byRank {
		room -= hints[i].width() + gap
		if room < 0 {
			break
		}
		fits[i] = true
	}
	l := newLine(w).gap(1)
	first := true
	for i, h := range hints {
		if !fits[i] {
			continue
		}
		if !first {
			l.gap(gap)
		}
		first = false
		keyStyle, textStyle := sc.theme.Key, sc.theme.Muted
		if h.off {
			keyStyle, textStyle = sc.theme.Faint, sc.theme.Faint
		}
		l.put(keyStyle, h.key).gap(1).put(textStyle, h.text)
	}
	return l.end()
}

// level is how loud a message in the last line is.
type level uint8

const (
	said level = iota
	warned
	failed
)

func (v level) style(t *theme.Theme) theme.Style {
	switch v {
	case warned:
		return t.Warn
	case failed:
		return t.Bad
	case said:
		return t.Good
	}
	return t.Text
}

// flash is a message that stands in the last line for a while. The number
// tells a late timer that a newer one stands there.
type flash struct {
	id    int
	text  string
	level level
}
