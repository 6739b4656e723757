package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
)

// step is something that was done and can be taken back.
type step struct {
	text string // what is taken back, for people
	back tea.Cmd
	// refused: it could not be taken back when that was last tried. It may have
	// been too soon; the second time it is forgotten, so that it does not stand
	// before what was done earlier.
	refused bool
	view    *viewChange // that it was instead of something that was done; nil where it was not
}

// keptSteps is how far back undo goes.
const keptSteps = 20

// steps are what can be taken back, the latest last.
type steps struct{ done []step }

// add takes in a step. Where they become too many, changes of the view are
// forgotten before what was done.
func (s *steps) add(one step) {
	s.done = append(s.done, one)
	if len(s.done) > keptSteps {
		at := max(0, slices.IndexFunc(s.done, func(one step) bool { return one.view != nil }))
		s.done = slices.Delete(s.done, at, at+1)
	}
}

// last is the latest step; nil if there is none.
func (s *steps) last() *step {
	if len(s.done) == 0 {
		return nil
	}
	return &s.done[len(s.done)-1]
}

// take is the latest step, which is forgotten then.
func (s *steps) take() step {
	last := s.done[len(s.done)-1]
	s.done = s.done[:len(s.done)-1]
	return last
}

func whyNoUndo(m *model) string {
	if m.steps.last() == nil {
		return "nothing was done yet that could be taken back"
	}
	return ""
}

// takenBack stands before what is true now that something was taken back: what
// was done reads as if it were done once more.
const takenBack = "taken back; now "

// nextUndo is what u would take back now; "" while there is nothing.
func nextUndo(m *model) string {
	if last := m.steps.last(); last != nil {
		return cells.Clean(last.text)
	}
	return ""
}

// tookBack takes in how that went.
func (m *model) tookBack(msg undone) tea.Cmd {
	m.tasks.hurry()
	switch {
	case msg.err == nil:
	case msg.step.refused:
		msg.text += " (" + named(undoKey) + " goes on with what was before)"
	default:
		msg.step.refused = true
		m.steps.add(msg.step)
	}
	m.selectAgain(msg.node)
	return m.say(msg.text, msg.level)
}

// selectAgain selects a node that has come back, once it is listed.
func (m *model) selectAgain(id string) {
	if id != "" {
		m.nodes.awaited = id
	}
}

// undone is the outcome of taking a step back; there is no way forward again
// but to do it once more. A step that could not be taken back is not lost: it
// may only have come too soon.
type undone struct {
	outcome
	step step
}

func (m *model) undo() tea.Cmd {
	last := m.steps.take()
	if last.view != nil {
		was := m.seeing()
		cmd := m.putBack(last.view)
		_, now := m.seen.changed(&was)
		return tea.Batch(cmd, m.say(takenBack+now, said))
	}
	return func() tea.Msg {
		msg := last.back()
		o, ok := msg.(outcome)
		if !ok { // it is asked about first
			return msg
		}
		if o.err == nil {
			o.text = takenBack + o.text
		}
		return undone{o, last}
	}
}
