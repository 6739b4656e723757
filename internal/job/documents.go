package job

import (
	"context"

	"flocktop/internal/store"
)

// Documents are a job's documents: those under way first, then those with
// failures, then the others, the latest first; at most [MaxDocuments]. While it
// runs they come from memory. Of one that waits for its turn they are what an
// earlier run came to, and what that stored is skipped. Of a job that ended they
// are what the store keeps; where an older program ended it, those are its failed
// files alone.
func (q *Queue) Documents(ctx context.Context, id ID) ([]Document, error) {
	e := q.find(id)
	if e == nil {
		return Documents(ctx, q.tools.Store, id)
	}
	if documents, running := e.documents(); running {
		return documents, nil
	}
	out, err := Documents(ctx, q.tools.Store, id)
	if e.state() == Queued {
		for i := range out {
			d := &out[i]
			d.Skipped, d.Embedded = d.Skipped+d.Embedded, 0
		}
	}
	return out, err
}

// Documents are those of a job, as its store keeps them.
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
