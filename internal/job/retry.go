package job

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"flocktop/internal/store"
)

// ErrNothingFailed says that a job has no failure that could be tried again.
var ErrNothingFailed = errors.New("nothing of it is left to try again")

// RetryFailures queues a job of the documents of an ended job, of an earlier
// run too, that have failures, and of those alone; what is stored is not
// embedded again. The old job's list of failures stays as it is. Chunks that
// were embedded since do not count.
func (q *Queue) RetryFailures(ctx context.Context, id ID) (ID, error) {
	old, err := q.tools.Store.Job(ctx, store.JobID(id))
	if err != nil {
		return 0, err //nolint:wrapcheck // says that there is none
	}
	if !old.State.Finished() {
		return 0, fmt.Errorf("%s is %s: its failures can be tried again when it has ended", old.Title, old.State)
	}
	paths, err := q.tools.Store.FailedPaths(ctx, old.ID)
	switch {
	case err != nil:
		return 0, fmt.Errorf("try the failures of %s again: %w", old.Title, err)
	case len(paths) == 0:
		return 0, fmt.Errorf("%s: %w", old.Title, ErrNothingFailed)
	}
	const title = "failures of "
	return q.add(ctx, Status{Title: title + strings.TrimPrefix(old.Title, title), Paths: paths, Model: old.Model, RetryOf: id})
}
