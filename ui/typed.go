package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// typed takes apart what was typed faster than it was read. Letters that have
// arrived together, as those of a key that is held down over a slow connection,
// are one message, and no key is bound to two letters.
func (m *model) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyEsc && msg.Alt { // twice, in one piece
		one := tea.KeyMsg{Type: tea.KeyEsc}
		return tea.Batch(m.oneOfSeveral(one), m.oneOfSeveral(one))
	}
	if len(msg.Runes) < 2 || msg.Type != tea.KeyRunes || msg.Paste || torn(msg.Runes) {
		return m.key(msg)
	}
	var cmds []tea.Cmd
	press := func(one tea.KeyMsg) { cmds = append(cmds, m.oneOfSeveral(one)) }
	if msg.Alt { // escape, and letters right behind it
		press(tea.KeyMsg{Type: tea.KeyEsc})
	}
	for _, r := range msg.Runes {
		press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return tea.Batch(cmds...)
}

// oneOfSeveral takes a key that did not come alone: the next one is for what is
// there then.
func (m *model) oneOfSeveral(key tea.KeyMsg) tea.Cmd {
	cmd := m.key(key)
	m.note()
	m.dropClosed()
	m.arrange()
	return cmd
}

// torn says whether the letters are the rest of what a terminal reports by
// itself, such as <65;70;15M of the mouse, cut off from its beginning. Nobody
// meant them as keys.
func torn(letters []rune) bool { return slices.Contains(letters, ';') }
