package ui

import tea "github.com/charmbracelet/bubbletea"

// step is something that was done and can be taken back.
type step struct {
	text string // what is taken back, for people
	back tea.Cmd
}

// keptSteps is how far back undo goes.
const keptSteps = 20

// steps are what can be taken back, the latest last.
type steps struct{ done []step }

func (s *steps) add(one step) {
	s.done = append(s.done, one)
	if len(s.done) > keptSteps {
		s.done = s.done[len(s.done)-keptSteps:]
	}
}

// take is the latest step, which is forgotten then.
func (s *steps) take() step {
	last := s.done[len(s.done)-1]
	s.done = s.done[:len(s.done)-1]
	return last
}

func whyNoUndo(m *model) string {
	if len(m.steps.done) == 0 {
		return "nothing was done yet that could be taken back"
	}
	return ""
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
	return func() tea.Msg {
		msg := last.back()
		o, ok := msg.(outcome)
		if !ok { // a change of the view alone
			return msg
		}
		if o.err == nil {
			o.text = "taken back: " + last.text
		}
		return undone{o, last}
	}
}
