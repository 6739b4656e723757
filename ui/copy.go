package ui

import (
	"strings"
	"unicode"

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

// pasteable is text that does nothing but stand where it is pasted: without the
// control characters that a shell or an editor would obey, without marks that
// turn the direction of reading, and without the end of its last line, so that
// one line is not run by being pasted. Ends of lines and tabs between are the
// table that was asked for.
func pasteable(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.TrimRight(text, "\n")
}

func (m *model) copy() tea.Cmd {
	text := strings.TrimRight(m.copier().copied(m.scene()), "\n")
	term, ctx := m.term, m.tasks.ctx
	return func() tea.Msg {
		sure, err := term.copied(ctx, text)
		if err != nil {
			return ended(err, "")
		}
		lines := plural(strings.Count(text, "\n")+1, "line")
		if !sure {
			return ended(nil, lines+" sent to the terminal's clipboard")
		}
		return ended(nil, "copied "+lines)
	}
}

// paneNames are the panes as they are called in the palette and in what is kept.
var paneNames = [layout.PaneCount]string{ //nolint:gochecknoglobals // a constant table
	layout.Nodes: "nodes", layout.Decision: "decision", layout.Jobs: "jobs", layout.Throughput: "throughput", layout.Log: "log",
}
