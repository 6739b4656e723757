package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// copier is a pane or a dialogue that has something to copy.
type copier interface {
	// copied is the text for the clipboard; "" where there is nothing now.
	copied(sc *scene) string
}

// typist is a dialogue that may be taking letters at the moment.
type typist interface{ typing() bool }

var copyKey = bind("y", "copy", "y")

// copier is what y copies from: the dialogue on top, unless letters are typed
// there, else the focused pane; nil if neither has anything.
func (m *model) copier() copier {
	if o := m.overlay(); o != nil {
		if t, ok := o.(typist); ok && t.typing() {
			return nil
		}
		c, _ := o.(copier)
		return c
	}
	c, _ := m.panes[m.focus].(copier)
	return c
}

func whyNoCopy(m *model) string {
	c := m.copier()
	if c == nil || c.copied(m.scene()) == "" {
		return "there is nothing to copy here"
	}
	return ""
}

// copyOrSay copies from the dialogue on top.
func (m *model) copyOrSay() tea.Cmd {
	if why := whyNoCopy(m); why != "" {
		return m.say(why, warned)
	}
	return m.copy()
}

func (m *model) copy() tea.Cmd {
	text := strings.TrimRight(m.copier().copied(m.scene()), "\n")
	term := m.term
	return func() tea.Msg {
		if err := term.copied(text); err != nil {
			return ended(err, "")
		}
		return ended(nil, "copied "+plural(strings.Count(text, "\n")+1, "line"))
	}
}

// paneNames are the panes as they are called in the palette and in what is kept.
var paneNames = [layout.PaneCount]string{ //nolint:gochecknoglobals // a constant table
	layout.Nodes: "nodes", layout.Decision: "decision", layout.Jobs: "jobs", layout.Throughput: "throughput", layout.Log: "log",
}
