package ui

import (
	"io"
	"testing"
)

// A theme may be chosen on any background, and it is said where it does not suit.
func TestAThemeSaysWhetherItSuitsTheBackground(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.model.background = darkGround
		s.press(":")
		s.write("theme ")
		s.shows(
			"dark or light by the background: yours looks dark", "made for a dark background, as yours looks",
			"made for a light background; yours looks dark", "without colours, for any background",
		)
		s.write("light")
		s.press("enter")
		s.shows("theme light is made for a light background; yours looks dark; u goes back, T goes on")
		s.press("u")
		s.shows("theme auto")
		s.run(s.model.setTheme("dark"))
		s.settle()
		s.shows("theme dark, made for a dark background, as yours looks")
		s.model.background = lightGround
		s.run(s.model.setTheme("safe"))
		s.settle()
		s.shows("theme safe is made for the colour-blind and a dark background; yours looks light")
		s.model.background = ""
		s.run(s.model.setTheme("light"))
		s.settle()
		s.shows("theme light, made for a light background")
		s.hides("yours looks")
	})
}

// A theme changes nothing where the user's environment asks for no colours: that is
// said, so that nobody looks for them.
func TestThemesSayThatNoColoursAreWanted(t *testing.T) {
	for _, set := range []string{"", "1"} {
		onScreen(t, 120, 36, idleFlock, func(s *screen) {
			s.model.term = newTerminal(io.Discard)
			s.model.term.env = func(name string) string {
				if name == "NO_COLOR" {
					return set
				}
				return ""
			}
			s.press("T")
			if set == "" {
				s.hides("NO_COLOR")
			} else {
				s.shows("theme dark: NO_COLOR is set")
			}
		})
	}
}
