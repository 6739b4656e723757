package job

import (
	"context"
	"fmt"
	"slices"

	"flocktop/internal/store"
)

// Move moves a queued job by so many places among the queued ones, up where
// by < 0, as far as there are as many. One that is at that end already is an error:
// nothing was moved that could be told or taken back. The order outlasts the program.
func (q *Queue) Move(ctx context.Context, id ID, by int) error {
	q.ordering.Lock()
	defer q.ordering.Unlock()
	e := q.find(id)
	if e == nil {
		return fmt.Errorf("there is no job %d", id)
	}
	waiting := q.waiting()
	from := slices.Index(waiting, e)
	if from < 0 {
		return fmt.Errorf("%s is %s: only queued jobs can be moved", e.title, e.snapshot(false).State)
	}
	to := from
	if by < 0 {
		to -= min(from, -max(by, -len(waiting)))
	} else {
		to = min(from+min(by, len(waiting)), len(waiting)-1)
	}
	if to == from {
		return inPlace(e.title, by)
	}
	wanted := slices.Insert(slices.Delete(slices.Clone(waiting), from, from+1), to, e)
	ids := make([]store.JobID, len(wanted))
	for i, e := range wanted {
		ids[i] = store.JobID(e.id)
	}
	// one that has begun or was cancelled since is moved too, which changes nothing for it, and
	// one that has ended is passed over
	if err := q.tools.Store.OrderJobs(ctx, ids); err != nil {
		return fmt.Errorf("move %s in the queue: %w", e.title, err)
	}
	q.mu.Lock()
	next := 0
	for i, e := range q.jobs {
		if slices.Contains(waiting, e) {
			q.jobs[i] = wanted[next]
			next++
		}
	}
	q.mu.Unlock()
	q.tools.Changed()
	return nil
}

// inPlace says why a job is not moved any further.
func inPlace(title string, by int) error {
	switch {
	case by < 0:
		return fmt.Errorf("%s is the next one already", title)
	case by > 0:
		return fmt.Errorf("%s is the last one already", title)
	default:
		return nil
	}
}

// waiting are the queued jobs in their order.
func (q *Queue) waiting() []*entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []*entry
	for _, e := range q.jobs {
		if e.state() == Queued {
			out = append(out, e)
		}
	}
	return out
}

// takenUp is what a job says that had been cancelled: when it had begun, or waited
// for its turn.
func takenUp(begun bool, stored int) string {
	switch {
	case stored > 0:
		return "taken up again; what it stored before is not embedded again"
	case begun:
		return "taken up again"
	default:
		return "back in the queue"
	}
}

// Restore takes up a cancelled job again, of an earlier run too, at the end of
// the queue. Nothing that is stored is embedded again.
func (q *Queue) Restore(ctx context.Context, id ID) error {
	q.ordering.Lock()
	defer q.ordering.Unlock()
	e := q.find(id)
	if e == nil {
		return q.restorePast(ctx, id)
	}
	if s := e.snapshot(false); s.State != Cancelled {
		return fmt.Errorf("%s is %s: only a cancelled job can be taken up again", e.title, s.State)
	}
	if err := q.tools.Store.RestoreJob(ctx, store.JobID(id)); err != nil {
		return fmt.Errorf("take up %s again: %w", e.title, err)
	}
	q.mu.Lock()
	i := slices.Index(q.jobs, e)
	q.jobs = append(slices.Delete(slices.Clone(q.jobs), i, i+1), e)
	q.mu.Unlock()
	e.restore()
	q.Wake()
	return nil
}

// restorePast restores a job that this run of the program has not seen.
func (q *Queue) restorePast(ctx context.Context, id ID) error {
	old, err := q.tools.Store.Job(ctx, store.JobID(id))
	if err != nil {
		return err //nolint:wrapcheck // says that there is none
	}
	if old.State != store.JobCancelled {
		return fmt.Errorf("%s is %s: only a cancelled job can be taken up again", old.Title, old.State)
	}
	if err := q.tools.Store.RestoreJob(ctx, old.ID); err != nil {
		return fmt.Errorf("take up %s again: %w", old.Title, err)
	}
	stored := old.Counts.Embedded + old.Counts.Skipped
	s := Status{
		ID: id, Title: old.Title, Paths: old.Paths, Model: old.Model, Created: old.Created,
		Why: takenUp(!old.Started.IsZero(), stored),
	}
	s.before(old.Counts.Documents, old.Counts.Chunks, stored)
	q.enter(s)
	return nil
}
