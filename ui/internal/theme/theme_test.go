package theme_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"flocktop/ui/internal/theme"
)

var profiles = []termenv.Profile{termenv.Ascii, termenv.ANSI, termenv.ANSI256, termenv.TrueColor}

func TestEveryRolePaintsWithoutChangingTheText(t *testing.T) {
	for _, name := range theme.Names() {
		for _, profile := range profiles {
			look, err := theme.New(theme.Settings{Name: name, Profile: profile})
			if err != nil {
				t.Fatal(err)
			}
			v := reflect.ValueOf(look)
			for i := range v.NumField() {
				style, ok := reflect.TypeAssert[theme.Style](v.Field(i))
				if !ok {
					continue
				}
				if got := ansi.Strip(style.Paint("a b")); got != "a b" {
					t.Errorf("%s in %s: %s paints %q", name, profile.Name(), v.Type().Field(i).Name, got)
				}
			}
		}
	}
}

func TestMonoHasNoColourButKeepsWeight(t *testing.T) {
	for _, name := range theme.Names() {
		look, err := theme.New(theme.Settings{Name: name, Profile: termenv.Ascii})
		if err != nil {
			t.Fatal(err)
		}
		for _, painted := range []string{look.Bad.Paint("x"), look.Simulated.Paint("x"), look.Text.Paint("x")} {
			for _, colour := range []string{"[3", "[4", ";3", ";4", ";9"} {
				if strings.Contains(painted, colour) {
					t.Errorf("%s without colours paints %q", name, painted)
				}
			}
		}
		if look.Strong.Paint("x") == "x" {
			t.Errorf("%s without colours lost its weight", name)
		}
	}
}

func TestGlyphsTakeOneCell(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		g := theme.Plain(ascii).Glyphs
		signs := append([]string{
			g.Border.TopLeft, g.Border.TopRight, g.Border.BottomLeft, g.Border.BottomRight, g.Border.Across, g.Border.Down,
			g.Bar, g.BarHalf, g.Track, g.Cursor, g.Dot, g.Mark, g.NoMark, g.Done, g.Failed, g.Alert, g.Ellipsis, g.Rising, g.Falling,
		}, g.Spark...)
		for _, s := range []string{"◌", "○", "●", "◐", "▲", "■", "✗", "-", "≠"} {
			signs = append(signs, g.State(s))
		}
		for _, s := range signs {
			if ansi.StringWidth(s) != 1 {
				t.Errorf("%q takes %d cells", s, ansi.StringWidth(s))
			}
			if ascii && s[0] > '~' {
				t.Errorf("%q is not ASCII", s)
			}
		}
	}
}

func TestAnUnknownThemeIsNamedWithTheKnownOnes(t *testing.T) {
	_, err := theme.New(theme.Settings{Name: "neon"})
	if err == nil || !strings.Contains(err.Error(), `"neon" is none of auto, dark, light, safe, mono`) {
		t.Errorf("error %v", err)
	}
}
