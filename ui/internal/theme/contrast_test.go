package theme

import (
	"math"
	"strconv"
	"testing"

	"github.com/charmbracelet/lipgloss"
)

// luminance is how bright a colour is to the eye, as WCAG has it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

// What is read has a contrast of 4.5 to 1 at least; borders and tracks, the faint
// colour, are not.
func TestWhatIsReadHasContrast(t *testing.T) {
	const least = 4.5
	for name, c := range map[string]struct {
		palette palette
		ground  string
	}{
		"dark": {dark(), "#000000"}, "light": {light(), "#ffffff"}, "safe": {safe(), "#000000"},
	} {
		p := c.palette
		for role, colour := range map[string]lipgloss.TerminalColor{
			"text": p.text, "muted": p.muted, "strong": p.strong, "accent": p.accent, "good": p.good, "warn": p.warn, "bad": p.bad, "info": p.info,
		} {
			full, ok := colour.(lipgloss.CompleteColor)
			if !ok {
				t.Fatalf("%s: %s is a %T", name, role, colour)
			}
			hex := full.TrueColor
			a, b := luminance(t, hex)+0.05, luminance(t, c.ground)+0.05
			if got := max(a, b) / min(a, b); got < least {
				t.Errorf("%s: %s (%s) has a contrast of %.1f", name, role, hex, got)
			}
		}
	}
}
