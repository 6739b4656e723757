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

// Extractor reads files; it may be asked for several at once. The error is a
// [documents.Failure] with the reason, or ctx's.
type Extractor interface {
	Extract(ctx context.Context, file documents.File) (documents.Document, error)
}

// slowAhead is how many documents that take long to be read may wait for the lane of
// their own. Beyond them the walk reads one itself: it must not run far ahead.
const slowAhead = 1024

// producer reads a job's documents and cuts them; every chunk is in the store before
// the flock hears of it.
type producer struct {
	q     *Queue
	e     *entry
	plan  plan
	ahead *survey
	texts chan<- []cluster.Text
}

// run walks through all of them. Those that take long, above all the first, have a
// lane of their own: nodes need not wait for a PDF while there are notes.
func (p producer) run(ctx context.Context) error {
	lanes, within := errgroup.WithContext(ctx)
	slow := make(chan documents.File, slowAhead)
	lanes.Go(p.q.guarded(func() error {
		for file := range slow {
			if err := p.document(within, file); err != nil {
				return err
			}
		}
		return nil
	}))
	lanes.Go(p.q.guarded(func() error {
		defer close(slow)
		return p.walk(within, slow)
	}))
	if err := lanes.Wait(); err != nil {
		return err //nolint:wrapcheck // of this job
	}
	p.q.outlook.walked(p.plan.model.Model)
	return p.q.walked(ctx, p.e)
}

// walk finds them, and reads those that do not take long.
func (p producer) walk(ctx context.Context, slow chan<- documents.File) error {
	for file, err := range documents.Walk(ctx, p.e.paths, documents.WalkOptions{Ignored: p.e.passedOver}) {
		if err != nil {
			if err := p.book(ctx, err); err != nil {
				return err
			}
			continue
		}
		if file.Slow() {
			select {
			case slow <- file:
				continue
			default:
			}
		}
		if err := p.document(ctx, file); err != nil {
			return err
		}
	}
	return ctx.Err() //nolint:wrapcheck // the context's
}

// document reads one, cuts it and passes its texts on.
func (p producer) document(ctx context.Context, file documents.File) error {
	fresh, chunks, err := p.read(ctx, file)
	p.ahead.took(file, chunks)
	if err != nil {
		return p.book(ctx, err)
	}
	if len(fresh) == 0 {
		return nil
	}
	select {
	case p.texts <- fresh:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the context's
	}
}

// book notes that a file has failed, which ends nothing. Any other error it returns.
func (p producer) book(ctx context.Context, err error) error {
	failure, failed := errors.AsType[*documents.Failure](err)
	if !failed {
		return err
	}
	f := Failure{Path: failure.Path, Reason: failure.Err.Error()}
	p.e.failed(f)
	p.q.tell(p.e, f)
	if err := p.q.tools.Store.FailFile(ctx, store.JobID(p.e.id), failure.Path, failure.Err.Error()); err != nil {
		return fmt.Errorf("book a failure: %w", err)
	}
	return nil
}

// read reads and cuts one, and keeps what it is cut into: so many chunks, of which those
// are to be embedded that are new.
func (p producer) read(ctx context.Context, file documents.File) (fresh []cluster.Text, made int, err error) {
	q, e := p.q, p.e
	e.opened(file.Path)
	document, err := q.tools.Extractor.Extract(ctx, file)
	if err != nil {
		return nil, 0, err //nolint:wrapcheck // a Failure, or the context's
	}
	if document.Warning != "" {
		q.tools.Log.Warn(fmt.Sprintf("%s: %s", file.Rel, document.Warning))
	}
	chunks := p.plan.splitter.Split(document)
	if len(chunks) == 0 {
		e.blank(file.Path)
		if err := q.tools.Store.MarkGone(ctx, []string{file.Path}); err != nil { // it may have had a text once
			return nil, 0, fmt.Errorf("note that %s has no text: %w", file.Rel, err)
		}
		return nil, 0, nil
	}
	stored := make([]store.Chunk, len(chunks))
	for i, c := range chunks {
		stored[i] = store.Chunk(c)
	}
	placed, err := q.tools.Store.PutDocument(ctx, store.JobID(e.id), p.plan.modelID, store.Document{
		Path: document.Path, Title: document.Title, Kind: string(document.Kind),
		Hash: document.Hash, Size: file.Size, Modified: file.Modified,
	}, stored)
	if err != nil {
		return nil, 0, fmt.Errorf("keep %s: %w", file.Rel, err)
	}
	e.found(file.Path, placed)
	q.outlook.read(p.plan.model.Model, file, len(placed))
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
	return fresh, len(placed), nil
}
