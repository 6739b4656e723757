package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"flocktop/ui/internal/theme"
)

// become takes over what another engine shows, as when nodes and jobs come and
// go behind an open dialogue.
func (e *fakeEngine) become(o *fakeEngine) {
	e.change(func(e *fakeEngine) {
		e.flock, e.jobs, e.settings, e.models = o.flock, o.jobs, o.settings, o.models
		e.documents, e.past, e.log = o.documents, o.past, append(e.log, o.log...)
		for i := range e.log {
			e.log[i].Seq = uint64(i)
		}
	})
}

// Whatever is pressed, clicked, resized and taken away from under a dialogue:
// every frame fits.
func TestNothingThatIsPressedOrClickedBreaksTheScreen(t *testing.T) {
	t.Chdir(t.TempDir())
	scenes := []func() *fakeEngine{
		busyFlock, idleFlock, emptyFlock, silentFlock, hostileFlock, failingFlock, longHistory,
		func() *fakeEngine { return manyNodes(30) }, func() *fakeEngine { return longQueue(20) },
	}
	keys := []string{
		"enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "backspace",
		" ", "a", "b", "c", "d", "f", "h", "j", "k", "l", "m", "n", "p", "r", "t", "u", "w", "x", "y", "z",
		"D", "F", "G", "J", "K", "M", "P", "R", "S", "T", "U", "/", ":", "?", "<", ">", "[", "]", "!", "1", "2", "3", "4", "5", ".", "~", "漢",
	}
	rapid.Check(t, func(t *rapid.T) {
		scene := func() *fakeEngine { return rapid.SampledFrom(scenes).Draw(t, "scene")() }
		e := scene()
		w, h := 100, 30
		m := at(t, e, theme.Plain(false), w, h)
		m.term, _ = testTerminal(nil, nil)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				w, h = rapid.IntRange(1, 220).Draw(t, "w"), rapid.IntRange(1, 70).Draw(t, "h")
				m.take(tea.WindowSizeMsg{Width: w, Height: h})
			case 1:
				e.become(scene())
				m.take(m.tasks.state(m.data.nextLog))
			case 2:
				m.drain(m.toOverlay(second{}))
			case 3, 4, 5:
				button := rapid.SampledFrom([]tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonLeft, tea.MouseButtonWheelUp, tea.MouseButtonWheelDown}).Draw(t, "button")
				msg := tea.MouseMsg{X: rapid.IntRange(0, w).Draw(t, "x"), Y: rapid.IntRange(0, h).Draw(t, "y"), Button: button, Action: tea.MouseActionPress}
				for range rapid.IntRange(1, 2).Draw(t, "clicks") {
					m.take(msg)
				}
			default:
				m.take(keyMsg(rapid.SampledFrom(keys).Draw(t, "key")))
			}
			checkFrame(t, m.View(), w, h)
		}
	})
}
