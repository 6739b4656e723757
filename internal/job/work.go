package job

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"flocktop/cluster"
	"flocktop/internal/documents"
	"flocktop/internal/store"
)

// work carries a job out: documents flow through while the flock embeds.
func (q *Queue) work(ctx context.Context, e *entry) (cluster.Progress, error) {
	p, err := q.prepare(ctx, e)
	if err != nil {
		return cluster.Progress{}, err
	}
	texts, survey := make(chan []cluster.Text, 4), e.begin()
	group, ctx := errgroup.WithContext(ctx)
	var progress cluster.Progress
	group.Go(q.guarded(func() error {
		defer close(texts)
		return q.produce(ctx, e, p, survey, texts)
	}))
	group.Go(q.guarded(func() error {
		survey.run(ctx, e.paths)
		return nil
	}))
	group.Go(q.guarded(func() error {
		var err error
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
		return err //nolint:wrapcheck // the flock's errors are sentences already
	}))
	err = group.Wait()   // before that, progress is another goroutine's
	return progress, err //nolint:wrapcheck // as above
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

// produce walks, reads and cuts; every chunk is in the store before the flock
// hears of it. A file that fails is booked and ends nothing.
func (q *Queue) produce(ctx context.Context, e *entry, p plan, ahead *survey, texts chan<- []cluster.Text) error {
	for file, err := range documents.Walk(ctx, e.paths, documents.WalkOptions{Ignored: e.passedOver}) {
		if err == nil {
			err = q.produceFile(ctx, e, p, file, texts)
			ahead.read.Add(file.Size)
		}
		var failure *documents.Failure
		switch {
		case errors.As(err, &failure):
			f := Failure{Path: failure.Path, Reason: failure.Err.Error()}
			e.failed(f)
			q.tell(e, f)
			if err := q.tools.Store.FailFile(ctx, store.JobID(e.id), failure.Path, failure.Err.Error()); err != nil {
				return fmt.Errorf("book a failure: %w", err)
			}
		case err != nil:
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // the context's
	}
	q.outlook.walked(p.model.Model)
	return q.walked(ctx, e)
}

// produceFile does all that for one file.
func (q *Queue) produceFile(ctx context.Context, e *entry, p plan, file documents.File, texts chan<- []cluster.Text) error {
	e.opened(file.Path)
	document, err := q.tools.Extractor.Extract(ctx, file)
	if err != nil {
		return err //nolint:wrapcheck // a Failure, or the context's
	}
	if document.Warning != "" {
		q.tools.Log.Warn(fmt.Sprintf("%s: %s", file.Rel, document.Warning))
	}
	chunks := p.splitter.Split(document)
	if len(chunks) == 0 {
		e.blank(file.Path)
		if err := q.tools.Store.MarkGone(ctx, []string{file.Path}); err != nil { // it may have had a text once
			return fmt.Errorf("note that %s has no text: %w", file.Rel, err)
		}
		return nil
	}
	stored := make([]store.Chunk, len(chunks))
	for i, c := range chunks {
		stored[i] = store.Chunk(c)
	}
	placed, err := q.tools.Store.PutDocument(ctx, store.JobID(e.id), p.modelID, store.Document{
		Path: document.Path, Title: document.Title, Kind: string(document.Kind),
		Hash: document.Hash, Size: file.Size, Modified: file.Modified,
	}, stored)
	if err != nil {
		return fmt.Errorf("keep %s: %w", file.Rel, err)
	}
	e.found(file.Path, placed)
	q.outlook.read(p.model.Model, file, len(placed))
	var fresh []cluster.Text
	for i, c := range placed {
		if c.Status == store.New {
			fresh = append(fresh, cluster.Text{ID: int64(c.ID), Body: chunks[i].Text, Work: float64(chunks[i].Tokens)})
		}
	}
	e.update(func(*Status) {
		if e.texts += len(fresh); e.texts > 0 {
			e.since += len(placed)
		}
	})
	if len(fresh) == 0 {
		return nil
	}
	select {
	case texts <- fresh:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the context's
	}
}
