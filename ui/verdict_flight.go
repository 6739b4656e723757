package ui

import (
	"strings"

	"flocktop/ui/internal/cells"
)

// Of how many requests are under way, and how many there are by the table of rules,
// whose count of workers is meant as a ceiling. There may be more: a node has two as
// a rule, also where it works alone, and nodes beside those that a plan names take
// what holds nobody up.

// inFlight are the requests of ours under way in the flock.
func (d verdictView) inFlight() int {
	n := 0
	for i := range d.sc.data.flock.Nodes {
		n += d.sc.data.flock.Nodes[i].InFlight
	}
	return n
}

// flights are nodes and requests in words, the longest first.
func (d verdictView) flights() []string {
	most := count(d.v.Workers)
	nodes := d.nodes() + " " + d.sc.theme.Glyphs.Dot + " "
	few := strings.Replace(nodes, " of ", "/", 1)
	if d.job == nil {
		return []string{nodes + "about " + most + " in flight", few + "about " + most + " in flight", few + "fly ~" + most}
	}
	n := d.inFlight()
	now := cells.PadLeft(count(n), max(len(count(n)), len(most))) // digits do not push what follows
	if n > d.v.Workers {
		return []string{nodes + now + " in flight", few + "fly " + now}
	}
	return []string{nodes + now + " in flight of about " + most, few + now + "/" + most + " in flight", few + "fly " + now + "/" + most}
}

// flight is the longest of them that has room; where none has, the nodes alone.
func (d verdictView) flight(room int) string {
	for _, text := range append(d.flights(), d.nodes()) {
		if cells.Width(text) <= room {
			return text
		}
	}
	return strings.Replace(d.nodes(), " of ", "/", 1)
}
