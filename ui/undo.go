package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// step is something that was done and can be taken back.
type step struct {
	text string // what was done, for people
	then string // what is so once it is taken back; "" where that says itself
	back tea.Cmd
	// job is one that back asks about itself while it runs; 0 for none.
	job    job.ID
	at     time.Time
	number int  // the how manieth thing that was done
	long   bool // taking it back may take minutes: nothing waits for that
	// refused: it could not be taken back when that was last tried. It may have
	// been too soon; the second time it is forgotten, so that it does not stand
	// before what was done earlier.
	refused bool
	undone  func() bool // says that it is taken back already, by other means; nil where it stays done
	view    *viewChange // that it was instead of something that was done; nil where it was not
}

// keptSteps is how far back undo goes.
const keptSteps = 20

// directly is how long u takes work back without a question: the hand still knows
// what it did.
const directly = 10 * time.Second

// steps are what can be taken back, the latest last.
type steps struct {
	done   []step
	newest int // number of the last thing that was done, taken back since or not
}

// add takes in a step. Where they become too many, changes of the view are
// forgotten before what was done.
func (s *steps) add(one step) {
	s.newest++
	one.number = s.newest
	s.keep(one)
}

func (s *steps) keep(one step) {
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

// forgetUndone forgets what has been taken back by other means.
func (s *steps) forgetUndone() {
	s.done = slices.DeleteFunc(s.done, func(one step) bool { return one.undone != nil && one.undone() })
}

// take is the latest step, which is forgotten then.
func (s *steps) take() step {
	last := s.done[len(s.done)-1]
	s.done = s.done[:len(s.done)-1]
	return last
}

func whyNoUndo(m *model) string {
	if m.steps.last() == nil && m.underWay.actions == 0 {
		return "nothing was done yet that could be taken back"
	}
	return ""
}

// did takes in what was done just now.
func (m *model) did(one step) {
	one.at = m.clock()
	m.steps.add(one)
}

// nextUndo is the work that u would take back now; "" while there is none. What
// was done to the view last is seen anyway.
func nextUndo(m *model) string {
	if last := m.steps.last(); last != nil && last.view == nil {
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
		m.steps.keep(msg.step)
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
	if m.underWay.waits(m.steps.last()) {
		return m.say("undo comes after what is still being done", said)
	}
	if last := m.steps.last(); last.view == nil && m.surprising(last) {
		return m.open(askToTakeBack(last, m.clock()), nil)
	}
	last := m.steps.take()
	if last.view != nil {
		was := m.seeing()
		cmd := m.putBack(last.view)
		_, now := m.seen.changed(&was)
		return tea.Batch(cmd, m.say("back to "+now, said))
	}
	return m.takeBack(last)
}

// surprising says that work would be taken back which whoever presses u may not
// have in mind: it is not what was done last, or was done a while ago.
func (m *model) surprising(one *step) bool {
	if one.job != 0 {
		if j := m.data.job(one.job); j != nil && j.State != job.Queued { // back asks, or cannot
			return false
		}
	}
	return one.number != m.steps.newest || m.clock().Sub(one.at) > directly
}

// takeBackNow is the answer to the question whether a step is taken back.
type takeBackNow struct{ number int }

func askToTakeBack(one *step, now time.Time) *confirm {
	question := "Take back what was done " + ago(now.Sub(one.at)) + ": " + one.text + "?"
	if one.then != "" {
		question += " Then " + one.then + "."
	}
	return newConfirm("Undo", question, "Take it back", "Leave it", send(takeBackNow{one.number}))
}

// takeBackAsked takes back what the user was asked about, if nothing was done
// meanwhile.
func (m *model) takeBackAsked(msg takeBackNow) tea.Cmd {
	if last := m.steps.last(); last == nil || last.number != msg.number {
		return nil
	}
	return m.takeBack(m.steps.take())
}

func (m *model) takeBack(last step) tea.Cmd {
	cmd := takeBack(last)
	if last.long {
		return cmd
	}
	return m.act(cmd)
}

func takeBack(last step) tea.Cmd {
	return func() tea.Msg {
		msg := last.back()
		o, ok := msg.(outcome)
		if !ok { // it is asked about first
			return msg
		}
		if o.err == nil && last.then != "" {
			o.text = last.then
		}
		return undone{o, last}
	}
}

// ago says how long it is since something was done.
func ago(d time.Duration) string {
	if d < time.Second {
		return "just now"
	}
	return whole(d) + " ago"
}
