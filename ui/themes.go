package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/theme"
)

func (m *model) nextTheme() tea.Cmd {
	names := Themes()
	at := slices.Index(names, m.themeName)
	return m.setTheme(names[(at+1)%len(names)])
}

func themeWords(*model) []string { return Themes() }

// setTheme changes the colours of everything, at once.
func (m *model) setTheme(name string) tea.Cmd {
	look, err := m.looks(name)
	if err != nil {
		return m.say(name+" is no theme; there are "+strings.Join(Themes(), ", "), failed)
	}
	m.wear(look)
	m.themeName, m.themeKept = name, name
	m.data.version++
	if m.colourless() {
		return m.say("theme "+name+": NO_COLOR is set, so that no theme has colours in this terminal", warned)
	}
	if ground := groundOf(name); ground != "" && m.background != "" && ground != m.background {
		return m.say("theme "+name+" is "+m.themeSuits(name)+"; "+named(undoKey)+" goes back, "+named(themeKey)+" goes on", warned)
	}
	return m.say("theme "+name+", "+m.themeSuits(name), said)
}

// colourless says that the user's environment asks for no colours, whatever the theme.
func (m *model) colourless() bool { return m.term != nil && m.term.env("NO_COLOR") != "" }

// Backgrounds of a terminal, which are the names of themes as well.
const (
	darkGround  = "dark"
	lightGround = "light"
)

// groundOf is the background that a theme's colours are chosen for; "" for one that
// has none.
func groundOf(name string) string {
	switch name {
	case "dark", "safe":
		return darkGround
	case "light":
		return lightGround
	}
	return ""
}

// themeSuits says which background a theme is made for, and whether that is the
// terminal's, as far as it is known.
func (m *model) themeSuits(name string) string {
	ground := groundOf(name)
	text := "made for a " + ground + " background"
	if name == "safe" {
		text = "made for the colour-blind and a " + ground + " background"
	}
	switch {
	case name == themeAuto && m.background != "":
		return "dark or light by the background: yours looks " + m.background
	case name == themeAuto:
		return "dark or light by the background, as it was at the start"
	case ground == "":
		return "without colours, for any background"
	case m.background == "":
		return text
	case ground != m.background:
		return text + "; yours looks " + m.background
	}
	return text + ", as yours looks"
}

// putBackLooks has the theme, or the graphs, as they were. A theme that came by
// a flag is not kept by that.
func (m *model) putBackLooks(kind string, was *seen) tea.Cmd {
	name := m.themeName
	if kind == kindTheme {
		name = was.theme
	}
	look, err := m.looks(name)
	if err != nil {
		return m.say(err.Error(), failed)
	}
	if kind == kindTheme {
		m.themeName, m.themeKept = was.theme, was.themeKept
	} else {
		m.blocks, m.graphsKept = was.blocks, was.graphsKept
	}
	m.wear(look)
	return nil
}

// plainLooks serves screens without a terminal: every theme looks the same.
func plainLooks(ascii bool) func(string) (theme.Theme, error) {
	return func(name string) (theme.Theme, error) {
		if name == themeAuto {
			name = darkGround
		}
		look := theme.Plain(ascii)
		_, err := theme.New(theme.Settings{Name: name, ASCII: ascii})
		return look, err //nolint:wrapcheck // lists the names
	}
}

// wear puts a theme on, with the graphs that the terminal can show or the user
// wants.
func (m *model) wear(look theme.Theme) {
	look.Glyphs.Braille = look.Glyphs.Braille && !m.blocks
	m.theme = look
}

// Graphs, as they are called in the palette and in what is kept.
const (
	brailleGraphs = "braille"
	blockGraphs   = "blocks"
)

func graphWords(*model) []string { return []string{brailleGraphs, blockGraphs} }

// setGraphs draws graphs of braille, or of blocks where a font has no braille.
func (m *model) setGraphs(word string) tea.Cmd {
	if word != brailleGraphs && word != blockGraphs {
		return m.say("graphs are of "+brailleGraphs+" or "+blockGraphs+", not of "+word, failed)
	}
	m.blocks, m.graphsKept = word == blockGraphs, word
	look, err := m.looks(m.themeName)
	if err != nil {
		return m.say(err.Error(), failed)
	}
	m.wear(look)
	m.data.version++
	return m.say("graphs of "+word, said)
}

// switchGraphs changes between the two.
func (m *model) switchGraphs() tea.Cmd {
	if m.blocks {
		return m.setGraphs(brailleGraphs)
	}
	return m.setGraphs(blockGraphs)
}
