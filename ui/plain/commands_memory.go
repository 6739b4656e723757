package plain

import (
	"context"
	"fmt"

	"flocktop/cluster"
)

// warm has a node load a model before it is needed.
func (s *session) warm(args string) { s.memory("warm", args, false) }

// unload has a node drop a model.
func (s *session) unload(args string) { s.memory("unload", args, true) }

// memory has a node load or drop a model, that of the flock where none is
// named. Loading may take minutes, in which other commands go on.
func (s *session) memory(command, args string, unload bool) {
	words, err := split(args)
	switch {
	case err != nil:
		s.say(openQuote)
		return
	case len(words) > 2:
		s.say(fmt.Sprintf("%s takes a node and, if you like, a model, such as %s attic. Quotes keep spaces together.", command, command))
		return
	}
	words = append(words, "", "")
	n := s.nodeNamed(words[0])
	if n == nil {
		return
	}
	model := words[1]
	if model == "" {
		model = s.engine.Settings().Model
	}
	if model == "" {
		s.say(noModel)
		return
	}
	known := make([]choice, len(n.Models))
	for i, m := range n.Models {
		known[i] = choice{m.Name, []string{cluster.ShortModel(m.Name)}}
	}
	if at, _ := choose(model, known); at >= 0 { // else the engine says what is wrong
		model = known[at].name
	}
	id, name, short := n.ID, foreign(n.Name), foreign(cluster.ShortModel(model))
	load := func(ctx context.Context) error { return s.engine.WarmUp(ctx, id, model) }
	drop := func(ctx context.Context) error { return s.engine.Unload(ctx, id, model) }
	if unload {
		s.do(drop, short+" is out of the memory of "+name, load)
		return
	}
	s.say(sentence("Loading " + short + " into the memory of " + name + ", which may take minutes. Other commands go on meanwhile"))
	s.aside(func(ctx context.Context) answer { return doing(load(ctx), short+" is in the memory of "+name, drop) })
}
