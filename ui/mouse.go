package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// clicker is a pane or a dialogue that knows what stands where.
type clicker interface {
	// click selects what stands at a cell inside the frame, and says whether
	// something does.
	click(d *data, x, y int) bool
}

// presser is a dialogue in which some of what can be clicked does something at
// once, as a checkbox does.
type presser interface {
	// pressed is the key that a click on a cell inside the frame stands for, once
	// what stands there is selected; "" where it only selects.
	pressed(x, y int) string
}

// doubler is a dialogue in which a double click means another key than enter.
type doubler interface{ doubled() string }

const (
	// doubleClick is how soon the second click of a double one comes.
	doubleClick = 400 * time.Millisecond
	// wheelRows is how many rows a notch of the wheel moves.
	wheelRows = 3
)

// press is the last click, to tell a double one.
type press struct {
	x, y int
	at   time.Time
}

func (m *model) switchMouse() tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		return tea.Batch(tea.EnableMouseCellMotion, m.say("the mouse is on: click, double-click, wheel; shift selects text as before ("+named(mouseKey)+" turns it off)", said))
	}
	return tea.Batch(tea.DisableMouse, m.say("the mouse is left to the terminal again", said))
}

// pointed routes the mouse: what it does can be done by keys too.
func (m *model) pointed(msg tea.MouseMsg) tea.Cmd {
	m.data.version++
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		return m.wheel(msg, up)
	case msg.Button == tea.MouseButtonWheelDown:
		return m.wheel(msg, down)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		return m.clicked(msg.X, msg.Y)
	}
	return nil
}

func (m *model) wheel(msg tea.MouseMsg, to motion) tea.Cmd {
	if m.overlay() != nil {
		arrow := tea.KeyMsg{Type: tea.KeyUp}
		if to == down {
			arrow.Type = tea.KeyDown
		}
		return m.toOverlay(arrow)
	}
	if id := m.screen.At(msg.X, msg.Y); id != layout.None {
		for range wheelRows {
			m.panes[id].move(&m.data, to)
		}
	}
	return nil
}

func (m *model) clicked(x, y int) tea.Cmd {
	now := m.clock()
	double := m.pressed.x == x && m.pressed.y == y && now.Sub(m.pressed.at) <= doubleClick
	m.pressed = press{x, y, now}
	if double {
		m.pressed = press{} // a third click begins anew
	}
	switch {
	case m.screen.TooSmall:
		return nil
	case y < m.screen.Footer.Y && y >= m.screen.Footer.Y-m.messageRows(): // a message covers what is there
		m.flash.text, m.interrupted = "", false
		return nil
	case y == m.screen.Footer.Y:
		return m.clickedHint(x)
	case m.overlay() != nil:
		return m.clickedOverlay(x, y, double)
	case m.prompt != nil:
		m.prompt = nil // what was typed stays
	}
	id := m.screen.At(x, y)
	if id == layout.None {
		return nil
	}
	m.focus = id
	at := m.screen.Panes[id]
	if c, ok := m.panes[id].(clicker); ok {
		hit := c.click(&m.data, x-at.X-1, y-at.Y-1)
		if hit && double && whyNoDetails(m) == "" {
			return m.openDetails()
		}
	}
	return nil
}

// clickedHint does what the hint under the pointer says. Where a message or a
// prompt covers the hints there is none.
func (m *model) clickedHint(x int) tea.Cmd {
	switch {
	case m.flash.text != "" && m.messageRows() == 0:
		m.flash.text, m.interrupted = "", false
		return nil
	case m.overlay() == nil && m.prompt != nil:
		return nil
	}
	hints := m.hints()
	for _, s := range spansOf(hints, m.screen.W) {
		if s.hint == leftOut || x < s.from || x >= s.to {
			continue
		}
		if name := hints[s.hint].pressed(x - s.from); name != "" {
			return m.key(keyOf(name))
		}
	}
	return nil
}

// clickedOverlay goes to the dialogue on top; beside it, it closes it.
func (m *model) clickedOverlay(x, y int, double bool) tea.Cmd {
	at := m.overlayAt
	if x < at.X || x >= at.X+at.W || y < at.Y || y >= at.Y+at.H {
		return m.toOverlay(tea.KeyMsg{Type: tea.KeyEsc})
	}
	c, ok := m.overlay().(clicker)
	if !ok || !c.click(&m.data, x-at.X-1, y-at.Y-1) {
		return nil
	}
	if p, ok := c.(presser); ok { // two clicks on a checkbox change it twice
		if name := p.pressed(x-at.X-1, y-at.Y-1); name != "" {
			return m.toOverlay(keyOf(name))
		}
	}
	if !double {
		return nil
	}
	name := "enter"
	if d, ok := c.(doubler); ok {
		name = d.doubled()
	}
	return m.toOverlay(keyOf(name))
}
