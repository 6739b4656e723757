package ui

import tea "github.com/charmbracelet/bubbletea"

// namedKeys are the keys that have a name instead of a letter.
func namedKeys() []tea.KeyType {
	return []tea.KeyType{
		tea.KeyEnter, tea.KeyEsc, tea.KeyTab, tea.KeyShiftTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight,
		tea.KeyBackspace, tea.KeyCtrlC, tea.KeyCtrlZ, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd,
	}
}

// keyOf is the message of a key by its name.
func keyOf(name string) tea.KeyMsg {
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(name)}
	}
	for _, k := range namedKeys() {
		if msg := (tea.KeyMsg{Type: k}); msg.String() == name {
			return msg
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
