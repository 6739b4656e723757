package cluster

import (
	"fmt"
	"maps"
	"slices"
)

// Departed is a node that was let go, with all that is needed to have it back as
// it was: what the user says of it, its place, and what was learned.
type Departed struct {
	Config     NodeConfig
	At         int // its place among the nodes
	Remembered []Remembered
	Checked    []Checked
	Texts      int64 // embedded since the start
}

// TakeOut lets a node go; a running batch gives its work to others.
func (f *Flock) TakeOut(id string) (Departed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range f.members {
		if m.URL == id {
			m.stop()
			f.members = append(f.members[:i:i], f.members[i+1:]...)
			f.touch()
			f.nudge()
			return Departed{
				Config: m.NodeConfig, At: i, Remembered: m.remembered(), Checked: m.verdicts(), Texts: m.done,
			}, nil
		}
	}
	return Departed{}, noNode(id)
}

// Remove is [Flock.TakeOut] for good.
func (f *Flock) Remove(id string) error {
	_, err := f.TakeOut(id)
	return err
}

// PutBack takes a node in that was let go, at its place. It is probed anew. A URL
// that is there already is an error.
func (f *Flock) PutBack(d Departed) error {
	m, err := f.newMember(d.Config)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m.done = d.Texts
	m.requests, m.errors, m.rate = 0, 0, 0 // the start's, which are part of what was learned
	for _, r := range d.Remembered {
		m.recall(r)
	}
	for _, c := range d.Checked {
		if f.references[c.Digest] != nil {
			m.checks[c.Digest] = recalled(c)
		}
	}
	return f.enter(m, d.At)
}

// enter takes a member in at a place. The lock is held.
func (f *Flock) enter(m *member, at int) error {
	for _, other := range f.members {
		if other.URL == m.URL {
			return fmt.Errorf("node %s is there already, as %s", m.URL, other.Name)
		}
	}
	f.members = slices.Insert(slices.Clone(f.members), min(at, len(f.members)), m)
	if f.run != nil && f.run.Err() == nil {
		f.watch(m)
	}
	f.touch()
	f.nudge()
	return nil
}

// verdicts are those of the member's checks that are worth keeping.
func (m *member) verdicts() []Checked {
	var out []Checked
	for _, digest := range slices.Sorted(maps.Keys(m.checks)) {
		if c := m.checks[digest]; !c.open() {
			out = append(out, Checked{Node: m.URL, Digest: digest, Version: c.version, At: c.at, Fault: c.fault, Quick: c.passed && !c.whole})
		}
	}
	return out
}
