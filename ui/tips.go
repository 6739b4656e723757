package ui

import (
	"slices"
	"time"

	"flocktop/ui/internal/cells"
)

const (
	// tipStarts is at how many first starts tips are shown.
	tipStarts = 5
	// tipTime is how long one stands.
	tipTime = 12 * time.Second
	// tipRows is from how many rows on there is a line to spare for them.
	tipRows = 24
)

// demoTip is for those whose servers are simulated.
func demoTip() string {
	return "these servers are simulated: in Nodes " + named(killKey) + " kills the selected one, " + named(healKey) + " brings it back"
}

// tips are what a newcomer wants to know, in that order.
func tips() []string {
	k := named
	return []string{
		k(batchKey) + " queues files and folders; the flock is learned while it works",
		"Decision says why a mode was chosen, and what the others would cost",
		k(reportKey) + " shows what would be decided for batches of any size, also for a flock that you only imagine",
		k(commandKey) + " finds every action by a few letters; " + k(helpKey) + " lists the keys of where you are",
		k(nextPaneKey) + " or 1 to 5 go to a pane, " + k(zoomKey) + " gives it the whole screen, " + k(backKey) + " steps back",
		k(filterKey) + " narrows a list: " + filterUsage + "; " + k(sortLeftKey) + " and " + k(sortKey) + " sort the nodes",
		"limit is the shortest time that the hardware allows; " + k(historyKey) + " shows how near past batches came",
		k(copyKey) + " copies what is selected, " + k(undoKey) + " takes back what was done last, " + k(mouseKey) + " turns the mouse on",
	}
}

// tipped says whether there is a line of tips. It takes no key.
func (m *model) tipped() bool {
	return m.starts > 0 && m.starts <= tipStarts && m.height >= tipRows && !m.data.deserted() && !m.data.settings.Watching.On
}

func (m *model) tipLine(sc *scene, w int) string {
	all := tips()
	if m.simulation != nil {
		all = slices.Insert(all, 1, demoTip())
	}
	all = slices.DeleteFunc(all, func(tip string) bool { return cells.Width(tip) > w-len(" tip  ") })
	if len(all) == 0 {
		return blank(w)
	}
	at := int(sc.now.Sub(m.began)/tipTime) % len(all)
	return newLine(w).gap(1).put(sc.theme.Accent, "tip ").put(sc.theme.Muted, all[max(0, at)]).end()
}
