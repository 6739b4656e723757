package plain

import (
	"fmt"

	"flocktop/cluster"
)

// told is what was said of a node.
type told struct {
	name  string
	state cluster.State
	note  string // that was told with it
}

func probing(s cluster.Snapshot) bool {
	for i := range s.Nodes {
		if s.Nodes[i].State == cluster.Probing {
			return true
		}
	}
	return false
}

// first tells the flock as it is at the start. Jobs that were over before are
// no news.
func (w *watcher) first(v view) []string {
	for i := range v.jobs {
		if j := &v.jobs[i]; j.State.Ended() && j.Ended.Before(w.began) {
			w.jobs[j.ID] = &heard{state: j.State, began: j.Started, failures: j.Failed + j.FailedFiles, deed: "over"}
		}
	}
	out := []string{flockSentence(v)}
	for i := range v.flock.Nodes {
		n := &v.flock.Nodes[i]
		said := told{name: n.Name, state: n.State}
		if n.Note != "" && len(out) <= fewLines {
			out = append(out, stateSentence(n))
			said.note = n.Note
		}
		w.nodes[n.ID] = said
	}
	return out
}

// sameToEars says that a change of state is no news: work that comes and goes,
// and a look at a node that changes nothing.
func (w *watcher) sameToEars(before, after cluster.State) bool {
	idle := func(s cluster.State) bool { return s == cluster.Ready || s == cluster.Busy }
	return before == after || w.loud < verbose && (after == cluster.Probing || idle(before) && idle(after))
}

func (w *watcher) tellNodes(s cluster.Snapshot) []string {
	var changed []*cluster.Node
	var out []string
	present := map[string]bool{}
	for i := range s.Nodes {
		n := &s.Nodes[i]
		present[n.ID] = true
		before, known := w.nodes[n.ID]
		switch {
		case !known && n.State == cluster.Probing: // told when it has answered
			continue
		case !known, !w.sameToEars(before.state, n.State):
			changed = append(changed, n)
		case n.State == cluster.Probing: // what was told of it stands
			continue
		}
		w.nodes[n.ID] = told{n.Name, n.State, before.note}
	}
	var gone []string
	for id, before := range w.nodes {
		if !present[id] {
			delete(w.nodes, id)
			gone = append(gone, before.name)
		}
	}
	if w.loud == quiet {
		return nil
	}
	if len(gone) > 0 {
		out = append(out, goneSentence(gone))
	}
	if len(changed) > fewLines {
		return append(out, fmt.Sprintf("%s changed state: %s", plural(len(changed), "node"), byState(changed)))
	}
	for _, n := range changed {
		out = append(out, stateSentence(n))
		w.nodes[n.ID] = told{n.Name, n.State, n.Note}
	}
	return out
}
