package job

import (
	"context"
	"slices"

	"flocktop/internal/store"
)

// Failure is a file or a chunk that will not be embedded, and why.
type Failure struct {
	Path   string
	Chunk  *int // position in the document; nil: the whole file
	Reason string
	Text   string // how the chunk begins, as the store has it; "" in the status of one that runs here
	// RefusedBy are the nodes that had the chunk's text alone and did not embed it,
	// the first one first, as the store has them; none in the status of a job that
	// runs here, and none of a file that could not be read.
	RefusedBy []Refusal
}

// MaxFailures is how many failures a status carries; the store has them all.
const MaxFailures = 200

// Failing counts what stands failed at the end of all these jobs: a file or a
// chunk that failed in several of them counts once, and of a job whose failures
// were tried again the later outcome stands.
func Failing(all []Status) int {
	retried := map[ID]bool{}
	for i := range all {
		if s := &all[i]; s.RetryOf != 0 && (s.State == Done || s.State == Broken && s.Walked) {
			retried[s.RetryOf] = true
		}
	}
	type piece struct {
		path  string
		chunk int
	}
	seen, unlisted := map[piece]bool{}, 0
	for i := range all {
		s := &all[i]
		if retried[s.ID] {
			continue
		}
		for _, f := range s.Failures {
			at := piece{f.Path, -1}
			if f.Chunk != nil {
				at.chunk = *f.Chunk
			}
			seen[at] = true
		}
		unlisted += max(0, s.Failed+s.FailedFiles-len(s.Failures))
	}
	return len(seen) + unlisted
}

// Failures are all failures of a job, as its store has them.
func Failures(ctx context.Context, s *store.Store, id ID) ([]Failure, error) {
	kept, err := s.JobFailures(ctx, store.JobID(id))
	if err != nil {
		return nil, err //nolint:wrapcheck // a sentence already
	}
	out := make([]Failure, len(kept))
	for i, f := range kept {
		out[i] = Failure{Path: f.Path, Chunk: f.Position, Reason: f.Reason, Text: f.Text}
		for _, r := range f.RefusedBy {
			out[i].RefusedBy = append(out[i].RefusedBy, Refusal(r))
		}
	}
	return out, nil
}

// firstFailures are as many failures of a job as a status carries.
func firstFailures(ctx context.Context, s *store.Store, id ID) ([]Failure, error) {
	all, err := Failures(ctx, s, id)
	return slices.Clip(all[:min(len(all), MaxFailures)]), err
}
