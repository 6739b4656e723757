package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"flocktop/ui/internal/theme"
)

// Portrait draws the screen over an engine that stands still, in w × h cells and in
// full colour, as it looks after these keys. Keys are named as [tea.KeyMsg]
// names them; the clock of the options should stand still too.
func Portrait(e Engine, opt Options, w, h int, keys ...string) (string, error) {
	name := opt.Theme
	if name == "" || name == themeAuto {
		name = "dark"
	}
	look, err := theme.New(theme.Settings{Name: name, Profile: termenv.TrueColor, ASCII: opt.ASCII})
	if err != nil {
		return "", fmt.Errorf("choose the theme: %w", err)
	}
	return sitting(e, opt, look, w, h, keys...).View(), nil
}

// sitting is the screen after these keys. Nothing goes on in it: timers end with
// the context, which has ended already.
func sitting(e Engine, opt Options, look theme.Theme, w, h int, keys ...string) *model {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := newModel(newTasks(ctx, e), look, opt)
	m.take(tea.WindowSizeMsg{Width: w, Height: h})
	m.take(m.tasks.state(0))
	for _, k := range keys {
		m.take(keyOf(k))
		m.take(m.tasks.state(m.data.nextLog)) // what the key has changed
	}
	return m
}

// take takes in a message, and all that its commands bring.
func (m *model) take(msg tea.Msg) {
	_, cmd := m.Update(msg)
	m.drain(cmd)
}

// drain runs a command that waits for nothing, and those that come of it.
func (m *model) drain(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.QuitMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			m.drain(c)
		}
	default:
		m.take(msg)
	}
}
