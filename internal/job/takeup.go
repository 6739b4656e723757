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
	q.ordering.Lock()
	defer q.ordering.Unlock()
	left, err := q.leftUnfinished(ctx)
	if err != nil {
		return 0, err
	}
	for _, j := range left {
		status, err := q.takeUp(ctx, j)
		if err != nil {
			return 0, err
		}
		q.enter(status)
	}
	return len(left), nil
}

// leftUnfinished are the jobs that an earlier run of the program left unfinished, in
// their order: those that are not in the queue.
func (q *Queue) leftUnfinished(ctx context.Context) ([]store.Job, error) {
	all, err := q.tools.Store.UnfinishedJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for interrupted jobs: %w", err)
	}
	return slices.DeleteFunc(all, func(j store.Job) bool { return q.find(ID(j.ID)) != nil }), nil
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
