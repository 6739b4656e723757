package job

import (
	"context"
	"fmt"
	"slices"

	"flocktop/internal/store"
)

// TakeUp puts the jobs into the queue that an earlier run of the program left
// unfinished, in their order, and returns how many there are. What they have
// stored is not embedded again.
func (q *Queue) TakeUp(ctx context.Context) (int, error) {
	unfinished, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for interrupted jobs: %w", err)
	}
	for _, j := range unfinished {
		status, err := q.takeUp(ctx, j)
		if err != nil {
			return 0, err
		}
		q.enter(status)
	}
	return len(unfinished), nil
}

// unfinished is a job of an earlier run of the program with these paths that is not
// in the queue; nil where there is none.
func (q *Queue) unfinished(ctx context.Context, paths []string) (*store.Job, error) {
	all, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for an interrupted job: %w", err)
	}
	for _, old := range all {
		if slices.Equal(old.Paths, paths) && q.find(ID(old.ID)) == nil {
			return &old, nil
		}
	}
	return nil, nil
}

// interrupted is what a job says that an earlier run of the program began.
const interrupted = "goes on from an earlier run"

// takeUp makes a job of an earlier run of the program one that waits for its turn.
// What it came to stays known until it begins anew.
func (q *Queue) takeUp(ctx context.Context, j store.Job) (Status, error) {
	if err := q.tools.Store.RequeueJob(ctx, j.ID); err != nil {
		return Status{}, fmt.Errorf("take up the interrupted job %s: %w", j.Title, err)
	}
	counts, err := q.tools.Store.Counts(ctx, j.ID)
	if err != nil {
		return Status{}, fmt.Errorf("count what the interrupted job %s did: %w", j.Title, err)
	}
	s := Status{ID: ID(j.ID), Title: j.Title, Paths: j.Paths, Model: j.Model, Created: j.Created}
	s.before(counts.Documents, counts.Chunks, counts.Embedded+counts.Skipped)
	if begun := !j.Started.IsZero() || counts.Documents > 0; begun {
		s.Why = interrupted
	}
	return s, nil
}
