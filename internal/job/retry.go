package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	return q.add(ctx, Status{Title: retryTitle(old.Title, paths, q.Statuses()), Paths: paths, Model: old.Model, RetryOf: id})
}

// retryTitle names a retry of a job, or of its retry, by the first job and by how
// often that was tried then: of those that have paths in common no two that are in
// sight have the same name.
func retryTitle(title string, paths []string, inSight []Status) string {
	first, tries := triesOf(title)
	common := func(path string) bool { return slices.Contains(paths, path) }
	for _, s := range inSight {
		if other, n := triesOf(s.Title); s.RetryOf != 0 && other == first && slices.ContainsFunc(s.Paths, common) {
			tries = max(tries, n)
		}
	}
	return first + ", " + ordinal(tries+1) + retryMark
}

// retryMark ends the title of a retry. An older program named one otherwise.
const (
	retryMark    = " try"
	oldRetryMark = "failures of "
)

// triesOf is the title of the first job, and how often its documents were tried up
// to the job of this title.
func triesOf(title string) (first string, tries int) {
	if old, retried := strings.CutPrefix(title, oldRetryMark); retried {
		return old, 2
	}
	at := strings.LastIndex(title, ", ")
	if at < 0 {
		return title, 1
	}
	number, retried := strings.CutSuffix(title[at+2:], retryMark)
	n, err := strconv.Atoi(strings.TrimRight(number, "stndrh"))
	if !retried || err != nil || n < 2 || ordinal(n) != number {
		return title, 1
	}
	return title[:at], n
}

// ordinal writes 2nd, 3rd, 4th.
func ordinal(n int) string {
	const ten, hundred = 10, 100
	ending := "th"
	if teen := n%hundred/ten == 1; !teen {
		switch n % ten {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return strconv.Itoa(n) + ending
}
