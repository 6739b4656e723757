package ui

import (
	"slices"

	"flocktop/internal/job"
)

// queuePlace says which job of how many is being worked on, or comes next,
// since the queue was last empty: 2 of 7. Both are 0 while there is nothing to
// do.
func queuePlace(jobs []job.Status) (at, of int) {
	var ended []*job.Status
	left := 0
	var first *job.Status // of those that are not over, the oldest
	for i := range jobs {
		switch j := &jobs[i]; {
		case !j.State.Ended():
			left++
			if first == nil || j.Created.Before(first.Created) {
				first = j
			}
		case !j.Started.IsZero(): // one that was taken out of the queue is not counted
			ended = append(ended, j)
		}
	}
	if left == 0 {
		return 0, 0
	}
	slices.SortFunc(ended, func(a, b *job.Status) int { return b.Ended.Compare(a.Ended) })
	since, over := first.Created, 0
	for _, j := range ended {
		if j.Ended.Before(since) {
			break // the queue was empty in between
		}
		over++
		if j.Created.Before(since) {
			since = j.Created
		}
	}
	return over + 1, over + left
}

// queueText says how far the queue is; "" while it is no more than one job.
func queueText(d *data) string {
	if d.queueOf < 2 {
		return ""
	}
	return "job " + count(d.queueAt) + " of " + count(d.queueOf)
}
