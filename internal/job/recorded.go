package job

import (
	"context"
	"encoding/json"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/store"
)

// Recorded is a job as its store has it: of an earlier run of the program, or of
// another one that works on it. What is only known while it runs is missing:
// shares of nodes, speed, and what a walk has not come to yet.
func Recorded(ctx context.Context, s *store.Store, id ID) (Status, error) {
	j, err := s.Job(ctx, store.JobID(id))
	if err != nil {
		return Status{}, err //nolint:wrapcheck // says that there is none
	}
	out, err := recorded(ctx, s, j)
	if err != nil || out.Failed+out.FailedFiles == 0 {
		return out, err
	}
	out.Failures, err = firstFailures(ctx, s, id)
	return out, err
}

// recorded is a job without its failures.
func recorded(ctx context.Context, s *store.Store, j store.Job) (Status, error) {
	counts := j.Counts
	if !j.State.Finished() {
		var err error
		if counts, err = s.Counts(ctx, j.ID); err != nil {
			return Status{}, err //nolint:wrapcheck // a sentence already
		}
	}
	out := Status{
		ID: ID(j.ID), Title: j.Title, Paths: j.Paths, Model: j.Model, State: stateOf(j.State), Why: j.Error,
		Documents: counts.Documents, Chunks: counts.Chunks,
		Embedded: counts.Embedded, Skipped: counts.Skipped, Failed: counts.Failed, FailedFiles: counts.FailedFiles,
		Walked:  j.State == store.JobDone,
		Created: j.Created, Started: j.Started, Ended: j.Ended,
		Elapsed: j.Actual, Starved: j.Waited, Predicted: j.Predicted, Bound: j.Bound,
		Verdict: verdictOf(j.Decision),
	}
	if out.State == Queued { // what an earlier run of it came to
		out.before(counts.Documents, counts.Chunks, counts.Embedded+counts.Skipped)
		out.Embedded, out.Failed, out.FailedFiles = 0, 0, 0
	}
	passed, err := PassedOverBy(ctx, s, out.ID)
	out.PassedOver = passed
	for i := range passed {
		out.Ignored += passed[i].Count
	}
	return out, err
}

// verdictOf is a decision as it is kept, which knows nothing of what it was
// weighed against; zero where none can be read.
func verdictOf(text json.RawMessage) (v adaptive.Verdict) {
	var d Decision
	if text == nil || json.Unmarshal(text, &d) != nil {
		return v
	}
	v.Mode, v.Reason, v.Detail, v.Policy = d.Mode, d.Reason, d.Detail, d.Policy
	v.Workers, v.Nodes, v.Predicted = d.Workers, d.Nodes, time.Duration(d.PredictedSeconds*float64(time.Second))
	v.Cost, v.CostSaved = d.Cost, d.CostSaved
	v.Rule = adaptive.Decision{Mode: d.Rule.Mode, Reason: d.Rule.Reason, Detail: d.Rule.Detail}
	return v
}
