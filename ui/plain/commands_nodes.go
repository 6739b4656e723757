package plain

import (
	"context"
	"strings"

	"flocktop/cluster"
)

func (s *session) try(string) {
	s.say("Trying all nodes.")
	s.look(func(ctx context.Context) []string {
		s.engine.Retry(ctx)
		return []string{"All nodes were tried again."}
	})
}

func (s *session) add(args string) {
	words, err := split(args)
	if err != nil || len(words) == 0 || len(words) > 2 {
		s.say("add takes an address and, if you like, a name, such as add http://10.0.0.5:11434 attic.")
		return
	}
	url, name := words[0], ""
	if len(words) > 1 {
		name = words[1]
	}
	for _, n := range s.engine.Flock().Nodes {
		if n.Name == name && n.ID != url { // else it is there already, which the engine says
			s.say(sentence("There is a node by the name " + foreign(name) + " already, " + foreign(n.ID) + ". Give this one another name"))
			return
		}
	}
	aside := s.keptAside()
	s.begin(func(ctx context.Context) answer {
		called, err := s.engine.AddNode(ctx, name, url)
		return doing(err, "Watching "+foreign(called)+aside, s.dropNode(called))
	})
}

// keptAside says that a node is kept where this run does not look for nodes; ""
// where that is no news.
func (s *session) keptAside() string {
	from := s.engine.Settings().NodesFrom
	if from == "" {
		return ""
	}
	return ". The configuration has it for starts without " + from
}

func (s *session) remove(args string) {
	n := s.findNode(args)
	if n == nil {
		return
	}
	id, name := n.ID, foreign(n.Name)
	question := "Remove " + name + ", " + foreign(id) + "? A running job goes on without it."
	if s.engine.Kept(id) {
		question = "Remove " + name + ", " + foreign(id) + "? It leaves the configuration too, and a running job goes on without it."
	}
	s.ask(question, name+" is kept.", func() {
		s.do(func(ctx context.Context) error { return s.engine.RemoveNode(ctx, id) }, name+" is removed",
			func(ctx context.Context) error { return s.engine.RestoreNode(ctx, id) })
	})
}

func (s *session) nodes(string) {
	flock := s.engine.Flock()
	if len(flock.Nodes) == 0 {
		s.say(noNode)
	}
	for i := range flock.Nodes {
		s.say(nodeSentence(&flock.Nodes[i], &flock))
	}
}

func (s *session) node(args string) {
	if n := s.findNode(args); n != nil {
		for _, text := range nodeSheet(n, s) {
			s.say(sentence(text))
		}
	}
}

// findNode is the node of that name or address; where there is none, or no name, it
// says so.
func (s *session) findNode(name string) *cluster.Node {
	words, err := split(name)
	if err != nil {
		s.say(openQuote)
		return nil
	}
	return s.nodeNamed(strings.Join(words, " "))
}

func (s *session) nodeNamed(name string) *cluster.Node {
	nodes := s.engine.Flock().Nodes
	if len(nodes) == 0 {
		s.say(noNode)
		return nil
	}
	known := make([]choice, len(nodes))
	names := make([]string, len(nodes))
	for i := range nodes {
		known[i] = choice{nodes[i].Name, []string{nodes[i].ID}}
		names[i] = foreign(nodes[i].Name)
	}
	if name == "" {
		const most = 12
		s.say(sentence("Which node? " + list(names, most)))
		return nil
	}
	at, problem := choose(name, known)
	if at < 0 {
		s.say(sentence(problem))
		return nil
	}
	return &nodes[at]
}
