package cluster

import "time"

// NodeFault is an error of a node.
type NodeFault struct {
	At    time.Time // of the last one
	Text  string    // fit to be shown, of bounded length
	Count int       // how often it came, this one and equal ones in a row
}

// keptFaults is how many different errors of a node are kept.
const keptFaults = 8

// fail books an error as the node's last one.
func (m *member) fail(what string, at time.Time) {
	m.lastErr, m.lastAt = what, at
	m.noteFault(what, at)
}

// noteFault puts an error in front of the others, in a list of its own: the old
// one may stand in a snapshot. One that came before, though not just before, is
// moved there and counted anew.
func (m *member) noteFault(what string, at time.Time) {
	fresh := NodeFault{At: at, Text: clean(what), Count: 1}
	list := make([]NodeFault, 1, keptFaults)
	for i, old := range m.faults {
		switch {
		case old.Text != fresh.Text:
			if len(list) < keptFaults {
				list = append(list, old)
			}
		case i == 0:
			fresh.Count += old.Count
		}
	}
	list[0] = fresh
	m.faults = list
}
