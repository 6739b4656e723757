package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Commands run each by itself, and a later one may come first: what is done to the
// order of the queue is done in the order of the keys.
func TestMovesAreMadeInTheOrderOfTheKeys(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j")
		var cmds []tea.Cmd
		for _, k := range []string{"L", "K", "N", "J", "J"} {
			_, cmd := s.model.Update(keyMsg(k))
			cmds = append(cmds, cmd)
		}
		for i := range cmds { // the last one first
			s.run(cmds[len(cmds)-1-i])
			s.settle()
		}
		s.wait(time.Second)
		s.shows("> report-001.pdf    ○ queued  3")
	})
}
