package job_test

import (
	"context"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/job"
)

func TestWhatCameOfAJob(t *testing.T) {
	for want, s := range map[string]job.Status{
		"done":           {State: job.Done, Embedded: 3, Skipped: 2},
		"done, 2 failed": {State: job.Done, Embedded: 3, Failed: 1, FailedFiles: 1},
		"failed":         {State: job.Done, Failed: 1},
		"cancelled":      {State: job.Cancelled, Failed: 1},
		"running":        {State: job.Running, Failed: 1},
	} {
		if got := s.Came(); got != want {
			t.Errorf("%+v is %q, want %q", s, got, want)
		}
	}
}

// What fails again is one failure still, and none once a retry embeds it.
func TestAFailureIsCountedOnceHoweverOftenItIsTried(t *testing.T) {
	d := newDesk(t, nothing)
	fails := d.flock.rejecting("number 3")
	d.flock.embed = []func(context.Context, cluster.Batch) error{fails, fails, fails}
	d.write("letter.docx", "\x00\x9c\x01\x00")
	d.run()
	id := d.add()
	d.ended(id)
	titles := map[string]bool{}
	for range 2 {
		if got := job.Failing(d.queue.Statuses()); got != 2 {
			t.Errorf("%d failures", got)
		}
		again, err := d.queue.RetryFailures(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s := d.ended(again); s.RetryOf != id || s.Came() != "failed" {
			t.Errorf("the retry of %d is of %d and %s", id, s.RetryOf, s.Came())
		} else {
			titles[s.Title] = true
		}
		id = again
	}
	if len(titles) != 2 {
		t.Errorf("the retries cannot be told apart: %v", titles)
	}
	d.write("letter.docx", "now it is text")
	again, err := d.queue.RetryFailures(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	d.ended(again)
	if got := job.Failing(d.queue.Statuses()); got != 0 {
		t.Errorf("%d failures after all is embedded", got)
	}
}

// A job says what is true of it: what an earlier run came to while it waits, and
// nothing of that once it has ended.
func TestNotesOfAJobThatGoesOnAreTrue(t *testing.T) {
	d := newDesk(t, nothing)
	held := d.flock.storesUntilStopped(2)
	stop := d.run()
	begun := d.add()
	never := d.addPath(d.write("more.md", "more"))
	<-held
	stop()
	for range 2 { // a run that comes to nothing changes nothing
		d.again()
		if _, err := d.queue.TakeUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s, _ := d.queue.Status(begun); s.Why != "goes on from an earlier run" || s.Skipped != 2 || s.Documents == 0 {
		t.Errorf("%q, %d stored of %d documents", s.Why, s.Skipped, s.Documents)
	}
	if s, _ := d.queue.Status(never); s.Why != "" || s.Skipped != 0 {
		t.Errorf("one that had not begun says %q, %d stored", s.Why, s.Skipped)
	}
	notes := map[job.ID]string{begun: "taken up again; what it stored before is not embedded again", never: "back in the queue"}
	for _, id := range []job.ID{begun, never} { // one that is taken up again goes to the end
		want := notes[id]
		if err := d.queue.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if s := d.ended(id); s.Why != "" || id == begun && s.Embedded != 2 {
			t.Errorf("cancelled: %q, %d embedded", s.Why, s.Embedded)
		}
		if err := d.queue.Restore(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if s, _ := d.queue.Status(id); s.Why != want || id == begun && s.Skipped != 2 {
			t.Errorf("taken up again: %q, %d stored", s.Why, s.Skipped)
		}
	}
	d.run()
	if s := d.ended(begun); s.Why != "" || s.Skipped != 2 || s.Embedded != documentsOfDesk+1-2 {
		t.Errorf("at its end: %q, %d stored before, %d embedded", s.Why, s.Skipped, s.Embedded)
	}
}

func TestTheSamePathsInTheQueueAreSaid(t *testing.T) {
	d := newDesk(t, nothing)
	d.pause(true)
	paths := []string{d.folder}
	if got := d.queue.Twin(paths); got != "" {
		t.Errorf("at first: %q", got)
	}
	d.add()
	if got := d.queue.Twin(paths); got != "job 1, queued" {
		t.Errorf("once it is queued: %q", got)
	}
	d.add() // it is not refused: another model may be meant
	if len(d.queue.Statuses()) != 2 {
		t.Errorf("%d jobs", len(d.queue.Statuses()))
	}
}
