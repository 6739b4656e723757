package cluster

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// Departed is a node that was let go, with all that is needed to have it back as
// it was: what the user says of it, its place, and what was learned.
type Departed struct {
	Config     NodeConfig
	At         int // its place among the nodes
	Remembered []Remembered
	Checked    []Checked
	Texts      int64 // embedded since the start

	past  past // its last seconds, of which the last is over at left
	rates []float64
	left  time.Time
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
				past: m.past, rates: m.rates, left: time.Now(),
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
	m.takeUp(d)
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

// takeUp goes on with the past of a node that was let go: while it was away it did
// nothing.
func (m *member) takeUp(d Departed) {
	m.past, m.rates = d.past, slices.Clone(d.rates) // it may be put back twice
	m.past.ring = slices.Clone(d.past.ring)
	for range min(RateHistory, int(time.Since(d.left).Seconds())) {
		m.rates, m.quiet = pushSecond(m.rates, m.quiet, 0)
		m.past.close(0, math.NaN())
	}
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
