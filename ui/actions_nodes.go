package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/ui/internal/layout"
)

// nodeActions are what is done with nodes.
func nodeActions() []action {
	return []action{
		{key: nodeKey, group: groupNodes, long: "all that is known of the selected node", rank: 10, why: whyNoNode, do: (*model).openNode},
		{key: addKey, changes: true, group: groupNodes, long: "add a node by its address", rank: 13, why: always, do: (*model).openAdd},
		{key: bind("d", "remove", "d"), changes: true, group: groupNodes, long: "remove the selected node", in: onlyIn(layout.Nodes), why: whyNoNode, do: (*model).removeNode},
		{key: tryKey, group: groupNodes, long: "try all nodes again now", why: always, do: (*model).retry},
		{
			key: bind("w", "warm up", "w"), changes: true, group: groupNodes, long: "have the selected node load the model before it is needed", rank: 18,
			in: onlyIn(layout.Nodes), why: whyNoWarmUp, do: (*model).warmUp,
		},
		{
			key: bind("U", "unload", "U"), changes: true, group: groupNodes, long: "have the selected node drop the model from its memory",
			in: onlyIn(layout.Nodes), why: whyNoUnload, do: (*model).unload,
		},
		{
			key: sortLeftKey, group: groupNodes, long: "sort the nodes by the column to the left",
			in: onlyIn(layout.Nodes), why: whyNoSort, do: (*model).sortLeft,
		},
		{
			key: sortKey, name: "sort right", group: groupNodes, long: "sort the nodes by the column to the right", rank: 17,
			in: onlyIn(layout.Nodes), why: whyNoSort, do: (*model).sortRight,
		},
		{
			key: bind("S", "reverse", "S"), name: "sort reverse", group: groupNodes, long: "sort the nodes the other way round",
			in: onlyIn(layout.Nodes), why: whyNoReverse, do: (*model).sortReverse,
		},
		{
			name: "sort", group: groupNodes, long: "sort the nodes by the column of that name, or as configured", why: always, do: (*model).unsort,
			args: func(*model) []string { return sortKeys() }, with: (*model).sortBy,
		},
	}
}

func noNode() string { return "there is no node (" + named(addKey) + " adds one)" }

func whyNoNode(m *model) string {
	if len(m.data.flock.Nodes) == 0 {
		return noNode()
	}
	if m.nodes.current(&m.data).ID == "" {
		return "the filter /" + m.nodes.filter() + " shows no node"
	}
	return ""
}

func (m *model) openNode() tea.Cmd {
	o := newNodeOverlay(m.tasks, m.nodes, m.nodes.current(&m.data).ID)
	return m.open(o, o.ask())
}

func (m *model) openAdd() tea.Cmd { return m.open(newAddOverlay(m.tasks), nil) }

// added takes in whether a node was taken. Where the dialogue was closed
// meanwhile, what it would have said stands in the last line.
func (m *model) added(msg nodeAdded) tea.Cmd {
	asked := slices.ContainsFunc(m.overlays, func(o overlay) bool { _, is := o.(*addOverlay); return is })
	cmd := m.answered(msg)
	switch {
	case msg.err == nil:
		text := msg.name + " is added and watched " + m.addedFor()
		m.tasks.hurry()
		m.did(step{text: text, then: msg.name + " is not watched any more", back: m.tasks.dropNode(msg.name)})
		return tea.Batch(cmd, m.say(text, said))
	case !asked:
		return tea.Batch(cmd, m.say(msg.err.Error(), failed))
	}
	return cmd
}

// addedFor says for when a node was added: it is kept in the configuration, where
// this run may not have its nodes from.
func (m *model) addedFor() string {
	if from := m.data.settings.NodesFrom; from != "" {
		return "now, and kept for starts without " + from
	}
	return "from now on"
}

func (m *model) removeNode() tea.Cmd {
	n := m.nodes.current(&m.data)
	leaves := "A"
	if m.tasks.engine.Kept(n.ID) {
		leaves = "It leaves the configuration too; a"
	}
	question := fmt.Sprintf("Remove %s (%s)? %s running job goes on without it.", n.Name, n.ID, leaves)
	return m.open(newConfirm("Remove a node", question, "Remove it", "Keep it", m.tasks.removeNode(n.ID, n.Name)), nil)
}

func (m *model) retry() tea.Cmd { return m.tasks.retry() }

func whyNoWarmUp(m *model) string { return whyNoFlockChore(m, whyNotLoad) }

func whyNoUnload(m *model) string { return whyNoFlockChore(m, whyNotUnload) }

func whyNoFlockChore(m *model, why func(*data, *cluster.Node, string) string) string {
	if none := whyNoNode(m); none != "" {
		return none
	}
	n := m.nodes.current(&m.data)
	return why(&m.data, &n, m.data.flock.Model)
}

func (m *model) warmUp() tea.Cmd { return m.flockChore(false) }

func (m *model) unload() tea.Cmd { return m.flockChore(true) }

// flockChore has the selected node load or drop the flock's model.
func (m *model) flockChore(unload bool) tea.Cmd {
	n := m.nodes.current(&m.data)
	return m.begin(chore{node: n.ID, name: n.Name, model: m.data.flock.Model, unload: unload})
}

func whyNoSort(m *model) string {
	if len(m.data.flock.Nodes) == 0 {
		return noNode()
	}
	return ""
}

func whyNoReverse(m *model) string {
	if m.nodes.listing.by.key == "" {
		return "the list is in configured order (" + named(sortLeftKey) + " and " + named(sortKey) + " sort it)"
	}
	return ""
}

func (m *model) sortLeft() tea.Cmd {
	m.nodes.sortBeside(-1)
	return nil
}

func (m *model) sortRight() tea.Cmd {
	m.nodes.sortBeside(1)
	return nil
}

func (m *model) sortReverse() tea.Cmd {
	by := m.nodes.listing.by
	by.reverse = !by.reverse
	m.nodes.order(by)
	return nil
}

func (m *model) unsort() tea.Cmd { return m.sortBy(configuredKey) }

func (m *model) sortBy(word string) tea.Cmd {
	if !slices.Contains(sortKeys(), word) {
		return m.say(fmt.Sprintf("sort takes one of %s, not %s", strings.Join(sortKeys(), ", "), word), failed)
	}
	m.nodes.sortBy(word)
	m.data.version++
	return nil
}
