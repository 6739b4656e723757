package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// motion is a way to move through a list.
type motion uint8

const (
	stay motion = iota
	up
	down
	pageUp
	pageDown
	top
	bottom
)

// motions are the keys that move, in every list.
var motions = []struct {
	motion  motion
	binding key.Binding
}{
	{up, key.NewBinding(key.WithKeys("up", "k"), key.WithHelp("k", "up"))},
	{down, key.NewBinding(key.WithKeys("down", "j"), key.WithHelp("j", "down"))},
	{pageUp, key.NewBinding(key.WithKeys("pgup", "ctrl+b", "ctrl+u"), key.WithHelp("pgup", "page up"))},
	{pageDown, key.NewBinding(key.WithKeys("pgdown", "ctrl+f", "ctrl+d"), key.WithHelp("pgdn", "page down"))},
	{top, key.NewBinding(key.WithKeys("home", "g"), key.WithHelp("g", "first"))},
	{bottom, key.NewBinding(key.WithKeys("end", "G"), key.WithHelp("G", "last"))},
}

// motionOf is the motion that a key stands for; [stay] if it is none.
func motionOf(msg tea.KeyMsg) motion {
	for _, m := range motions {
		if key.Matches(msg, m.binding) {
			return m.motion
		}
	}
	return stay
}

// cursor is a place in a list, and which part of the list is seen.
type cursor struct {
	at     int
	offset int // first row that is seen
	page   int // rows seen when it was last drawn
}

// move changes the place in a list of n rows.
func (c *cursor) move(m motion, n int) {
	page := max(1, c.page-1)
	switch m {
	case up:
		c.at--
	case down:
		c.at++
	case pageUp:
		c.at -= page
	case pageDown:
		c.at += page
	case top:
		c.at = 0
	case bottom:
		c.at = n - 1
	case stay:
	}
	c.at = max(0, min(c.at, n-1))
}

// row is which of n rows stands on line y, where the first one that is seen
// stands on line top; false where none does.
func (c *cursor) row(y, top, n int) (at int, ok bool) {
	at = c.offset + y - top
	return at, y >= top && y < top+c.page && at < n
}

// window is the part of n rows to draw on h lines, with the place in it. It
// moves as little as it can.
func (c *cursor) window(n, h int) (from, to int) {
	h = max(0, h)
	c.page = h
	c.at = max(0, min(c.at, n-1))
	c.offset = max(0, min(c.offset, n-h, c.at))
	if h > 0 && c.at >= c.offset+h {
		c.offset = c.at - h + 1
	}
	return c.offset, min(n, c.offset+h)
}
