package plain

import (
	"context"
	"strings"

	"flocktop/adaptive"
	"flocktop/cluster"
)

func (s *session) force(args string) {
	modes := []choice{{"off", []string{"auto"}}, {"sequential", nil}, {"hybrid", nil}, {"parallel", nil}}
	if args == "" {
		s.costs()
		return
	}
	at, problem := choose(args, modes)
	switch {
	case at < 0:
		s.say(sentence(problem))
	case at == 0:
		s.setMode(0, "the mode was chosen automatically")
		s.say("The mode is chosen automatically.")
	default:
		mode := adaptive.Modes()[at-1]
		s.setMode(mode, mode.String()+" was forced")
		s.say(sentence(mode.String() + " is forced from the next piece of work on. Type force off to lift it"))
	}
}

func (s *session) setMode(mode adaptive.Mode, text string) {
	before := s.engine.Settings().Forced
	s.engine.Force(mode)
	if mode != before {
		s.did(step{text: text, now: func() { s.engine.Force(before) }})
	}
}

func (s *session) setPolicy(policy adaptive.Policy) {
	before := s.engine.Settings().Policy
	s.engine.SetPolicy(policy)
	if policy != before {
		s.did(step{text: "policy " + policy.String(), now: func() { s.engine.SetPolicy(before) }})
	}
}

// costs says what each mode would take.
func (s *session) costs() {
	n, which := idleBatch, "a batch of "
	if j := active(s.engine.Jobs()); j != nil && j.Remaining() > 0 {
		n, which = j.Remaining(), "what is left of "+foreign(j.Title)+", "
	}
	s.say(settingsSentence(s.engine.Settings()))
	v, err := s.engine.Forecast(n)
	if err != nil {
		s.say(sentence("What a mode takes cannot be said: " + foreign(err.Error())))
		return
	}
	s.say(sentence("For " + which + plural(n, "text") + ": auto, that is " + v.Auto.Mode.String() + ", " +
		foreseen(v.Auto.Predicted, v.Guessed) + ". " + alternatives(&v, s.engine.Settings().Thresholds)))
	s.say("Type force and sequential, hybrid or parallel to force one, force off to lift it.")
}

func (s *session) policy(args string) {
	if args == "" {
		s.say(settingsSentence(s.engine.Settings()))
		return
	}
	at, problem := choose(args, []choice{{"auto", nil}, {"rules", nil}})
	switch at {
	case 0:
		s.setPolicy(adaptive.Auto)
		s.say("Policy auto: prediction decides once speeds are measured.")
	case 1:
		s.setPolicy(adaptive.Rules)
		s.say("Policy rules: the table of rules decides alone.")
	default:
		s.say(sentence(problem))
	}
}

func (s *session) model(args string) {
	flock := s.engine.Flock()
	known := flock.Choices()
	if args == "" {
		if len(known) == 0 {
			s.say("No node has an embedding model that is known. ollama pull nomic-embed-text gets one there.")
		}
		for _, c := range known {
			s.say(modelSentence(c, s.engine.Settings().Model, len(flock.Nodes)))
		}
		return
	}
	names := make([]choice, len(known))
	for i, c := range known {
		names[i] = choice{c.Name, []string{cluster.ShortModel(c.Name)}}
	}
	name := args // one that nobody has: the engine says which there are
	at, problem := choose(args, names)
	switch {
	case at >= 0:
		name = known[at].Name
	case strings.Contains(problem, "ambiguous"):
		s.say(sentence(problem))
		return
	}
	choose := func(name string) func(context.Context) error {
		return func(ctx context.Context) error { return s.engine.SetModel(ctx, name) }
	}
	var back func(context.Context) error
	if before := s.engine.Settings().Model; before != "" && before != name {
		back = choose(before)
	}
	s.do(choose(name), "The model is "+foreign(cluster.ShortModel(name)), back)
}

func modelSentence(c cluster.Choice, chosen string, nodes int) string {
	const most = 5
	out := foreign(cluster.ShortModel(c.Name))
	if c.Name == chosen {
		out += ", chosen"
	}
	out += ", " + size(c.Size) + ", on " + count(len(c.Nodes)) + " of " + plural(nodes, "node")
	if len(c.Loaded) > 0 {
		out += ", in memory of " + list(cleaned(c.Loaded), most)
	}
	if len(c.Conflict) > 0 {
		out += ", with another digest on " + list(cleaned(c.Conflict), most)
	}
	return sentence(out)
}

func cleaned(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = foreign(n)
	}
	return out
}
