package store

import (
	"errors"
	"slices"
	"testing"
)

// queue is the order in which the next run would take the jobs up.
func (b *bench) queue() []JobID {
	b.t.Helper()
	jobs, err := b.UnfinishedJobs(b.ctx)
	b.check(err)
	var ids []JobID
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	return ids
}

func TestTheOrderOfTheQueue(t *testing.T) {
	b := newBench(t)
	one, two, three, four := b.job, b.newJob(), b.newJob(), b.newJob()
	want := func(what string, ids ...JobID) {
		t.Helper()
		if got := b.queue(); !slices.Equal(got, ids) {
			t.Errorf("%s: %v, want %v", what, got, ids)
		}
	}
	b.check(b.OrderJobs(b.ctx, []JobID{four, two, one}))
	want("three of four change places", four, two, three, one)
	b.check(b.FinishJob(b.ctx, two, JobResult{State: JobCancelled, Ended: moment}))
	for name, err := range map[string]error{
		"ordering one that is none":  b.OrderJobs(b.ctx, []JobID{three, 99}),
		"taking up one that is none": b.RestoreJob(b.ctx, 99),
		"reading a job that is none": second(b.Job(b.ctx, 99)),
	} {
		if !errors.Is(err, ErrNoJob) {
			t.Errorf("%s: %v", name, err)
		}
	}
	want("after what was refused", four, three, one)
	b.check(b.OrderJobs(b.ctx, []JobID{one, two, four})) // short jobs end while others are moved
	want("one that has ended is passed over", one, three, four)
	b.check(b.OrderJobs(b.ctx, []JobID{four, one}))
	b.check(b.RestoreJob(b.ctx, two))
	five := b.newJob()
	want("taken up at the end, and a new one behind it", four, three, one, two, five)
	job, err := b.Job(b.ctx, two)
	b.check(err)
	if job.State != JobQueued || !job.Ended.IsZero() {
		t.Errorf("taken up: %+v", job)
	}
	b.check(b.FinishJob(b.ctx, two, JobResult{State: JobDone, Ended: moment}))
	if err := b.RestoreJob(b.ctx, two); !errors.Is(err, ErrNoJob) {
		t.Errorf("one that is done was taken up: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
