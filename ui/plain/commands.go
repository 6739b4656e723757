package plain

import (
	"slices"
	"strings"
	"time"
)

// command is something that can be typed. The list of them is the one source
// for what is understood and for the help.
type command struct {
	name    string
	aliases []string
	usage   string // what may follow; "" where nothing may
	about   string
	do      func(s *session, args string)
	effect  effect
}

// effect is whether a command changes something of the nodes or the queue: who only
// watches cannot do that.
type effect int

const (
	harmless       effect = iota
	changesByWords        // alone it tells something
	changes
)

// commands are all of them, in the order of the help.
func commands() []command {
	return []command{
		{"help", []string{"?"}, "[WORD]", "names the commands, or explains one; help all explains all", (*session).help, harmless},
		{"status", nil, "", "what runs, what waits, and how the flock is", (*session).status, harmless},
		{"nodes", []string{"lb_stats"}, "", "every node: state, speed, health, errors", (*session).nodes, harmless},
		{"node", nil, "NAME", "all that is known of one node", (*session).node, harmless},
		{"jobs", nil, "", "what runs, what is queued and what has ended", (*session).jobs, harmless},
		{"job", nil, "[N]", "all that is known of a job", (*session).job, harmless},
		{"failures", nil, "[N]", "what failed in a job, and why", (*session).failures, harmless},
		{"decision", nil, "", "which nodes embed the batch, and why", (*session).decision, harmless},
		{"report", []string{"parallelism_report"}, "[SIZES]", "what would be decided for batches of these sizes", (*session).report, harmless},
		{"history", nil, "[N]", "batches that have ended: foreseen and actual times", (*session).history, harmless},
		{"log", nil, "[LEVEL]", "the newest entries of the log; LEVEL is info, warning or error", (*session).log, harmless},
		{"batch", nil, "PATHS", "queues files and folders as one batch; quotes keep spaces; alone it suggests some", (*session).batch, changesByWords},
		{"force", nil, "[MODE]", "forces sequential, hybrid or parallel, off lifts it; alone it says what each would take", (*session).force, changesByWords},
		{"policy", nil, "[POLICY]", "who has the last word: auto (prediction) or rules (the table alone)", (*session).policy, changesByWords},
		{"model", nil, "[NAME]", "chooses the embedding model; alone it lists them", (*session).model, changesByWords},
		{"pause", nil, "", "holds the queue, and the running job with it", (*session).pause, changes},
		{"resume", nil, "", "lets the queue go on", (*session).resume, changes},
		{"cancel", nil, "[N]", "ends a job, the running one if no number is given; asks first", (*session).cancel, changes},
		{"move", nil, "N up|down|top|bottom", "moves a queued job by one place, or to the top or bottom of the queue", (*session).move, changes},
		{"retry", nil, "[N]", "queues what failed in a job once more, or takes up a cancelled one", (*session).retry, changes},
		{"try", nil, "", "tries all nodes again now", (*session).try, harmless},
		{"add", nil, "URL [NAME]", "watches one more node", (*session).add, changes},
		{"remove", nil, "NAME", "forgets a node; asks first", (*session).remove, changes},
		{"warm", nil, "NODE [MODEL]", "has a node load the model, or another one, before it is needed", (*session).warm, changes},
		{"unload", nil, "NODE [MODEL]", "has a node drop the model, or another one, from its memory", (*session).unload, changes},
		{"simulate", nil, "kill|slow|hang|back NODE", "does to a simulated server what happens to real ones", (*session).simulate, harmless},
		{"undo", nil, "", "takes back what was done last, and then what was done before", (*session).undo, changes},
		{"takeover", nil, "", "works on the store that was only watched, when nobody else does any more", (*session).takeOver, harmless},
		{"quiet", nil, "", "announces only how jobs end, what stops them, and errors; once more: as usual", (*session).quiet, harmless},
		{"verbose", nil, "", "announces everything; once more: as usual", (*session).verbose, harmless},
		{"quit", []string{"exit"}, "", "leaves; asks while jobs run or wait", (*session).quit, harmless},
	}
}

// commands are those that exist here: real servers are not to be simulated with.
func (s *session) commands() []command {
	return slices.DeleteFunc(commands(), func(c command) bool { return c.name == "simulate" && s.simulation == nil })
}

func choices(all []command) []choice {
	out := make([]choice, len(all))
	for i, c := range all {
		out[i] = choice{c.name, c.aliases}
	}
	return out
}

// obey does what a line says.
func (s *session) obey(text string) {
	s.warned = time.Time{} // ctrl+c explains anew
	word, args, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(text, "\t", " ")), " ")
	if word == "" {
		return
	}
	switch strings.ToLower(word) {
	case "y", "yes", "no":
		s.say("There is no question to answer.")
		return
	}
	all := s.commands()
	at, problem := choose(word, choices(all))
	if at < 0 {
		s.say(sentence(problem + ". Type help for the commands"))
		return
	}
	c, args := all[at], strings.TrimSpace(args)
	if c.usage == "" && args != "" {
		s.say(sentence(c.name + " takes no other words. " + explain(c)))
		return
	}
	if no := s.refusal(c, args); no != "" {
		s.say(no)
		return
	}
	c.do(s, args)
}

// explain says how a command is used.
func explain(c command) string {
	out := c.name
	if c.usage != "" {
		out += " " + c.usage
	}
	out += ": " + c.about
	if len(c.aliases) > 0 {
		out += ". Also " + joined(c.aliases, "or")
	}
	return sentence(out)
}

func (s *session) help(args string) {
	all := s.commands()
	switch args {
	case "":
		names := make([]string, len(all))
		for i, c := range all {
			names[i] = c.name
		}
		s.say(sentence("Commands: " + strings.Join(names, ", ")))
		s.say("The beginning of a word is enough. Help and a word explains one, help all explains all.")
		return
	case "all":
		for _, c := range all {
			s.say(explain(c))
		}
		return
	}
	at, problem := choose(args, choices(all))
	if at < 0 {
		s.say(sentence(problem))
		return
	}
	s.say(explain(all[at]))
}

func (s *session) quiet(string) {
	s.setLoudness(quiet, "Quiet: only how jobs end, what stops them, and errors.")
}
func (s *session) verbose(string) { s.setLoudness(verbose, "Verbose: everything is announced.") }

func (s *session) setLoudness(l loudness, text string) {
	if s.watch.loud == l {
		l, text = normal, "As usual: nodes, decisions, progress and warnings are announced."
	}
	s.watch.loud = l
	s.say(text)
}

func (s *session) quit(string) {
	waits := s.atStake()
	if waits == "" {
		s.left = true
		return
	}
	question := sentence(waits) + " "
	if !s.engine.Settings().Forgets {
		question += "What is embedded is kept, and the next start offers to go on with the rest. "
	}
	s.ask(question+"Quit?", "flocktop stays.", func() { s.left = true })
}
