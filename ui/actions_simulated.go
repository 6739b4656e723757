package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

var (
	killKey = bind("X", "sim kill", "X")
	slowKey = bind("s", "sim slow", "s")
	hangKey = bind("H", "sim hang", "H")
	healKey = bind("B", "sim back", "B")
)

// simulatedActions are what is done to simulated servers. With real ones they do
// not exist.
func simulatedActions() []action {
	bad := func(k key.Binding, name, long, then string, rank int, do func(Simulation, string) error) action {
		return action{
			key: k, name: name, group: groupSimulated, rank: rank, long: long, in: onlyIn(layout.Nodes),
			why: func(m *model) string { return m.whyNotAfflict(then) },
			do:  func(m *model) tea.Cmd { return m.afflict(then, do) },
		}
	}
	return []action{
		bad(killKey, "simulate kill", "kill the selected simulated server", "killed", 6, Simulation.Kill),
		bad(slowKey, "simulate slow", "make the selected simulated server slow", "slow", 7, Simulation.Slow),
		bad(hangKey, "simulate hang", "have the selected simulated server hang", "hanging", 8, Simulation.Hang),
		{
			key: healKey, name: "simulate back", aliases: []string{"simulate heal"}, group: groupSimulated, rank: 9,
			long: "bring the selected simulated server back", in: onlyIn(layout.Nodes),
			why: whyNotHeal, do: (*model).heal,
		},
	}
}

// actionsWith are all actions that exist with these servers.
func actionsWith(s Simulation) []action {
	return slices.DeleteFunc(allActions(), func(a action) bool { return a.group == groupSimulated && s == nil })
}

// trouble says what the selected server suffers from, or why nothing can be done
// to it.
func (m *model) trouble() (what, why string) {
	if why := whyNoNode(m); why != "" {
		return "", why
	}
	n := m.nodes.current(&m.data)
	what, simulated := m.simulation.Trouble(n.ID)
	if !simulated {
		return "", n.Name + " is not simulated"
	}
	return what, ""
}

func (m *model) whyNotAfflict(then string) string {
	what, why := m.trouble()
	if what == then {
		return m.nodes.current(&m.data).Name + " is " + then + " already (" + named(healKey) + " brings it back)"
	}
	return why
}

func whyNotHeal(m *model) string {
	what, why := m.trouble()
	if why == "" && what == "" {
		return m.nodes.current(&m.data).Name + " is as it was at the start"
	}
	return why
}

// afflict does something bad to the selected server.
func (m *model) afflict(then string, do func(Simulation, string) error) tea.Cmd {
	n := m.nodes.current(&m.data)
	t, s := m.tasks, m.simulation
	return m.act(func() tea.Msg {
		out := ended(do(s, n.ID), "simulated: "+n.Name+" is "+then+"; "+named(healKey)+" brings it back")
		if out.err == nil {
			out.undo = &step{
				text: n.Name + " is " + then, then: n.Name + " is as it was at the start", back: t.healed(s, n.ID, n.Name),
				undone: func() bool {
					now, _ := s.Trouble(n.ID)
					return now != then
				},
			}
		}
		return out
	})
}

func (m *model) heal() tea.Cmd {
	n := m.nodes.current(&m.data)
	return m.act(m.tasks.healed(m.simulation, n.ID, n.Name))
}

// healed has a simulated server well again, and probed without delay.
func (t *tasks) healed(s Simulation, id, name string) tea.Cmd {
	return func() tea.Msg {
		out := ended(s.Heal(id), "simulated: "+name+" is as it was at the start")
		if out.err == nil {
			t.engine.Retry(t.ctx)
		}
		return out
	}
}
