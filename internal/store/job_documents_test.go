package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

func TestWhatIsKeptOfAJobsDocuments(t *testing.T) {
	b := newBench(t)
	b.put("/empty.md")
	failed := b.put("/failed.md", "one", "bad", "bad")
	b.embed(failed[0])
	b.check(b.FailChunk(b.ctx, b.job, failed[1].ID, "EOF"))
	b.embed(b.put("/done.md", "two", "one")[0])
	b.put("/late.md", "three") // a cancelled job does not come to it
	b.check(b.FailFile(b.ctx, b.job, "/c.pdf", "encrypted"))
	b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobCancelled, Ended: moment, Nodes: 3}))
	want := []JobDocument{
		{Path: "/c.pdf", Reason: "encrypted"},
		{Path: "/failed.md", Chunks: 3, Embedded: 1, Failed: 2},
		{Path: "/late.md", Chunks: 1},
		{Path: "/done.md", Chunks: 2, Embedded: 1, Skipped: 1},
		{Path: "/empty.md"},
	}
	got, err := b.JobDocuments(b.ctx, b.job)
	b.check(err)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant\n%+v", got, want)
	}
	if job := b.find(b.job); job.Nodes != 3 {
		t.Errorf("%d nodes, want 3", job.Nodes)
	}
}

// Of a job that was interrupted and waits for its turn again it is known how far
// each document came.
func TestDocumentsOfAJobThatHasNotEnded(t *testing.T) {
	b := newBench(t)
	b.put("/empty.md")
	placed := b.put("/half.md", "one", "two", "one")
	b.embed(placed[0])
	failed := b.put("/failed.md", "bad")
	b.check(b.FailChunk(b.ctx, b.job, failed[0].ID, "EOF"))
	b.check(b.FailFile(b.ctx, b.job, "/c.pdf", "encrypted"))
	want := []JobDocument{
		{Path: "/c.pdf", Reason: "encrypted"},
		{Path: "/failed.md", Chunks: 1, Failed: 1},
		{Path: "/half.md", Chunks: 3, Embedded: 1, Skipped: 1},
		{Path: "/empty.md"},
	}
	for range 2 {
		got, err := b.JobDocuments(b.ctx, b.job)
		b.check(err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v\nwant\n%+v", got, want)
		}
		b.check(b.RequeueJob(b.ctx, b.job))
	}
}

// A job of many documents leaves few rows, and none of those with failures is
// given up for one without.
func TestAJobThatEndedKeepsFewDocuments(t *testing.T) {
	b := newBench(t)
	const more = 5
	for i := range MaxDocuments + more {
		placed := b.put(fmt.Sprintf("/%04d.md", i), fmt.Sprintf("text %d", i))
		if i == 0 {
			b.check(b.FailChunk(b.ctx, b.job, placed[0].ID, "EOF"))
		}
	}
	b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobDone, Ended: moment}))
	got, err := b.JobDocuments(b.ctx, b.job)
	b.check(err)
	if len(got) != MaxDocuments || got[0].Path != "/0000.md" || got[1].Path != fmt.Sprintf("/%04d.md", MaxDocuments+more-1) {
		t.Errorf("%d documents: %+v, …", len(got), got[:2])
	}
	if c := b.counts(); c.Documents != MaxDocuments+more {
		t.Errorf("the job had %d documents, want %d", c.Documents, MaxDocuments+more)
	}
	var rows int
	b.check(b.reader.QueryRowContext(b.ctx, `SELECT count(*) FROM job_documents`).Scan(&rows))
	if rows != MaxDocuments {
		t.Errorf("%d rows are kept", rows)
	}
}

// What was embedded since needs no second try.
func TestFailedPathsAreThoseThatStillLackSomething(t *testing.T) {
	b := newBench(t)
	b.check(b.UpdateJob(b.ctx, b.job, JobProgress{State: JobRunning, Model: nomic.Name, Digest: nomic.Digest}))
	a, c := b.put("/a.md", "bad", "good"), b.put("/b.md", "worse")
	b.embed(a[1])
	b.check(b.FailChunk(b.ctx, b.job, a[0].ID, "EOF"))
	b.check(b.FailChunk(b.ctx, b.job, c[0].ID, "EOF"))
	b.check(b.FailFile(b.ctx, b.job, "/c.pdf", "encrypted"))
	b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobDone, Ended: moment}))
	want := func(paths ...string) {
		t.Helper()
		if got, err := b.FailedPaths(b.ctx, 1); err != nil || !slices.Equal(got, paths) {
			t.Errorf("%q, %v; want %q", got, err, paths)
		}
	}
	want("/a.md", "/b.md", "/c.pdf")
	b.job = b.newJob()
	b.embed(b.put("/a.md", "bad", "good")[0])
	want("/b.md", "/c.pdf")
	if failures, err := b.JobFailures(b.ctx, 1); err != nil || len(failures) != 3 {
		t.Errorf("the old list: %+v, %v", failures, err)
	}
}
