package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// overlay is a dialogue above the dashboard. It keeps its own state, looks at
// the scene and acts through commands alone.
type overlay interface {
	heading(sc *scene) heading
	// size is what its content wants of w × h cells.
	size(sc *scene, w, h int) (cols, rows int)
	// draw returns at most h lines of exactly w cells.
	draw(sc *scene, w, h int) []string
	// update takes keys, ticks and the answers to its own commands.
	update(msg tea.Msg, sc *scene) tea.Cmd
	// hints are its keys, for the last line of the screen.
	hints() []key.Binding
	// acts says that the command which it returned just now does what can be taken back.
	acts() bool
	// done says that it wants to be closed.
	done() bool
}

// dialogue is what all overlays have in common: they do what they are for, and end.
type dialogue struct{ closed, acting bool }

func (d *dialogue) done() bool { return d.closed }

func (d *dialogue) acts() bool {
	acting := d.acting
	d.acting = false
	return acting
}

// act starts what the dialogue is for.
func (d *dialogue) act(cmd tea.Cmd) tea.Cmd {
	d.acting = cmd != nil
	return cmd
}

// finish closes the dialogue and starts what it was for.
func (d *dialogue) finish(cmd tea.Cmd) tea.Cmd {
	d.closed = true
	return d.act(cmd)
}

// Keys that mean the same in every dialogue.
var (
	closeKey  = bind("esc", "close", "esc", "q")
	escapeKey = bind("esc", "close", "esc") // where letters are typed
	acceptKey = bind("enter", "choose", "enter")
	moveHint  = bind("j/k", "move", "j", "k")
)
