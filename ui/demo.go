package ui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// enteredDemo is how long the line stands that says how one gets back.
const enteredDemo = asBeforeFor

func (m *model) simulated() bool { return m.data.settings.Simulated != "" }

func whyNoDemo(m *model) string {
	if m.simulated() && !m.visiting {
		return "this is the demo"
	}
	return ""
}

// whereToNext says what the key would do in a demo that was entered from the
// user's own nodes.
func whereToNext(m *model) string {
	if m.visiting {
		return "back to your own nodes"
	}
	return ""
}

// demo goes to the simulated servers, or back from them. It asks, unless there is
// nothing to leave.
func (m *model) demo() tea.Cmd {
	switch {
	case m.visiting && m.data.atStake() == 0:
		return send(leave{Exit{Own: true}})
	case m.visiting:
		return m.open(newConfirm("Leave the demo", m.whatWaits(), "Go back to my nodes", "Stay", send(leave{Exit{Own: true}})), nil)
	case m.data.deserted():
		return send(leave{Exit{Demo: true}})
	}
	question := "Leave your nodes for a demo on simulated servers? " + named(demoKey) + " comes back from there."
	if m.data.atStake() > 0 {
		question = m.waiting() + ". For a demo on simulated servers this stops; what is embedded is kept, and the rest waits, paused, until you are back (" +
			named(demoKey) + " there)."
	}
	return m.open(newConfirm("Demo", question, "Open the demo", "Stay", send(leave{Exit{Demo: true}})), nil)
}

// sayVisiting says at the start how one gets back from the demo.
func (m *model) sayVisiting() tea.Cmd {
	return m.sayFor("these servers are simulated; "+named(demoKey)+" goes back to your own nodes", said, enteredDemo)
}
