package store

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"
)

// moment is a time as the store keeps it.
var moment = time.Date(2026, 3, 1, 12, 0, 0, 123e6, time.UTC)

func TestTheLifeOfAJob(t *testing.T) {
	b := newBench(t)
	id, err := b.CreateJob(b.ctx, NewJob{
		Title: "notes/", Paths: []string{"/notes", "/a b.md"}, Model: nomic.Name, Mode: "auto", Policy: "rules",
	})
	b.check(err)
	job := b.find(id)
	if job.State != JobQueued || job.Title != "notes/" || !slices.Equal(job.Paths, []string{"/notes", "/a b.md"}) ||
		job.Mode != "auto" || job.Policy != "rules" || time.Since(job.Created) > time.Hour || !job.Started.IsZero() {
		t.Errorf("queued: %+v", job)
	}

	progress := JobProgress{
		State: JobRunning, Model: nomic.Name, Digest: nomic.Digest, Mode: "hybrid", Policy: "auto", Started: moment,
		Predicted: 16 * time.Second, Bound: 15*time.Second + 1, Decision: json.RawMessage(`{"mode":"hybrid"}`),
	}
	b.check(b.UpdateJob(b.ctx, id, progress))
	if got := b.find(id).JobProgress; !reflect.DeepEqual(got, progress) {
		t.Errorf("running: %+v\nwant %+v", got, progress)
	}

	b.job = id
	placed := b.put("/notes/a.md", "one", "two", "one", "three")
	b.embed(placed[0], placed[1])
	b.check(b.FailChunk(b.ctx, id, placed[3].ID, "NaN on two nodes"))
	b.check(b.FailFile(b.ctx, id, "/notes/b.pdf", "encrypted"))
	result := JobResult{
		State: JobDone, Ended: moment.Add(time.Minute), Predicted: 16 * time.Second, Actual: 17 * time.Second,
		Waited: 2 * time.Second, Bound: 15 * time.Second, Decision: json.RawMessage(`{"mode":"parallel"}`),
	}
	b.check(b.FinishJob(b.ctx, id, result))
	want := Counts{Documents: 1, Chunks: 4, Embedded: 2, Skipped: 1, Failed: 1, FailedFiles: 1}
	job = b.find(id)
	if job.State != JobDone || !job.Ended.Equal(result.Ended) || job.Actual != result.Actual || job.Counts != want ||
		string(job.Decision) != `{"mode":"parallel"}` || job.Bound != result.Bound || job.Waited != result.Waited || job.Mode != "hybrid" {
		t.Errorf("finished: %+v", job)
	}
	if got := b.counts(); got != want {
		t.Errorf("counts of a finished job %+v, want %+v", got, want)
	}
	failures, err := b.JobFailures(b.ctx, id)
	if err != nil || len(failures) != 2 {
		t.Errorf("failures of a finished job: %+v, %v", failures, err)
	}

	for name, err := range map[string]error{
		"update":  b.UpdateJob(b.ctx, id, progress),
		"finish":  b.FinishJob(b.ctx, id, result),
		"restart": b.RestartJob(b.ctx, id),
	} {
		if !errors.Is(err, ErrNoJob) {
			t.Errorf("%s a finished job: %v, want ErrNoJob", name, err)
		}
	}
}

// find is the job as it is listed.
func (b *bench) find(id JobID) Job {
	b.t.Helper()
	jobs, err := b.Jobs(b.ctx, 0)
	b.check(err)
	i := slices.IndexFunc(jobs, func(j Job) bool { return j.ID == id })
	if i < 0 {
		b.t.Fatalf("job %d is not listed", id)
	}
	return jobs[i]
}

func TestListsOfJobs(t *testing.T) {
	b := newBench(t)
	second, third := b.newJob(), b.newJob()
	b.check(b.FinishJob(b.ctx, second, JobResult{State: JobCancelled, Ended: moment}))
	b.check(b.UpdateJob(b.ctx, third, JobProgress{State: JobPaused}))
	ids := func(jobs []Job, err error) []JobID {
		t.Helper()
		b.check(err)
		var all []JobID
		for _, j := range jobs {
			all = append(all, j.ID)
		}
		return all
	}
	if got, want := ids(b.Jobs(b.ctx, 2)), []JobID{third, second}; !slices.Equal(got, want) {
		t.Errorf("the latest two are %v, want %v", got, want)
	}
	if got, want := ids(b.UnfinishedJobs(b.ctx)), []JobID{b.job, third}; !slices.Equal(got, want) {
		t.Errorf("unfinished are %v, want %v", got, want)
	}
}

func TestRestartingForgetsTheRunAndKeepsTheVectors(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "one", "two", "three")
	b.embed(placed[0])
	b.check(b.FailChunk(b.ctx, b.job, placed[1].ID, "EOF"))
	b.check(b.FailFile(b.ctx, b.job, "/b.pdf", "encrypted"))
	b.check(b.RestartJob(b.ctx, b.job))
	if got := b.counts(); got != (Counts{}) {
		t.Errorf("counts %+v, want none", got)
	}
	if got, want := statuses(b.put("/a.md", "one", "two", "three")), []ChunkStatus{Stored, New, New}; !slices.Equal(got, want) {
		t.Errorf("the next run: %v, want %v", got, want)
	}
}

// What runs stored that were interrupted or cancelled is not lost to who looks back:
// the last one counts it as skipped.
func TestWhatEarlierRunsStoredIsCounted(t *testing.T) {
	b := newBench(t)
	run := func(stored int) {
		t.Helper()
		for _, p := range b.put("/a.md", "one", "two", "three", "four", "five") {
			if p.Status == New && stored > 0 {
				b.embed(p)
				stored--
			}
		}
	}
	end := func(state JobState) {
		t.Helper()
		b.check(b.FinishJob(b.ctx, b.job, JobResult{State: state, Ended: moment, Actual: time.Minute, Waited: time.Second}))
	}
	run(2)
	b.check(b.RestartJob(b.ctx, b.job)) // it was interrupted
	run(1)
	end(JobCancelled)
	b.check(b.RestoreJob(b.ctx, b.job))
	if got := b.find(b.job); got.Earlier != 3 || got.Waited != 0 || got.Actual != 0 || got.Counts != (Counts{}) {
		t.Errorf("taken up it is %+v, want 3 chunks of earlier runs and nothing else", got)
	}
	b.check(b.RestartJob(b.ctx, b.job))
	run(1)
	end(JobDone)
	if got := b.find(b.job); got.Earlier != 3 || got.Counts.Embedded != 1 || got.Counts.Skipped != 3 {
		t.Errorf("%d chunks are of earlier runs, want 3; counts %+v", got.Earlier, got.Counts)
	}
}

func TestJobsThatAreNot(t *testing.T) {
	b := newBench(t)
	if err := b.UpdateJob(b.ctx, 99, JobProgress{State: JobRunning}); !errors.Is(err, ErrNoJob) {
		t.Errorf("update: %v", err)
	}
	if err := b.FinishJob(b.ctx, 99, JobResult{State: JobDone, Ended: moment}); !errors.Is(err, ErrNoJob) {
		t.Errorf("finish: %v", err)
	}
	if err := b.FailFile(b.ctx, 99, "/a.pdf", "encrypted"); !errors.Is(err, ErrNoJob) {
		t.Errorf("fail a file: %v", err)
	}
	if _, err := b.Counts(b.ctx, 99); !errors.Is(err, ErrNoJob) {
		t.Errorf("counts: %v", err)
	}
	if err := b.UpdateJob(b.ctx, b.job, JobProgress{State: JobDone}); err == nil {
		t.Error("a job was ended without its result")
	}
	if err := b.FinishJob(b.ctx, b.job, JobResult{State: JobRunning, Ended: moment}); err == nil {
		t.Error("a job was ended as running")
	}
	if err := b.FinishJob(b.ctx, b.job, JobResult{State: JobDone}); err == nil {
		t.Error("a job was ended without a time")
	}
}

func TestFailures(t *testing.T) {
	b := newBench(t)
	placed := b.put("/b.md", "good", "bad", "worse", "bad")
	b.check(b.FailFile(b.ctx, b.job, "/c.pdf", "damaged"))
	b.check(b.FailFile(b.ctx, b.job, "/c.pdf", "encrypted"))
	b.check(b.FailFile(b.ctx, b.job, "/a.pdf", "too large"))
	b.embed(placed[0])
	refused := []Refusal{{"http://a:11434", "attic", "EOF"}, {"http://b:11434", "barn", "NaN"}}
	b.check(b.FailChunk(b.ctx, b.job, placed[0].ID, "too late", refused...))
	b.check(b.FailChunk(b.ctx, b.job, placed[1].ID, "NaN", refused...))
	b.check(b.FailChunk(b.ctx, b.job, placed[2].ID, "EOF"))
	later := b.put("/d.md", "bad") // shares the fate of the first
	if got, want := statuses(later), []ChunkStatus{Duplicate}; !slices.Equal(got, want) {
		t.Errorf("a text that failed before: %v, want %v", got, want)
	}
	one, two, three, zero := 1, 2, 3, 0
	want := []Failure{
		{"/a.pdf", nil, "too large", "", nil},
		{"/b.md", &one, "NaN", "bad", refused},
		{"/b.md", &two, "EOF", "worse", nil},
		{"/b.md", &three, "NaN", "bad", refused},
		{"/c.pdf", nil, "encrypted", "", nil},
		{"/d.md", &zero, "NaN", "bad", refused},
	}
	got, err := b.JobFailures(b.ctx, b.job)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
	b.embed(placed[2]) // an answer that comes late is worth more than a failure
	if got, want := b.counts(), (Counts{Documents: 2, Chunks: 5, Embedded: 2, Failed: 3, FailedFiles: 2}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}
