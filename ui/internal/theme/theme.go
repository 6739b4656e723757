// Package theme turns roles (text, muted, warning, focus) into styles that
// paint, for the colours that a terminal has.
//
// Panes ask for roles and never name a colour. The package knows nothing of
// panes, nodes or jobs.
package theme

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme holds a style for every role, and the signs to draw with.
type Theme struct {
	Name string

	Text, Muted, Faint, Strong Style
	Accent, Key                Style
	Good, Warn, Bad, Info      Style
	Border, BorderFocus        Style
	Title, TitleFocus          Style
	Brand                      Style
	Caret                      Style // the cell of a text cursor

	Sequential, Hybrid, Parallel                Style // modes, as text
	SequentialBadge, HybridBadge, ParallelBadge Style // modes, as large words
	Simulated, Forced, Paused                   Style // badges that must not be missed
	Graph                                       [3]Style

	Glyphs Glyphs
}

// Names are the themes that [New] knows; "auto" is left to the caller.
func Names() []string { return []string{"dark", "light", "safe", "mono"} }

// Settings say what a terminal can show.
type Settings struct {
	Name    string          // one of [Names]
	Profile termenv.Profile // how many colours there are
	ASCII   bool            // no signs beyond ASCII
}

// New makes a theme. The name "mono" uses bold, faint and reverse alone; on a
// terminal without any colours that is what every theme becomes.
func New(s Settings) (Theme, error) {
	var p palette
	mono := s.Profile == termenv.Ascii
	switch s.Name {
	case "dark":
		p = dark()
	case "light":
		p = light()
	case "safe":
		p = safe()
	case "mono":
		mono = true
	default:
		return Theme{}, fmt.Errorf("theme %q is none of auto, %s", s.Name, strings.Join(Names(), ", "))
	}
	var t Theme
	if mono {
		t = monochrome(s.Profile)
	} else {
		t = coloured(p, s.Profile)
	}
	t.Name = s.Name
	t.Glyphs = unicodeGlyphs()
	if s.ASCII {
		t.Glyphs = asciiGlyphs()
	}
	return t, nil
}

// Plain is a theme without any sequences, for tests and for terminals that
// understand none.
func Plain(ascii bool) Theme {
	t := Theme{Name: "plain", Glyphs: unicodeGlyphs()}
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	return t
}

func coloured(p palette, profile termenv.Profile) Theme {
	r := lipgloss.NewRenderer(nil)
	r.SetColorProfile(profile)
	style := func(c lipgloss.TerminalColor) Style { return freeze(r.NewStyle().Foreground(c)) }
	bold := func(c lipgloss.TerminalColor) Style { return freeze(r.NewStyle().Foreground(c).Bold(true)) }
	badge := func(c lipgloss.TerminalColor) Style {
		return freeze(r.NewStyle().Foreground(p.onBadge).Background(c).Bold(true))
	}
	return Theme{
		Text: style(p.text), Muted: style(p.muted), Faint: style(p.faint), Strong: bold(p.strong),
		Accent: style(p.accent), Key: bold(p.accent),
		Good: style(p.good), Warn: style(p.warn), Bad: style(p.bad), Info: style(p.info),
		Border: style(p.faint), BorderFocus: style(p.accent),
		Title: style(p.muted), TitleFocus: bold(p.strong),
		Brand: bold(p.accent),
		Caret: freeze(r.NewStyle().Reverse(true)),

		Sequential: bold(p.sequence), Hybrid: bold(p.hybrid), Parallel: bold(p.parallel),
		SequentialBadge: badge(p.sequence), HybridBadge: badge(p.hybrid), ParallelBadge: badge(p.parallel),
		Simulated: badge(p.warn), Forced: badge(p.bad), Paused: badge(p.info),
		Graph: [3]Style{style(p.graph[0]), style(p.graph[1]), style(p.graph[2])},
	}
}

// monochrome says by weight what colours say elsewhere. Lip Gloss drops bold
// and reverse too where a profile has no colours, so the profile is raised: no
// colour is ever asked for.
func monochrome(profile termenv.Profile) Theme {
	if profile == termenv.Ascii {
		profile = termenv.ANSI
	}
	r := lipgloss.NewRenderer(nil)
	r.SetColorProfile(profile)
	var (
		bold    = freeze(r.NewStyle().Bold(true))
		faint   = freeze(r.NewStyle().Faint(true))
		reverse = freeze(r.NewStyle().Reverse(true))
		loud    = freeze(r.NewStyle().Reverse(true).Bold(true))
	)
	return Theme{
		Faint: faint, Strong: bold,
		Key: bold, Warn: bold, Bad: bold,
		Border: faint, BorderFocus: bold,
		TitleFocus: bold, Brand: bold, Caret: reverse,
		Sequential: bold, Hybrid: bold, Parallel: bold,
		SequentialBadge: loud, HybridBadge: loud, ParallelBadge: loud,
		Simulated: loud, Forced: loud, Paused: loud,
	}
}
