package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

func nothing(*job.Tools) {}

func TestAJobRunsToItsEnd(t *testing.T) {
	d := newDesk(t, nothing)
	d.run()
	s := d.ended(d.add())
	if s.State != job.Done || s.Chunks != documentsOfDesk || s.Embedded != documentsOfDesk || len(d.unfinished()) != 0 {
		t.Errorf("%s with %d of %d chunks embedded, %d jobs unfinished", s.State, s.Embedded, s.Chunks, len(d.unfinished()))
	}
}

// Who watches the store reads from the record of a job which mode is forced.
func TestTheRecordOfARunningJobNamesTheForcedMode(t *testing.T) {
	for forced, want := range map[adaptive.Mode]string{0: "auto", adaptive.Hybrid: "hybrid"} {
		d := newDesk(t, nothing)
		d.flock.Steer(func(s *cluster.Steering) { s.Forced = forced })
		began := d.flock.worksUntilStopped()
		d.run()
		id := d.add()
		<-began
		kept, err := d.store.Job(t.Context(), store.JobID(id))
		if err != nil || kept.Mode != want {
			t.Errorf("the mode is recorded as %q, want %q (%v)", kept.Mode, want, err)
		}
	}
}

// someThen stores some texts and fails.
func (f *flock) someThen(some int, err error) func(context.Context, cluster.Batch) error {
	return func(ctx context.Context, b cluster.Batch) error {
		for texts := range b.Texts {
			for _, t := range texts {
				if some == 0 {
					return err
				}
				some--
				if err := f.keep(ctx, b, t); err != nil {
					return err
				}
			}
		}
		return err
	}
}

// storesUntilStopped makes the next batch one that stores some texts and then ends
// with its context only; the channel is closed when they are stored.
func (f *flock) storesUntilStopped(some int) <-chan struct{} {
	stored := make(chan struct{})
	f.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		err := f.someThen(some, nil)(ctx, b)
		close(stored)
		<-ctx.Done()
		return errors.Join(err, ctx.Err())
	}}
	return stored
}

// What can be mended from outside halts a job: it stays unfinished, says why,
// and goes on where it stood when the pause is lifted.
func TestAHaltedJobGoesOnWhereItStood(t *testing.T) {
	for name, cause := range map[string]error{
		"full disk":     fmt.Errorf("keep vectors: %w", &store.FileError{Doing: "keep vectors", Path: "store.db", Kind: store.ErrDiskFull}),
		"file gone":     store.ErrGone,
		"nodes all off": &cluster.NoNodeError{For: time.Minute, Why: "box is offline"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, nothing)
			d.flock.embed = []func(context.Context, cluster.Batch) error{d.flock.someThen(2, cause)}
			d.run()
			id := d.add()
			s := d.until(id, "the job is halted", func(s job.Status) bool { return s.Halted })
			if s.State != job.Paused || s.Why != cause.Error() || !d.flock.Steering().Paused || len(d.unfinished()) != 1 {
				t.Errorf("%s (%s), queue paused %t, %d unfinished", s.State, s.Why, d.flock.Steering().Paused, len(d.unfinished()))
			}
			d.pause(false)
			s = d.ended(id)
			if s.State != job.Done || s.Halted || s.Embedded+s.Skipped != documentsOfDesk || s.Skipped != 2 {
				t.Errorf("%s, halted %t: %d embedded, %d skipped", s.State, s.Halted, s.Embedded, s.Skipped)
			}
			if d.flock.count() != documentsOfDesk || len(d.unfinished()) != 0 {
				t.Errorf("%d texts were embedded, %d jobs unfinished", d.flock.count(), len(d.unfinished()))
			}
		})
	}
}

func TestAnErrorOfTheJobItselfEndsIt(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.embed = []func(context.Context, cluster.Batch) error{d.flock.someThen(2, store.ErrDamaged)}
	d.run()
	id := d.add()
	next := d.add()
	if s := d.ended(id); s.State != job.Broken || s.Halted || s.Embedded != 2 || s.Why != store.ErrDamaged.Error() {
		t.Errorf("%s (%s): %d embedded", s.State, s.Why, s.Embedded)
	}
	if s := d.ended(next); s.State != job.Done || s.Skipped != 2 {
		t.Errorf("the next one is %s, %d skipped", s.State, s.Skipped)
	}
}

func TestAHaltedJobThatIsCancelledStaysSo(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.embed = []func(context.Context, cluster.Batch) error{d.flock.someThen(1, store.ErrDiskFull)}
	d.run()
	id := d.add()
	d.until(id, "the job is halted", func(s job.Status) bool { return s.Halted })
	if err := d.queue.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	s := d.ended(id)
	if s.State != job.Cancelled || s.Halted || s.Embedded != 1 || len(d.unfinished()) != 0 {
		t.Errorf("%s, halted %t, %d embedded, %d unfinished", s.State, s.Halted, s.Embedded, len(d.unfinished()))
	}
	d.pause(false)
	if s := d.ended(d.add()); s.State != job.Done {
		t.Errorf("the next job is %s", s.State)
	}
	if s, _ := d.queue.Status(id); s.State != job.Cancelled {
		t.Errorf("the cancelled job is %s after the pause", s.State)
	}
}

func TestAJobIsCancelledWhileItRuns(t *testing.T) {
	d := newDesk(t, nothing)
	began := d.flock.worksUntilStopped()
	d.run()
	id := d.add()
	<-began
	if err := d.queue.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := d.ended(id); s.State != job.Cancelled || len(d.unfinished()) != 0 {
		t.Errorf("%s, %d unfinished", s.State, len(d.unfinished()))
	}
}

// A job that nobody can describe is halted when it has waited as it was told.
func TestAJobWithoutNodesWaitsAsLongAsItShould(t *testing.T) {
	d := newDesk(t, func(tools *job.Tools) { tools.Wait = time.Millisecond })
	d.flock.away = true
	d.run()
	id := d.add()
	s := d.until(id, "the job is halted", func(s job.Status) bool { return s.Halted })
	if !strings.Contains(s.Why, "no node has an embedding model") || len(d.unfinished()) != 1 {
		t.Errorf("%s, %d unfinished", s.Why, len(d.unfinished()))
	}
	d.flock.mu.Lock()
	d.flock.away = false
	d.flock.mu.Unlock()
	d.pause(false)
	if s := d.ended(id); s.State != job.Done {
		t.Errorf("%s: %s", s.State, s.Why)
	}
}

// A job that has begun waits for its model, as it does for a node: whoever has it may
// just be starting. One that asks for a model that was never there is over.
func TestABegunJobWaitsForItsModel(t *testing.T) {
	d := newDesk(t, nothing)
	held := d.flock.storesUntilStopped(2)
	stop := d.run()
	id := d.add()
	<-held
	stop()
	d.again()
	d.flock.hasAnother(true)
	if _, err := d.queue.TakeUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.pause(false)
	d.run()
	s := d.until(id, "the job waits", func(s job.Status) bool { return s.State == job.Waiting || s.State.Ended() })
	if s.State != job.Waiting || !strings.Contains(s.Why, "no node has the model sheep") {
		t.Fatalf("%s: %s", s.State, s.Why)
	}
	d.flock.hasAnother(false)
	if s := d.ended(id); s.State != job.Done || s.Embedded+s.Skipped != documentsOfDesk {
		t.Errorf("%s: %s, %d embedded, %d skipped", s.State, s.Why, s.Embedded, s.Skipped)
	}
}

func TestInterruptedJobsAreTakenUp(t *testing.T) {
	d := newDesk(t, nothing)
	held := d.flock.storesUntilStopped(2)
	stop := d.run()
	d.add()
	<-held
	stop() // the program ends
	again := job.NewQueue(job.Tools{
		Flock: d.flock, Store: d.store, Extractor: nil, Log: nil, Changed: func() {},
	})
	count, err := again.TakeUp(t.Context())
	if err != nil || count != 1 {
		t.Fatalf("%d jobs are taken up: %v", count, err)
	}
	s := again.Statuses()[0]
	if s.State != job.Queued || !strings.Contains(s.Why, "earlier run") || len(d.unfinished()) != 1 {
		t.Errorf("%s (%s), %d unfinished", s.State, s.Why, len(d.unfinished()))
	}
	if count, err := again.TakeUp(t.Context()); err != nil || count != 0 {
		t.Errorf("%d jobs are taken up once more: %v", count, err)
	}
}

// Whoever asks at the same time for what an earlier run began gets a job of their
// own: an interrupted one is not worked on twice.
func TestAnInterruptedJobIsTakenUpOnce(t *testing.T) {
	d := newDesk(t, nothing)
	held := d.flock.storesUntilStopped(2)
	stop := d.run()
	d.add()
	<-held
	stop()
	d.again()
	var adding sync.WaitGroup
	for range 8 {
		adding.Go(func() {
			if _, err := d.queue.Add(t.Context(), []string{d.folder}, ""); err != nil {
				t.Error(err)
			}
		})
	}
	adding.Wait()
	seen := map[job.ID]bool{}
	for _, s := range d.queue.Statuses() {
		if seen[s.ID] {
			t.Errorf("job %d is in the queue twice", s.ID)
		}
		seen[s.ID] = true
	}
}
