package job

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"flocktop/internal/documents"
	"flocktop/internal/store"
)

// PassedOver are files and folders that a walk left out for one reason, without
// calling it a failure.
type PassedOver struct {
	Reason string
	Count  int
	Paths  []string // the first MaxPassedOver of them
}

// MaxPassedOver is how many are named for each reason.
const MaxPassedOver = 50

// passedOver books something that the walk left out. Lists that were handed out
// stay as they are.
func (e *entry) passedOver(path string, reason documents.IgnoreReason) {
	e.update(func(s *Status) {
		s.Ignored++
		s.PassedOver = slices.Clone(s.PassedOver)
		at := slices.IndexFunc(s.PassedOver, func(p PassedOver) bool { return p.Reason == string(reason) })
		if at < 0 {
			at = len(s.PassedOver)
			s.PassedOver = append(s.PassedOver, PassedOver{Reason: string(reason)})
		}
		p := &s.PassedOver[at]
		p.Count++
		if len(p.Paths) < MaxPassedOver {
			p.Paths = append(slices.Clip(p.Paths), path)
		}
	})
}

// blank books a document without any text as passed over.
func (e *entry) blank(path string) {
	e.update(func(s *Status) {
		e.closed(s, path)
		e.tally.leave(path)
	})
	e.passedOver(path, documents.IgnoredBlank)
}

// PassedOverBy tells what a job left out, as its store keeps it; while it runs
// its status has that.
func PassedOverBy(ctx context.Context, s *store.Store, id ID) ([]PassedOver, error) {
	kept, err := s.PassedOver(ctx, store.JobID(id))
	if err != nil {
		return nil, err //nolint:wrapcheck // a sentence already
	}
	out := make([]PassedOver, len(kept))
	for i, p := range kept {
		out[i] = PassedOver(p)
	}
	return out, nil
}

// walked keeps what a walk that has come to its end says about the whole: what it
// passed over, and which documents of earlier jobs are not there any more.
func (q *Queue) walked(ctx context.Context, e *entry) error {
	e.mu.Lock()
	passed := make([]store.PassedOver, len(e.status.PassedOver))
	for i, p := range e.status.PassedOver {
		passed[i] = store.PassedOver(p)
	}
	e.mu.Unlock()
	if err := q.tools.Store.PassOver(ctx, store.JobID(e.id), passed); err != nil {
		return fmt.Errorf("keep what was passed over: %w", err)
	}
	gone, err := q.missed(ctx, e)
	if err != nil {
		return err
	}
	if err := q.tools.Store.MarkGone(ctx, gone); err != nil {
		return fmt.Errorf("note what is gone: %w", err)
	}
	if len(gone) > 0 {
		q.tools.Log.Info(fmt.Sprintf("%s: %s, and left out of exports from now on; nothing is deleted", e.title, goneText(len(gone))))
	}
	e.update(func(s *Status) { s.Gone, s.Walked = len(gone), true })
	return nil
}

func goneText(n int) string {
	if n == 1 {
		return "1 document of earlier jobs is no longer there"
	}
	return fmt.Sprintf("%d documents of earlier jobs are no longer there", n)
}

// missed lists the documents of earlier jobs below this one's paths that are no
// longer there. A path that could not be walked says nothing about what is below
// it.
func (q *Queue) missed(ctx context.Context, e *entry) ([]string, error) {
	var gone []string
	for _, root := range e.paths {
		resolved, err := filepath.EvalSymlinks(root) // as the walk does
		if err != nil {
			continue // a failure of the walk
		}
		unmet, err := q.tools.Store.Unmet(ctx, store.JobID(e.id), resolved)
		if err != nil {
			return nil, fmt.Errorf("look for documents that are gone: %w", err)
		}
		for _, path := range unmet {
			// it may be there all the same, hidden, and named in another job
			if documents.Vanished(path) {
				gone = append(gone, path)
			}
		}
	}
	return gone, nil
}
