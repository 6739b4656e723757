package ui

import (
	"strings"
	"testing"
)

func TestHelpListsEveryAction(t *testing.T) {
	onScreen(t, 120, 70, busyFlock, func(s *screen) {
		s.press("?")
		for i := range s.model.actions {
			if a := &s.model.actions[i]; a.long != "" {
				s.shows(a.long)
			}
		}
	})
}

// A key, or the word of what has none, never runs into what it does.
func TestHelpKeepsKeysApart(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {160, 50}} {
		onScreen(t, size[0], size[1], busyFlock, func(s *screen) {
			s.press("?")
			for range 200 {
				if strings.Contains(s.view(), ":cancel all ") {
					return
				}
				s.press("j")
			}
			s.shows(":cancel all ")
		})
	}
}

func TestHelpInTheLogSaysHowToReadIt(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("5", "?")
		s.shows("select an older or a newer entry", "back to the newest entry", "in an entry that is open")
		s.press("esc", "1", "?")
		s.hides("back to the newest entry")
	})
}
