package ui

import (
	"fmt"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/prefs"
	"flocktop/ui/internal/layout"
)

// lasting is a pane with something that is kept until the next time.
type lasting interface {
	keep(p *prefs.Prefs)
	recall(p prefs.Prefs)
}

// keepAfter is how long what was set stands before it is written: who looks
// through the themes writes nothing.
const keepAfter = time.Second

// keepNow asks for what is set to be written, unless it has changed since.
type keepNow struct{ prefs prefs.Prefs }

// recall sets what was set the last time.
func (m *model) recall(p prefs.Prefs) {
	m.keptPrefs = p
	m.starts, m.mouse, m.themeKept = p.Starts, p.Mouse, p.Theme
	m.graphsKept, m.blocks = p.Graphs, p.Graphs == blockGraphs
	m.wear(m.theme)
	for id, name := range paneNames {
		if name == p.Focus {
			m.focus = layout.Pane(id)
		}
		if name == p.Zoom {
			m.focus, m.zoomed = layout.Pane(id), true
		}
	}
	for _, one := range m.panes {
		if l, ok := one.(lasting); ok {
			l.recall(p)
		}
	}
}

// prefs is what is set now.
func (m *model) prefs() prefs.Prefs {
	p := prefs.Prefs{
		Theme: m.themeKept, Graphs: m.graphsKept, Mouse: m.mouse, Starts: m.starts, Focus: paneNames[m.focus],
		Policy: m.data.settings.Policy.String(),
	}
	if m.zoomed {
		p.Zoom = paneNames[m.focus]
	}
	if forced := m.data.settings.Forced; forced != 0 {
		p.Mode = forced.String()
	}
	for _, one := range m.panes {
		if l, ok := one.(lasting); ok {
			l.keep(&p)
		}
	}
	return p
}

// keep has what is set written in a while, if it has changed.
func (m *model) keep() tea.Cmd {
	if !m.data.loaded {
		return nil
	}
	p := m.prefs()
	if p == m.keptPrefs {
		return nil
	}
	m.keptPrefs = p
	return m.tasks.after(keepAfter, keepNow{p})
}

// write writes what was set, if that still holds.
func (m *model) write(msg keepNow) tea.Cmd {
	if msg.prefs != m.keptPrefs {
		return nil
	}
	return m.tasks.keepPrefs(msg.prefs)
}

// keepAtEnd writes what was set in the last moment.
func (m *model) keepAtEnd() error {
	if !m.data.loaded { // nobody has seen anything yet
		return nil
	}
	if err := m.tasks.keepInOrder(m.prefs())(); err != nil {
		return fmt.Errorf("what was set on the screen is not kept: %w", err)
	}
	return nil
}

// keeping is which of what was to be kept is the latest that was.
type keeping struct {
	asked uint64 // so many times; only Update and the end look at it

	mu   sync.Mutex
	done uint64 // number of the latest that was kept
}

// keepInOrder keeps what was set, unless what was set later is kept already:
// commands overtake each other, and the end does not wait for them.
func (t *tasks) keepInOrder(p prefs.Prefs) func() error {
	k := &t.keeping
	k.asked++
	number := k.asked
	return func() error {
		k.mu.Lock()
		defer k.mu.Unlock()
		if number < k.done {
			return nil
		}
		k.done = number
		return t.engine.KeepPrefs(p) //nolint:wrapcheck // a sentence already
	}
}

func (t *tasks) keepPrefs(p prefs.Prefs) tea.Cmd {
	keep := t.keepInOrder(p)
	return func() tea.Msg {
		if err := keep(); err != nil {
			return ended(err, "")
		}
		return nil
	}
}
