package app

import (
	"context"
	"fmt"

	"flocktop/internal/job"
	"flocktop/internal/store"
)

// Jobs are the jobs of this run in the order of the queue; where this program only
// watches, those of the one that works.
func (a *App) Jobs() []job.Status {
	switch {
	case a.watch != nil:
		return a.watch.watched()
	case a.queue == nil:
		return nil
	}
	return a.queue.Statuses()
}

// Job is the status of one job.
func (a *App) Job(id job.ID) (job.Status, bool) {
	for _, s := range a.Jobs() {
		if s.ID == id {
			return s, true
		}
	}
	return job.Status{}, false
}

// Queue adds a batch of files and folders, for the model that is chosen now.
func (a *App) Queue(ctx context.Context, paths []string) (job.ID, error) {
	if err := a.refuse(); err != nil {
		return 0, err
	}
	id, err := a.queue.Add(ctx, paths, a.flock.Snapshot().Model)
	return id, a.told(id, "is queued", err)
}

// told logs what was done with a job, unless it failed.
func (a *App) told(id job.ID, what string, err error) error {
	if err == nil {
		if j, ok := a.queue.Status(id); ok {
			a.log.Info(j.Title + " " + what)
		}
	}
	return err
}

// Cancel ends a job, running or queued; what it stored stays.
func (a *App) Cancel(ctx context.Context, id job.ID) error {
	if err := a.refuse(); err != nil {
		return err
	}
	return a.queue.Cancel(ctx, id) //nolint:wrapcheck // a sentence already; the queue logs the end of a job
}

// Move moves a queued job by so many places among the queued ones, up where
// by < 0; the order outlasts the program.
func (a *App) Move(ctx context.Context, id job.ID, by int) error {
	if err := a.refuse(); err != nil {
		return err
	}
	way := "down"
	if by < 0 {
		way = "up"
	}
	return a.told(id, "is moved "+way+" in the queue", a.queue.Move(ctx, id, by))
}

// Restore takes up a cancelled job again, at the end of the queue: nothing that
// is stored is embedded again.
func (a *App) Restore(ctx context.Context, id job.ID) error {
	if err := a.refuse(); err != nil {
		return err
	}
	return a.told(id, "is in the queue again", a.queue.Restore(ctx, id))
}

// RetryFailures queues a job of the documents of an ended job that have
// failures, and of those alone; what is stored is not embedded again. Where
// nothing is left to try, the error is [job.ErrNothingFailed].
func (a *App) RetryFailures(ctx context.Context, id job.ID) (job.ID, error) {
	if err := a.refuse(); err != nil {
		return 0, err
	}
	fresh, err := a.queue.RetryFailures(ctx, id)
	return fresh, a.told(fresh, "is queued", err)
}

// Documents are a job's documents: those under way first, then those with
// failures, then the others, the latest first; at most [job.MaxDocuments].
func (a *App) Documents(ctx context.Context, id job.ID) ([]job.Document, error) {
	switch {
	case a.queue != nil:
		return a.queue.Documents(ctx, id) //nolint:wrapcheck // a sentence already
	case a.store != nil:
		return job.Documents(ctx, a.store, id) //nolint:wrapcheck // a sentence already
	}
	return nil, nil
}

// Failures are all failures of a job, as the store has them.
func (a *App) Failures(ctx context.Context, id job.ID) ([]job.Failure, error) {
	if a.store == nil {
		return nil, nil
	}
	return job.Failures(ctx, a.store, id) //nolint:wrapcheck // a sentence already
}

// PassedOver is what a job left out without calling it a failure, by reason: of
// one that runs as far as it is known, of one that ended as the store has it.
func (a *App) PassedOver(ctx context.Context, id job.ID) ([]job.PassedOver, error) {
	if a.queue != nil {
		if s, ok := a.queue.Status(id); ok {
			return s.PassedOver, nil
		}
	}
	if a.store == nil {
		return nil, nil
	}
	return job.PassedOverBy(ctx, a.store, id) //nolint:wrapcheck // a sentence already
}

// Recorded is a job as the store has it: one of an earlier run.
func (a *App) Recorded(ctx context.Context, id job.ID) (job.Status, error) {
	if a.store == nil {
		return job.Status{}, fmt.Errorf("job %d: %w", id, store.ErrNoJob)
	}
	return job.Recorded(ctx, a.store, id) //nolint:wrapcheck // a sentence already
}

// Twin says how a job stands that has the same paths and has not ended; "" where
// there is none.
func (a *App) Twin(paths []string) string {
	if a.queue == nil {
		return ""
	}
	return a.queue.Twin(paths)
}

// Past are the jobs that have ended, of earlier runs too, the latest first; at
// most limit.
func (a *App) Past(ctx context.Context, limit int) ([]job.Past, error) {
	if a.store == nil {
		return nil, nil
	}
	return job.History(ctx, a.store, limit) //nolint:wrapcheck // a sentence already
}
