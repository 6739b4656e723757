package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/store"
)

// Past is a job that has ended. What is not known is its zero value.
type Past struct {
	ID      ID
	Title   string
	Model   string
	State   State
	Ended   time.Time
	Texts   int // embedded by it
	Skipped int
	Failed  int // chunks, and files that could not be read
	Nodes   int // that had a share
	// Mode, Reason and Policy are of the final decision; Mode is 0 where none
	// was made.
	Mode   adaptive.Mode
	Reason string
	Policy adaptive.Policy
	// Predicted is the makespan foreseen, Actual what it took without pauses,
	// Bound what the hardware allowed.
	Predicted, Actual, Bound time.Duration
}

// History lists the jobs of a store that have ended, the latest first; at most
// limit.
func History(ctx context.Context, s *store.Store, limit int) ([]Past, error) {
	jobs, err := s.EndedJobs(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("read earlier jobs: %w", err)
	}
	out := make([]Past, len(jobs))
	for i, j := range jobs {
		out[i] = pastOf(j)
	}
	return out, nil
}

func pastOf(j store.Job) Past {
	p := Past{
		ID: ID(j.ID), Title: j.Title, Model: j.Model, State: ended(j.State), Ended: j.Ended,
		Texts: j.Counts.Embedded, Skipped: j.Counts.Skipped, Failed: j.Counts.Failed + j.Counts.FailedFiles,
		Nodes: j.Nodes, Predicted: j.Predicted, Actual: j.Actual, Bound: j.Bound,
	}
	var d Decision
	// a decision that cannot be read is shown as none: history is no place to fail
	if j.Decision != nil && json.Unmarshal(j.Decision, &d) == nil {
		p.Mode, p.Reason, p.Policy = d.Mode, string(d.Reason), d.Policy
	}
	return p
}

func ended(s store.JobState) State {
	switch s {
	case store.JobDone:
		return Done
	case store.JobCancelled:
		return Cancelled
	case store.JobFailed, store.JobQueued, store.JobRunning, store.JobPaused:
	}
	return Broken
}

// Documents are a job's documents: those under way first, then those with
// failures, then the others, the latest first; at most [MaxDocuments]. While it
// runs they come from memory. Of a job that ended they are what the store keeps;
// where an older program ended it, those are its failed files alone.
func (q *Queue) Documents(ctx context.Context, id ID) ([]Document, error) {
	if e := q.find(id); e != nil {
		if documents, running := e.documents(); running {
			return documents, nil
		}
	}
	return Documents(ctx, q.tools.Store, id)
}

// Documents are those of a job that has ended, as its store keeps them.
func Documents(ctx context.Context, s *store.Store, id ID) ([]Document, error) {
	kept, err := s.JobDocuments(ctx, store.JobID(id))
	if err != nil {
		return nil, err //nolint:wrapcheck // a sentence already
	}
	out := make([]Document, len(kept))
	for i, d := range kept {
		out[i] = Document{
			Path: d.Path, Chunks: d.Chunks, Embedded: d.Embedded, Skipped: d.Skipped, Failed: d.Failed,
			Read: d.Reason == "", Reason: d.Reason,
		}
	}
	return out, nil
}
