package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

// nodeActions are what is done with nodes.
func nodeActions() []action {
	return []action{
		{key: bind("n", "node", "n"), group: groupNodes, long: "all that is known of the selected node", rank: 10, why: whyNoNode, do: (*model).openNode},
		{key: bind("a", "add", "a"), group: groupNodes, long: "add a node by its address", rank: 13, why: always, do: (*model).openAdd},
		{key: bind("d", "remove", "d"), group: groupNodes, long: "remove the selected node", why: whyNoNode, do: (*model).removeNode},
		{key: bind("t", "try", "t"), group: groupNodes, long: "try all nodes again now", why: always, do: (*model).retry},
	}
}

func whyNoNode(m *model) string {
	if len(m.data.flock.Nodes) == 0 {
		return "there is no node (a adds one)"
	}
	return ""
}

func (m *model) openNode() tea.Cmd {
	return m.open(newNodeOverlay(m.nodes.current(&m.data).ID), nil)
}

func (m *model) openAdd() tea.Cmd { return m.open(newAddOverlay(m.tasks), nil) }

func (m *model) removeNode() tea.Cmd {
	n := m.nodes.current(&m.data)
	question := fmt.Sprintf("Remove %s (%s)? It leaves the configuration too; a running job goes on without it.", n.Name, n.ID)
	return m.open(newConfirm("Remove a node", question, "Remove it", "Keep it", m.tasks.removeNode(n.ID, n.Name)), nil)
}

func (m *model) retry() tea.Cmd { return m.tasks.retry() }
