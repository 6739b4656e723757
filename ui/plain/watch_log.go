package plain

import (
	"log/slog"
	"strings"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

// tellLog says warnings and errors, without those that say of nodes and jobs
// what is told of them anyway.
func (w *watcher) tellLog(v view) []string {
	least := map[loudness]slog.Level{quiet: slog.LevelError, normal: slog.LevelWarn, verbose: slog.LevelInfo}[w.loud]
	var fresh []*journal.Entry
	for i := range v.log {
		e := &v.log[i]
		w.nextLog = e.Seq + 1
		if e.Level >= least && !saysState(e) && !saysJob(e, v.jobs) && !w.saysFailure(e, v.jobs) && !w.saysNote(e) {
			fresh = append(fresh, e)
		}
	}
	var out []string
	if rest := len(fresh) - fewLines; rest > 0 {
		out = append(out, plural(rest+1, "more line")+" in the log, type log to hear them; the last ones are these")
		fresh = fresh[rest+1:]
	}
	for _, e := range fresh {
		out = append(out, entrySentence(e))
	}
	return out
}

// saysState says that an entry is about the state of a node.
func saysState(e *journal.Entry) bool {
	if e.Node == "" {
		return false
	}
	for s := cluster.Probing; s <= cluster.Drifting; s++ {
		if rest, ok := strings.CutPrefix(e.Text, s.String()); ok && (rest == "" || strings.ContainsAny(rest[:1], ":, ")) {
			return true
		}
	}
	return false
}

// saysJob says that an entry is about how a job ended or why it stands still.
func saysJob(e *journal.Entry, jobs []job.Status) bool {
	for i := range jobs {
		j := &jobs[i]
		for _, after := range []string{" is halted: ", " " + j.State.String() + ": ", ": " + j.Why} {
			if after != ": " && strings.HasPrefix(e.Text, j.Title+after) {
				return true
			}
		}
	}
	return false
}

// saysFailure says that an entry is about a text or a file that failed for good,
// where failures are told one by one.
func (w *watcher) saysFailure(e *journal.Entry, jobs []job.Status) bool {
	if w.loud == quiet || !strings.Contains(e.Text, " failed for good: ") {
		return false
	}
	for i := range jobs {
		if j := &jobs[i]; j.Failed+j.FailedFiles > 0 && strings.HasPrefix(e.Text, j.Title+": ") {
			return true
		}
	}
	return false
}

// saysNote says that an entry is the note of a node that was told with its state.
func (w *watcher) saysNote(e *journal.Entry) bool {
	if e.Node == "" {
		return false
	}
	for _, n := range w.nodes {
		if n.name == e.Node && n.note != "" && n.note == e.Text {
			return true
		}
	}
	return false
}

// levelWord is how bad an entry is; what is normal needs no word.
func levelWord(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "error"
	case l >= slog.LevelWarn:
		return "warning"
	}
	return ""
}

func entrySentence(e *journal.Entry) string {
	var parts []string
	if word := levelWord(e.Level); word != "" {
		parts = append(parts, word)
	}
	if e.Node != "" {
		parts = append(parts, foreign(e.Node))
	}
	return strings.Join(append(parts, aloud(e.Text)), ": ")
}
