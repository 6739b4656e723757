package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// together are letters that arrive in one piece.
func together(letters string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(letters)}
}

func TestLettersThatArriveTogetherAreKeys(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("1", "g")
		s.shows("> gpu-box")
		s.send(together("jjj"))
		s.shows("> nas")
		s.send(together("fj")) // the second is for the menu that the first opens
		s.press("enter")
		s.did("force sequential")
		s.send(together("/box"))
		s.shows("/box")
		s.press("esc")
	})
}

func TestEscapeAndLettersThatArriveTogetherAreKeys(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("r")
		s.shows("Adaptive parallelism report")
		msg := together("fj")
		msg.Alt = true
		s.send(msg)
		s.shows("Force a mode")
		s.hides("Adaptive parallelism report")
	})
}

func TestWhatNobodyTypedIsNoKey(t *testing.T) {
	pasted := together("qd")
	pasted.Paste = true
	for name, msg := range map[string]tea.KeyMsg{"a paste": pasted, "the rest of a mouse report": together("<65;70;15M")} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, 120, 36, idleFlock, func(s *screen) {
				before := s.model.View()
				s.send(msg)
				if s.model.View() != before || s.quit {
					t.Errorf("the screen has changed")
				}
			})
		})
	}
}
