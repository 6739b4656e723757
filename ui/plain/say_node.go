package plain

import (
	"fmt"
	"slices"
	"strings"

	"flocktop/cluster"
)

// stateWords is a node's state as the end of a sentence about it.
func stateWords(s cluster.State) string {
	switch s {
	case cluster.NoModel:
		return "has no model: it is not installed there"
	case cluster.OtherDigest:
		return "has another digest of the model"
	case cluster.Loading:
		return "is loading the model"
	case cluster.Probing, cluster.Ready, cluster.Busy, cluster.Slow, cluster.Ejected, cluster.Offline, cluster.Drifting:
		return "is " + s.String()
	default:
		return "is in an unknown state"
	}
}

// stateSentence says a node's state, with its note.
func stateSentence(n *cluster.Node) string {
	said := foreign(n.Name) + " " + stateWords(n.State)
	switch n.State {
	case cluster.Loading: // its note says no more
		return said
	case cluster.Ready, cluster.Busy: // the note is not why
		if n.Note != "" {
			return said + ", with a note: " + aloud(n.Note)
		}
	case cluster.Probing, cluster.Slow, cluster.Ejected, cluster.Offline, cluster.NoModel, cluster.OtherDigest, cluster.Drifting:
	}
	return said + behind(aloud(n.Note))
}

// goneSentence says that nodes were removed.
func goneSentence(names []string) string {
	slices.Sort(names)
	for i := range names {
		names[i] = foreign(names[i])
	}
	return list(names, fewLines) + " " + is(len(names)) + " watched no more"
}

// byState counts nodes by state, with the names of those that get no work.
func byState(nodes []*cluster.Node) string {
	names := map[cluster.State][]string{}
	for _, n := range nodes {
		names[n.State] = append(names[n.State], foreign(n.Name))
	}
	var parts []string
	for s := cluster.Probing; s <= cluster.Drifting; s++ {
		if len(names[s]) == 0 {
			continue
		}
		text := count(len(names[s])) + " " + s.String()
		if !s.Works() && s != cluster.Probing {
			text += ", " + list(names[s], fewLines)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// flockSentence says what the flock is.
func flockSentence(v view) string {
	model := "Model " + foreign(cluster.ShortModel(v.settings.Model))
	if v.settings.Model == "" {
		model = noModel
	}
	if len(v.flock.Nodes) == 0 {
		return noNode + " " + model
	}
	nodes := make([]*cluster.Node, len(v.flock.Nodes))
	for i := range v.flock.Nodes {
		nodes[i] = &v.flock.Nodes[i]
	}
	return plural(len(nodes), "node") + ": " + byState(nodes) + ". " + model
}

// perText is a node's time a text, marked where it is known from a few alone.
func perText(n *cluster.Node) string {
	if n.Learned.Scant() {
		return "about " + span(n.Average)
	}
	return span(n.Average)
}

// nodeSentence is a node of a flock in one line.
func nodeSentence(n *cluster.Node, flock *cluster.Snapshot) string {
	parts := []string{foreign(n.Name) + " " + stateWords(n.State)}
	if r := lately(n, flock); r > 0 || n.State == cluster.Busy {
		parts = append(parts, rate(r))
	}
	parts = append(parts, "health "+bandWords(n.Health), gpuWords(n), "time a text "+perText(n))
	if n.InFlight > 0 {
		parts = append(parts, plural(n.InFlight, "request")+" in flight")
	}
	if n.Requests > 0 {
		parts = append(parts, "errors "+percent(n.ErrorRate))
	}
	return sentence(strings.Join(parts, ", ")) + note(n)
}

func note(n *cluster.Node) string {
	if n.Note == "" {
		return ""
	}
	return " " + sentence(upperFirst(aloud(n.Note)))
}

func gpuWords(n *cluster.Node) string {
	switch {
	case n.GPUShare == nil:
		return "GPU n/a"
	case *n.GPUShare == 0:
		return "CPU"
	case *n.GPUShare >= 1:
		return "GPU"
	default:
		return percent(*n.GPUShare) + " of the model on the GPU"
	}
}

// lately is a node's rate of the last few seconds. They are the same for all of a
// flock, so that what nodes do adds up.
func lately(n *cluster.Node, flock *cluster.Snapshot) float64 {
	return cluster.Lately(n.Rates, cluster.RecentSeconds(flock.Rates))
}

// nodeSheet is all that is known of a node, a line for each subject.
func nodeSheet(n *cluster.Node, s *session) []string {
	now, flock := s.clock(), s.engine.Flock()
	state := foreign(n.Name) + ", " + foreign(n.ID) + ", " + stateWords(n.State)
	if !n.Since.IsZero() && now.After(n.Since) {
		state += ", for " + whole(now.Sub(n.Since))
	}
	version := unknown
	if n.Version != "" {
		version = foreign(n.Version)
	}
	failed := ""
	if n.Requests > 0 {
		failed = count(n.Errors) + " of them failed, " + percent(n.ErrorRate) + " lately, "
	}
	out := []string{
		sentence(state) + note(n),
		"Server: Ollama " + version + ", ping " + span(n.Ping) + ", " + gpuWords(n) + sourceWords(n) + ", graphics memory " + vramWords(n),
		healthWords(n),
		fmt.Sprintf("Work: %s, %s with %s in flight, %s in all, %s%s embedded",
			rate(lately(n, &flock)), plural(n.InFlight, "request"), plural(n.Queued, "text"), plural(n.Requests, "request"),
			failed, plural(n.Texts, "text")),
		speedWords(n),
	}
	if n.LastError != "" {
		when := ""
		if !n.LastErrAt.IsZero() {
			when = " at " + moment(n.LastErrAt, now)
		}
		out = append(out, "Last error"+when+": "+aloud(n.LastError))
	}
	if words := checkWords(n, s); words != "" {
		out = append(out, words)
	}
	return append(out, modelsOf(n))
}

func sourceWords(n *cluster.Node) string {
	if n.GPUShare == nil || n.GPUSource == "" || n.GPUSource == "server" {
		return ""
	}
	return ", " + foreign(n.GPUSource)
}

func vramWords(n *cluster.Node) string {
	used, total := unknown, unknown
	if n.VRAMUsed != nil {
		used = size(*n.VRAMUsed)
		if *n.VRAMUsed == 0 {
			used = "none"
		}
	}
	if n.VRAMTotal != nil {
		total = size(*n.VRAMTotal)
	}
	return used + " used of " + total
}

// bandWords are a score beside the best that its hardware can have: a processor
// in the best of health has 100, a graphics card 400.
func bandWords(h cluster.Health) string {
	const best = 400
	if most := h.Floor + h.Width; most > 0 {
		return fmt.Sprintf("%d of %.0f", h.Score, most)
	}
	return fmt.Sprintf("%d of %d", h.Score, best)
}

func healthWords(n *cluster.Node) string {
	h := n.Health
	if h.Failing {
		return fmt.Sprintf("Health %d, failing: more than half of its requests fail or its vectors are in doubt", h.Score)
	}
	if h.Width <= 0 { // nobody there
		return "Health " + bandWords(h)
	}
	return fmt.Sprintf("Health %s, its kind of hardware has %.0f to %.0f. Factors: errors %.2f, ping %.2f, speed %.2f, waiting %.2f",
		bandWords(h), h.Floor, h.Floor+h.Width, h.Errors, h.Ping, h.Speed, h.Waiting)
}

func speedWords(n *cluster.Node) string {
	s := n.Learned
	if s.PerText <= 0 {
		return "Learned speed: n/a, nothing measured yet for this model"
	}
	return fmt.Sprintf("Learned speed: a text %s, a request %s, round trip %s, measured on %s",
		span(s.PerText), span(s.PerRequest), span(s.RoundTrip), plural(s.Texts, "text"))
}

func checkWords(n *cluster.Node, s *session) string {
	switch n.Check {
	case cluster.Checking:
		return "Vectors: being checked, what it embeds waits for that"
	case cluster.Matching:
		return "Vectors: match the flock's, checked at " + moment(n.CheckedAt, s.clock())
	case cluster.MatchingSoFar:
		return "Vectors: match the flock's so far, the longer canary texts follow when that costs nothing"
	case cluster.Differing:
		return "Vectors: differ from the flock's, found at " + moment(n.CheckedAt, s.clock())
	case cluster.Unchecked:
		return "Vectors: not yet checked"
	}
	return ""
}

func modelsOf(n *cluster.Node) string {
	if len(n.Models) == 0 {
		return "Models: none known"
	}
	const most = 20
	var names []string
	for i := range n.Models {
		m := &n.Models[i]
		text := foreign(cluster.ShortModel(m.Name))
		if m.Loaded {
			text += " in memory"
		}
		names = append(names, text)
	}
	return "Models: " + list(names, most)
}
