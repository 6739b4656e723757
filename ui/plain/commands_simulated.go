package plain

import (
	"context"
	"strings"
)

// Simulation is what can be done to the servers of a demo, and happens to real
// ones by itself. A node is named by its ID.
type Simulation interface {
	// Kill ends a server, as pulling its plug does.
	Kill(id string) error
	// Slow makes a server several times slower.
	Slow(id string) error
	// Hang has a server take texts and never answer.
	Hang(id string) error
	// Heal makes a server as it was at the start.
	Heal(id string) error
	// Trouble says in a word what a server suffers from, "" where nothing; false
	// where it is not simulated.
	Trouble(id string) (what string, simulated bool)
}

// simulate does to a simulated server what the first word says.
func (s *session) simulate(args string) {
	what, name, _ := strings.Cut(strings.TrimSpace(args), " ")
	known := []choice{{"kill", nil}, {"slow", nil}, {"hang", nil}, {"back", []string{"heal"}}}
	at, _ := choose(what, known)
	if what == "" || at < 0 {
		s.say("simulate takes kill, slow, hang or back, and a node, such as simulate kill attic.")
		return
	}
	n := s.findNode(strings.TrimSpace(name))
	if n == nil {
		return
	}
	id, node := n.ID, foreign(n.Name)
	if _, simulated := s.simulation.Trouble(id); !simulated {
		s.say(sentence(node + " is not simulated"))
		return
	}
	heal := func(ctx context.Context) error {
		if err := s.simulation.Heal(id); err != nil {
			return err //nolint:wrapcheck // names the server
		}
		s.engine.Retry(ctx)
		return nil
	}
	bad := func(do func(string) error, then string) {
		s.do(func(context.Context) error { return do(id) }, "Simulated: "+node+" is "+then, heal)
	}
	switch known[at].name {
	case "kill":
		bad(s.simulation.Kill, "killed")
	case "slow":
		bad(s.simulation.Slow, "slow")
	case "hang":
		bad(s.simulation.Hang, "hanging")
	default:
		s.do(heal, "Simulated: "+node+" is as it was at the start", nil)
	}
}
