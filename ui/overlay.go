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
	// done says that it wants to be closed.
	done() bool
}

// dialogue is what all overlays have in common: they end.
type dialogue struct{ closed bool }

func (d *dialogue) done() bool { return d.closed }

// finish closes the dialogue and starts what it was for.
func (d *dialogue) finish(cmd tea.Cmd) tea.Cmd {
	d.closed = true
	return cmd
}

// Keys that mean the same in every dialogue.
var (
	closeKey  = bind("esc", "close", "esc", "q")
	escapeKey = bind("esc", "close", "esc") // where letters are typed
	acceptKey = bind("enter", "choose", "enter")
	moveHint  = bind("j/k", "move", "j", "k")
)
