package ui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// crash is a panic that was caught, from wherever it came.
type crash struct {
	value any
	trace []byte
}

// guard stands around the model. A panic in it or in one of its commands ends
// the program in the ordinary way, so that the terminal is as it was, and the
// trace is kept: Bubble Tea would print it into a screen that is then cleared.
type guard struct {
	model   *model
	painter *painter
	resized bool // since the frame before
	crash   *crash
}

// Init starts the model.
func (g *guard) Init() (cmd tea.Cmd) {
	defer func() { g.caught(recover(), &cmd) }()
	return protect(g.model.Init())
}

// Update passes messages on until something has gone wrong.
func (g *guard) Update(msg tea.Msg) (root tea.Model, cmd tea.Cmd) {
	root = g // also after a panic
	if c, ok := msg.(crash); ok && g.crash == nil {
		g.crash = &c
	}
	if g.crash != nil {
		return root, tea.Quit
	}
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		g.resized = true
	}
	defer func() { g.caught(recover(), &cmd) }()
	_, cmd = g.model.Update(msg)
	return root, protect(cmd)
}

// View draws the model. After a panic here the next message, a second later at
// most, ends the program.
func (g *guard) View() string {
	if g.crash != nil {
		return ""
	}
	defer func() { g.caught(recover(), nil) }()
	frame := g.model.View()
	g.painter.show(frame, g.resized)
	g.resized = false
	return frame
}

// caught records a panic, if there was one; cmd is set to end the program. It
// is called while the panic is under way, so its trace can still be read.
func (g *guard) caught(value any, cmd *tea.Cmd) {
	if value == nil {
		return
	}
	g.crash = &crash{value, debug.Stack()}
	if cmd != nil {
		*cmd = tea.Quit
	}
}

// protect makes a command, and those that it may bring, return a panic as a
// message.
func protect(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = crash{r, debug.Stack()}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = protect(batch[i])
			}
		}
		return msg
	}
}

// report tells who is to be told, else it returns what went wrong.
func (c *crash) report(tell func(value any, stack []byte)) error {
	if tell == nil {
		return fmt.Errorf("the dashboard stopped on a fault of its own: %v\n%s", c.value, c.trace)
	}
	tell(c.value, c.trace)
	return nil
}
