package plain

import (
	"strings"
	"testing"
)

// troubles is a simulation of all nodes but one.
type troubles struct {
	real string
	of   map[string]string
}

func (s troubles) set(id, what string) error {
	s.of[id] = what
	return nil
}

func (s troubles) Kill(id string) error { return s.set(id, "killed") }
func (s troubles) Slow(id string) error { return s.set(id, "slow") }
func (s troubles) Hang(id string) error { return s.set(id, "hanging") }
func (s troubles) Heal(id string) error { return s.set(id, "") }

func (s troubles) Trouble(id string) (string, bool) { return s.of[id], id != s.real }

func TestSimulatedServersAreKilledByWords(t *testing.T) {
	e := mixed()
	first, last := e.flock.Nodes[0], e.flock.Nodes[len(e.flock.Nodes)-1]
	sim := troubles{real: last.ID, of: map[string]string{}}
	e.simulation = sim
	c := converse(t, e, func(c *talk) {
		for _, step := range []struct{ types, want string }{
			{"simulate kill " + first.Name, "killed"},
			{"simulate slow " + first.Name, "slow"},
			{"sim hang " + first.Name, "hanging"},
			{"simulate back " + first.Name, ""},
			{"simulate k " + first.Name, "killed"},
			{"undo", ""},
			{"simulate", ""},
			{"simulate kill", ""},
			{"simulate kill " + last.Name, ""},
		} {
			c.types(step.types)
			if got := sim.of[first.ID]; got != step.want {
				t.Errorf("after %s it is %q, want %q", step.types, got, step.want)
			}
		}
		c.types("help simulate")
	})
	for _, words := range []string{
		"Simulated: " + first.Name + " is killed", first.Name + " is hanging", first.Name + " is as it was at the start",
		"simulate takes kill, slow, hang or back", "Which node?", last.Name + " is not simulated", "does to a simulated server",
	} {
		if !strings.Contains(strings.ToLower(c.said()), strings.ToLower(words)) {
			t.Errorf("%q is not said: %s", words, c.said())
		}
	}
}

func TestRealServersAreNotSimulatedWith(t *testing.T) {
	c := converse(t, mixed(), func(c *talk) { c.types("simulate kill attic", "help") })
	if said := c.said(); strings.Contains(said, "Simulated") || strings.Contains(said, ", simulate,") {
		t.Errorf("there is such a command: %s", said)
	}
}

// A demo promises nothing that it does not keep.
func TestNothingIsPromisedOfADemo(t *testing.T) {
	for _, demo := range []bool{true, false} {
		e := busy()
		if demo {
			e.settings.Simulated, e.settings.Forgets = "mixed", true
		} else {
			e.kept = map[string]bool{"http://attic:11434": true}
		}
		c := converse(t, e, func(c *talk) {
			c.types("remove attic", "no", "quit", "no")
			c.interrupt()
		})
		for _, promise := range []string{"the configuration", "the next start", "what is embedded is kept"} {
			if strings.Contains(strings.ToLower(c.said()), promise) == demo {
				t.Errorf("demo %v, %q:\n%s", demo, promise, c.said())
			}
		}
	}
}

// A node that came from a flag was never in the configuration; one that is added
// beside it is.
func TestWhatTheConfigurationHasIsSaid(t *testing.T) {
	e := busy()
	e.settings.NodesFrom = "--node"
	converse(t, e, func(c *talk) {
		c.types("remove attic")
		c.hears("Remove attic, http://attic:11434? A running job goes on without it")
		c.types("no", "add h")
		c.hears("Watching h. The configuration has it for starts without --node")
	})
}
