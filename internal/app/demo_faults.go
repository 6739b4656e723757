package app

import (
	"fmt"

	"flocktop/internal/simulate"
)

// The user of a demo can do to its servers what happens to real ones by
// themselves. They are named by their URL.

// slowedBy is how much slower a server gets: enough to be called slow, and to
// change a decision.
const slowedBy = 5

// Kill ends a server, as pulling its plug does.
func (d *Demo) Kill(id string) error { return d.afflict(id, simulate.Fault{Kind: simulate.Down}) }

// Slow makes a server several times slower, as somebody else's work on it does.
func (d *Demo) Slow(id string) error {
	return d.afflict(id, simulate.Fault{Kind: simulate.SlowBy, Factor: slowedBy})
}

// Hang has a server take texts and never answer, while it says that all is well.
func (d *Demo) Hang(id string) error { return d.afflict(id, simulate.Fault{Kind: simulate.Hang}) }

// Heal makes a server as it was at the start.
func (d *Demo) Heal(id string) error { return d.afflict(id) }

// Trouble says in a word what a server suffers from, "" where nothing; false
// where it is none of the demo's.
func (d *Demo) Trouble(id string) (what string, simulated bool) {
	name, ok := d.named(id)
	if !ok {
		return "", false
	}
	switch d.flock.Ails(name, simulate.Down, simulate.SlowBy, simulate.Hang) { //nolint:exhaustive // of these
	case simulate.Down:
		return "killed", true
	case simulate.SlowBy:
		return "slow", true
	case simulate.Hang:
		return "hanging", true
	}
	return "", true
}

func (d *Demo) named(id string) (name string, ok bool) {
	for _, n := range d.flock.Nodes() {
		if n.URL == id {
			return n.Name, true
		}
	}
	return "", false
}

func (d *Demo) afflict(id string, faults ...simulate.Fault) error {
	name, ok := d.named(id)
	if !ok {
		return fmt.Errorf("%s is none of the simulated servers", id)
	}
	return d.flock.Afflict(name, faults...) //nolint:wrapcheck // names the node
}
