package job

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"flocktop/cluster"
)

// work carries a job out: documents flow through while the flock embeds.
func (q *Queue) work(ctx context.Context, e *entry) (cluster.Progress, error) {
	p, err := q.prepare(ctx, e)
	if err != nil {
		return cluster.Progress{}, err
	}
	texts, survey := make(chan []cluster.Text, 4), e.begin(q.outlook.learned(p.model.Model))
	group, ctx := errgroup.WithContext(ctx)
	var progress cluster.Progress
	group.Go(q.guarded(func() error {
		defer close(texts)
		return producer{q: q, e: e, plan: p, ahead: survey, texts: texts}.run(ctx)
	}))
	group.Go(q.guarded(func() error {
		survey.run(ctx, e.paths)
		return nil
	}))
	group.Go(q.guarded(func() error {
		var err error
		begun := time.Now()
		progress, err = q.tools.Flock.Embed(ctx, cluster.Batch{
			Model: p.model.Model, Digest: p.model.Digest, Dimension: p.kept, Announced: p.model.Dimension,
			Exact:    !p.approximate,
			Texts:    texts,
			Expected: e.expected,
			Ledger:   &ledger{queue: q, entry: e, plan: p},
			Wait:     q.tools.Wait,
			Observe: func(now cluster.Progress) {
				q.outlook.goes(p.model.Model, now.Pace)
				e.observe(now)
			},
		})
		e.hold(time.Since(begun), progress.Elapsed)
		return err //nolint:wrapcheck // the flock's errors are sentences already
	}))
	err = group.Wait()   // before that, progress is another goroutine's
	return progress, err //nolint:wrapcheck // as above
}

// hold takes in how long a run was paused, or flocktop stopped: of the time that its
// batch had, what it did not run.
func (e *entry) hold(all, elapsed time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if elapsed > 0 {
		e.held = max(0, all-elapsed)
	}
}

// heldUp is how long that was.
func (e *entry) heldUp() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.held
}

// errPanic stands for what a part of a job did not say that panicked.
var errPanic = errors.New("the program has a fault")

// guarded makes a panic an error of the job; the guard sees to the rest.
func (q *Queue) guarded(work func() error) func() error {
	return func() error {
		err := errPanic
		q.tools.Guard(func() { err = work() })
		return err
	}
}
