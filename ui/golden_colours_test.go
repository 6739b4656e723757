package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"flocktop/ui/internal/theme"
)

// profiles are what terminals can show; the last is what NO_COLOR asks for.
var profiles = map[string]termenv.Profile{
	"truecolor": termenv.TrueColor, "256": termenv.ANSI256, "16": termenv.ANSI, "none": termenv.Ascii,
}

func eachLook(t *testing.T, test func(t *testing.T, name string, look theme.Theme)) {
	t.Helper()
	for _, name := range theme.Names() {
		for profile, p := range profiles {
			look, err := theme.New(theme.Settings{Name: name, Profile: p})
			if err != nil {
				t.Fatal(err)
			}
			t.Run(name+"-"+profile, func(t *testing.T) { test(t, name+"-"+profile, look) })
		}
	}
}

// Colours say nothing that words and signs do not: every theme on every terminal
// shows the same text at every size.
func TestEveryLookShowsTheSameText(t *testing.T) {
	for _, v := range []struct {
		engine func() *fakeEngine
		keys   []string
	}{{busyFlock, nil}, {forcedFlock, nil}, {idleFlock, []string{"r"}}, {busyFlock, []string{"n"}}} {
		for _, size := range sizes {
			plain := at(t, v.engine(), theme.Plain(false), size[0], size[1], v.keys...).View()
			eachLook(t, func(t *testing.T, _ string, look theme.Theme) {
				if got := ansi.Strip(at(t, v.engine(), look, size[0], size[1], v.keys...).View()); got != plain {
					t.Errorf("at %d×%d the text is\n%s\nwant\n%s", size[0], size[1], got, plain)
				}
			})
		}
	}
}

// The colours themselves, with their sequences made visible.
func TestGoldenColours(t *testing.T) {
	eachLook(t, func(t *testing.T, name string, look theme.Theme) {
		view := at(t, busyFlock(), look, 80, 24).View()
		golden(t, "testdata/colours", name, strings.ReplaceAll(view, "\x1b", "␛"))
	})
}

// Without colours no sequence sets one.
func TestNoColourMeansNoColour(t *testing.T) {
	for _, name := range theme.Names() {
		look, err := theme.New(theme.Settings{Name: name, Profile: termenv.Ascii})
		if err != nil {
			t.Fatal(err)
		}
		view := at(t, busyFlock(), look, 120, 36).View()
		for _, code := range []string{"38;", "48;"} {
			if strings.Contains(view, "\x1b["+code) {
				t.Errorf("theme %s sets a colour", name)
			}
		}
		for n := 30; n <= 47; n++ {
			if n != 38 && strings.Contains(view, fmt.Sprintf("\x1b[%dm", n)) {
				t.Errorf("theme %s sets colour %d", name, n)
			}
		}
	}
}
