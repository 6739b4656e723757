package job_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// queued are the jobs that wait, in their order; stored those that the next
// start of the program would take up.
func (d *desk) queued() (out []job.ID) {
	for _, s := range d.queue.Statuses() {
		if s.State == job.Queued || s.Halted {
			out = append(out, s.ID)
		}
	}
	return out
}

func (d *desk) stored() (out []job.ID) {
	for _, j := range d.unfinished() {
		out = append(out, job.ID(j.ID))
	}
	return out
}

// Whatever is added, moved, cancelled and taken up again: the order on the
// screen is the one that was asked for, and the store's is the same.
func TestTheOrderOfTheQueueOutlastsTheProgram(t *testing.T) {
	d := newDesk(t, nothing)
	rapid.Check(t, func(t *rapid.T) {
		var want, cancelled []job.ID
		pick := func(from []job.ID) job.ID { return rapid.SampledFrom(from).Draw(t, "job") }
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch step := rapid.SampledFrom([]string{"add", "add", "move", "move", "cancel", "restore"}).Draw(t, "step"); {
			case step == "move" && len(want) > 0:
				id, by := pick(want), rapid.IntRange(-4, 4).Draw(t, "by")
				from := slices.Index(want, id)
				to := min(max(from+by, 0), len(want)-1)
				if err := d.queue.Move(t.Context(), id, by); (err != nil) != (by != 0 && to == from) {
					t.Fatalf("moved from %d by %d: %v", from, by, err)
				}
				want = slices.Insert(slices.Delete(want, from, from+1), to, id)
			case step == "cancel" && len(want) > 0:
				id := pick(want)
				if err := d.queue.Cancel(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				want = slices.DeleteFunc(want, func(other job.ID) bool { return other == id })
				cancelled = append(cancelled, id)
			case step == "restore" && len(cancelled) > 0:
				id := pick(cancelled)
				if err := d.queue.Restore(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				cancelled = slices.DeleteFunc(cancelled, func(other job.ID) bool { return other == id })
				want = append(want, id)
			default:
				want = append(want, d.add())
			}
			if got := d.queued(); !slices.Equal(got, want) {
				t.Fatalf("the queue is %v, want %v", got, want)
			}
			if got := d.stored(); !slices.Equal(got, want) {
				t.Fatalf("the store's queue is %v, want %v", got, want)
			}
		}
		again := job.NewQueue(job.Tools{Flock: d.flock, Store: d.store})
		if _, err := again.TakeUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		var taken []job.ID
		for _, s := range again.Statuses() {
			taken = append(taken, s.ID)
		}
		if !slices.Equal(taken, want) {
			t.Fatalf("taken up in the order %v, want %v", taken, want)
		}
		for _, id := range want { // the next run of the test begins with none
			if err := d.queue.Cancel(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestOnlyQueuedJobsAreMovedAndOnlyCancelledOnesTakenUp(t *testing.T) {
	d := newDesk(t, nothing)
	began := d.flock.worksUntilStopped()
	d.run()
	running, waiting := d.add(), d.add()
	<-began
	for name, err := range map[string]error{
		"a running job is moved":             d.queue.Move(t.Context(), running, 1),
		"a running job is taken up":          d.queue.Restore(t.Context(), running),
		"a queued job is taken up":           d.queue.Restore(t.Context(), waiting),
		"a job that is not there is moved":   d.queue.Move(t.Context(), 99, 1),
		"the next one is moved up":           d.queue.Move(t.Context(), waiting, -1),
		"the last one is moved down":         d.queue.Move(t.Context(), waiting, 1),
		"a job that is not there, taken up":  d.queue.Restore(t.Context(), 99),
		"failures of one that is not there":  second(d.queue.RetryFailures(t.Context(), 99)),
		"failures of one that has not ended": second(d.queue.RetryFailures(t.Context(), running)),
	} {
		if err == nil {
			t.Errorf("%s", name)
		}
	}
	if d.queue.Statuses()[0].ID != running {
		t.Error("a queued job went before the one that runs")
	}
}

func second[T any](_ T, err error) error { return err }

func TestACancelledJobIsTakenUpAndEmbedsTheRest(t *testing.T) {
	for _, sameRun := range []bool{true, false} {
		d := newDesk(t, nothing)
		began := d.flock.storesUntilStopped(2)
		stop := d.run()
		id := d.add()
		<-began
		if err := d.queue.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		d.ended(id)
		if !sameRun {
			stop()
			d.again()
			d.run()
		}
		if err := d.queue.Restore(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		s := d.until(id, "it is done", func(s job.Status) bool { return s.State == job.Done })
		if s.Skipped != 2 || s.Embedded != documentsOfDesk-2 || d.flock.count() != documentsOfDesk {
			t.Errorf("%d embedded, %d skipped, %d texts sent in all", s.Embedded, s.Skipped, d.flock.count())
		}
	}
}

// rejecting stores all texts but those with the word, which no node can embed.
func (f *flock) rejecting(word string) func(context.Context, cluster.Batch) error {
	return func(ctx context.Context, b cluster.Batch) error {
		for texts := range b.Texts {
			for _, t := range texts {
				do := func() error { return f.keep(ctx, b, t) }
				if strings.Contains(t.Body, word) {
					do = func() error { return b.Ledger.Reject(ctx, t.ID, cluster.Rejection{Reason: "EOF on every node"}) }
				}
				if err := do(); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// A retry is about the documents that failed and no others, sends only what has
// no vector, and leaves the old list as it was.
func TestFailuresAreTriedAgain(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.embed = []func(context.Context, cluster.Batch) error{d.flock.rejecting("number 3")}
	d.run()
	id := d.add()
	if s := d.ended(id); s.Failed != 1 || s.Embedded != documentsOfDesk-1 {
		t.Fatalf("%d failed, %d embedded", s.Failed, s.Embedded)
	}
	again, err := d.queue.RetryFailures(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	s := d.ended(again)
	if s.State != job.Done || s.Chunks != 1 || s.Embedded != 1 || s.Skipped != 0 || len(s.Paths) != 1 ||
		!strings.HasSuffix(s.Paths[0], "3.txt") || !strings.HasSuffix(s.Title, ", 2nd try") {
		t.Errorf("the retry: %+v", s)
	}
	old, err := d.store.JobFailures(t.Context(), 1)
	if err != nil || len(old) != 1 || old[0].Reason != "EOF on every node" {
		t.Errorf("the old job's failures: %+v, %v", old, err)
	}
	if _, err := d.queue.RetryFailures(t.Context(), id); !errors.Is(err, job.ErrNothingFailed) {
		t.Errorf("once more: %v", err)
	}
	if d.flock.count() != documentsOfDesk {
		t.Errorf("%d texts were embedded", d.flock.count())
	}
}
