package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/numbers"
	"flocktop/internal/store"
)

// end books how a job ended, with the store's own counts.
func (q *Queue) end(ctx context.Context, e *entry, state State, cause error, p cluster.Progress) error {
	id := store.JobID(e.id)
	counts, err := q.tools.Store.Counts(ctx, id)
	if err != nil {
		return fmt.Errorf("count what was done: %w", err)
	}
	result := store.JobResult{
		State: stored(state), Ended: time.Now(),
		Predicted: p.Predicted, Actual: p.Elapsed, Waited: p.Starved, Bound: p.Bound, Nodes: sharing(p),
	}
	if cause != nil {
		result.Error = cause.Error()
	}
	if p.Verdict.Batch > 0 {
		decided := Decided(p.Verdict, q.tools.Flock.Thresholds())
		if decided != nil {
			decided.Changed = p.Changed
		}
		if result.Decision, err = json.Marshal(decided); err != nil {
			return fmt.Errorf("write the decision: %w", err)
		}
	}
	if err := q.tools.Store.FinishJob(ctx, id, result); err != nil {
		return err //nolint:wrapcheck // the store's sentence
	}
	e.mu.Lock()
	repeated := min(e.status.Repeated, counts.Skipped)
	e.mu.Unlock()
	q.tools.Log.Log(ctx, endLevel(counts), endLine(e.title, state, counts, repeated, p))
	// not sooner: whoever sees that it has ended may end the program
	e.update(func(s *Status) {
		s.State, s.Ended, s.ETA, s.Halted, s.Reading, s.Opened = state, result.Ended, 0, false, false, ""
		s.Why = "" // what it said while it waited is over
		if cause != nil {
			s.Why = cause.Error()
		}
		s.Documents, s.Chunks = counts.Documents, counts.Chunks
		s.Embedded, s.Skipped, s.Failed = counts.Embedded, counts.Skipped, counts.Failed
		s.FailedFiles = counts.FailedFiles
		s.Repeated = repeated
		e.tally = tally{} // the store has them now
		e.settleShares()
	})
	return nil
}

// endLine is what the log says of a job that has ended, in as few words as do.
func endLine(title string, state State, counts store.Counts, repeated int, p cluster.Progress) string {
	text := fmt.Sprintf("%s %s", title, state)
	switch {
	case counts.Embedded > 0:
		text += ": " + numbers.Count(counts.Embedded) + " embedded"
		if took := worked(p.Elapsed, p.Starved); took > 0 {
			text += " in " + adaptive.Span(took) + foreseenText(state, counts.Embedded, p)
		}
		if p.Starved >= LeastTold {
			text += fmt.Sprintf(", after %s waiting for documents", adaptive.Span(p.Starved))
		}
		if p.Stopped >= LeastTold {
			text += fmt.Sprintf(", flocktop was stopped for %s beside that", adaptive.Span(p.Stopped))
		}
	case counts.Documents == 0 && counts.FailedFiles == 0 && state == Done:
		return text + ": there is no document in it"
	case counts.Chunks == 0 && counts.FailedFiles == 0:
		return text + ": nothing of it was embedded"
	default:
		text += ": nothing embedded"
	}
	if kept := counts.Skipped - repeated; kept > 0 {
		text += ", " + numbers.Count(kept) + " already stored"
	}
	if repeated > 0 {
		text += ", " + numbers.Count(repeated) + " repeated"
	}
	if failed := counts.Failed + counts.FailedFiles; failed > 0 {
		text += ", " + numbers.Count(failed) + " failed"
	}
	return text
}

// foreseenText is what else is known of how long a batch took that was done: what
// was foreseen at first, and what the fastest node would have taken for it.
func foreseenText(state State, embedded int, p cluster.Progress) string {
	if state != Done || embedded < adaptive.LeastTexts || p.Predicted <= 0 {
		return ""
	}
	text := "foreseen " + adaptive.Span(p.Predicted)
	if alone := aloneTook(&p.Verdict, embedded, sharing(p)); alone > 0 {
		text += ", one node ~" + adaptive.Span(alone)
	}
	return " (" + text + ")"
}

// sharing is how many nodes had a share of a batch.
func sharing(p cluster.Progress) int {
	nodes := map[string]bool{} // one that was away is listed again when it comes back
	for _, share := range p.Shares {
		if share.Texts > 0 {
			nodes[share.Node] = true
		}
	}
	return len(nodes)
}

// endLevel is how loud the end of a job is: an error where something failed.
func endLevel(counts store.Counts) slog.Level {
	if counts.Failed+counts.FailedFiles > 0 {
		return slog.LevelError
	}
	return slog.LevelInfo
}
