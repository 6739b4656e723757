package ui

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// fakeSimulation has every server of a flock but the last.
type fakeSimulation struct {
	last    string
	trouble map[string]string
	err     error
}

func (f *fakeSimulation) set(id, what string) error {
	if f.err == nil {
		f.trouble[id] = what
	}
	return f.err
}

func (f *fakeSimulation) Kill(id string) error { return f.set(id, "killed") }
func (f *fakeSimulation) Slow(id string) error { return f.set(id, "slow") }
func (f *fakeSimulation) Hang(id string) error { return f.set(id, "hanging") }
func (f *fakeSimulation) Heal(id string) error { return f.set(id, "") }

func (f *fakeSimulation) Trouble(id string) (string, bool) { return f.trouble[id], id != f.last }

// What B has taken back is not offered by u once more.
func TestASimulatedTroubleThatIsOverIsNotTakenBack(t *testing.T) {
	onScreen(t, 140, 42, visitor(busyFlock), func(s *screen) {
		sim := &fakeSimulation{trouble: map[string]string{}}
		s.model.simulation, s.model.actions = sim, actionsWith(sim)
		name := s.model.data.flock.Nodes[0].Name
		s.press("p", "H")
		if got := nextUndo(s.model); got != name+" is hanging" {
			t.Errorf("u would take back %q", got)
		}
		s.press("B")
		if got := nextUndo(s.model); got != "the queue is paused" {
			t.Errorf("then u would take back %q", got)
		}
		s.wait(30 * time.Second)
		s.press("u")
		s.shows("Take back what was done", "the queue is paused")
	})
}

func TestSimulatedServersAreKilledAndBroughtBack(t *testing.T) {
	onScreen(t, 140, 42, visitor(busyFlock), func(s *screen) {
		nodes := s.model.data.flock.Nodes
		sim := &fakeSimulation{last: nodes[len(nodes)-1].ID, trouble: map[string]string{}}
		s.model.simulation, s.model.actions = sim, actionsWith(sim)
		first := nodes[0]
		for _, step := range []struct{ keys, want, says string }{
			{"B", "", first.Name + " is as it was at the start"},
			{"X", "killed", "simulated: " + first.Name + " is killed; B brings it back"},
			{"X", "killed", first.Name + " is killed already"},
			{"s", "slow", first.Name + " is slow"},
			{"H", "hanging", first.Name + " is hanging"},
			{"B", "", "simulated: " + first.Name + " is as it was at the start"},
			{"X", "killed", first.Name + " is killed"},
			{"u", "", first.Name + " is as it was at the start"},
		} {
			s.press(step.keys)
			s.shows(step.says)
			if got := sim.trouble[first.ID]; got != step.want {
				t.Errorf("after %s it is %q, want %q", step.keys, got, step.want)
			}
		}
		sim.err = errors.New("its port is taken")
		s.press("X")
		s.shows("its port is taken")
		s.press("G", "X")
		s.shows("is not simulated")
		s.press("?")
		s.shows("kill the selected simulated server")
	})
}

func TestRealServersCannotBeKilled(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		for i := range s.model.actions {
			if a := &s.model.actions[i]; a.group == groupSimulated || strings.Contains(a.about(), "selected simulated server") {
				t.Errorf("%s exists", a.word())
			}
		}
		s.press("?")
		s.hides("selected simulated server")
	})
}
