package ui

import tea "github.com/charmbracelet/bubbletea"

// underWay is what was begun and of which it is not known yet what came of it. Keys can
// come faster than that: u means what is still being done, and not what was done before.
type underWay struct {
	actions int
	after   int  // number of the last thing that was done when the latest of them began
	came    bool // something came of them: what can be taken back, or was
	owed    int  // how often u was pressed meanwhile
}

// cameOf is what came of an action.
type cameOf struct{ msg tea.Msg }

// act begins what can be taken back. It is under way until its message has come.
func (m *model) act(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	m.underWay.actions++
	m.underWay.after = m.steps.newest
	return func() tea.Msg { return cameOf{cmd()} }
}

// came takes in what came of an action, and takes back what is to be once nothing is
// under way any more.
func (m *model) came(msg cameOf) tea.Cmd {
	u := &m.underWay
	u.actions--
	m.data.overtaken = true
	newest, open := m.steps.newest, len(m.overlays)
	cmd := m.route(msg.msg)
	_, back := msg.msg.(undone)
	u.came = u.came || back || m.steps.newest > newest
	if len(m.overlays) > open { // what was pressed after this would have been for the question
		u.owed = 0
	}
	return tea.Batch(cmd, m.takeBackOwed())
}

// takeBackOwed takes back as often as was asked for while something was under way, one
// after the other. Where nothing came of that, nothing is: what was done before was not
// meant.
func (m *model) takeBackOwed() tea.Cmd {
	u := &m.underWay
	var cmds []tea.Cmd
	for u.actions == 0 && u.came && u.owed > 0 {
		u.owed--
		if why := whyNoUndo(m); why != "" {
			cmds = append(cmds, m.say("undo is not possible now: "+why, warned))
			u.owed = 0
			break
		}
		open := len(m.overlays)
		cmds = append(cmds, m.undo())
		if len(m.overlays) > open {
			u.owed = 0
		}
	}
	if u.actions == 0 {
		if !u.came { // no job was moved after all
			m.jobs.carried = false
		}
		*u = underWay{}
	}
	return tea.Batch(cmds...)
}

// waits says that u means what is still under way, and notes it. What was changed of the
// view since that began was done later, and is taken back at once.
func (u *underWay) waits(last *step) bool {
	if u.actions == 0 || last != nil && last.view != nil && last.number > u.after {
		return false
	}
	u.owed++
	return true
}
