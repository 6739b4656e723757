package store

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestWhatAJobDidNotComeByIsToldBelowItsPaths(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/x/a.md", "/x/b.md", "/x/locked/c.md", "/x/lockedalso.md", "/x0.md", "/y.md"} {
		b.put(path, path)
	}
	b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobDone, Ended: document("").Modified}))
	b.job = b.newJob()
	b.put("/x/a.md", "/x/a.md")
	b.check(b.FailFile(b.ctx, b.job, "/x/locked", "permission denied"))
	for under, want := range map[string]string{
		"/x": "/x/b.md /x/lockedalso.md", "/x/": "/x/b.md /x/lockedalso.md", "/y.md": "/y.md", "/nothing": "",
		"/": "/x/b.md /x/lockedalso.md /x0.md /y.md",
	} {
		got, err := b.Unmet(b.ctx, b.job, under)
		b.check(err)
		if strings.Join(got, " ") != want {
			t.Errorf("below %s: %q, want %q", under, got, want)
		}
	}
}

// Nothing of a document that is gone is deleted, and it is back when it is read again.
func TestADocumentThatIsGoneIsLeftOutOfExportsUntilItIsBack(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one", "both")...)
	b.embed(b.put("/b.md", "two", "both")...)
	b.check(b.MarkGone(b.ctx, []string{"/a.md", "/never.md"}))
	if got := b.paths(); got != "/b.md /b.md" {
		t.Errorf("exported are %q", got)
	}
	if got := slices.Collect(pathsOf(t, b)); !slices.Equal(got, []string{"/b.md"}) {
		t.Errorf("there are %q", got)
	}
	b.check(b.RestartJob(b.ctx, b.job))
	for _, c := range b.put("/a.md", "one", "both") {
		if c.Status != Stored {
			t.Errorf("chunk %d is %v and would be embedded again", c.Position, c.Status)
		}
	}
	if got := b.paths(); got != "/a.md /a.md /b.md /b.md" {
		t.Errorf("exported are %q", got)
	}
}

func pathsOf(t *testing.T, b *bench) func(func(string) bool) {
	return func(yield func(string) bool) {
		for path, err := range b.Documents(b.ctx) {
			if err != nil {
				t.Error(err)
			}
			if !yield(path) {
				return
			}
		}
	}
}

func TestPruneDeletesWhatNoDocumentHasAnyMore(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "alone", "both")...)
	b.embed(b.put("/b.md", "both", "was here")...)
	b.embed(b.put("/c.md", "stays")...)
	b.put("/b.md", "both") // changed since
	b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobDone, Ended: document("").Modified}))
	b.check(b.MarkGone(b.ctx, []string{"/a.md"}))

	want := Unused{Documents: []string{"/a.md", "/c.md"}, Chunks: 3, Vectors: 3, Bytes: int64(len("alone"+"was here"+"stays")) + 3*3*4}
	before := b.paths()
	look, err := b.Unused(b.ctx, []string{"/c.md"})
	if err != nil || !reflect.DeepEqual(look, want) {
		t.Errorf("%+v, %v; want %+v", look, err, want)
	}
	if got := b.paths(); got != before {
		t.Errorf("looking changed %q into %q", before, got)
	}
	done, err := b.Prune(b.ctx, []string{"/c.md"})
	if err != nil || !reflect.DeepEqual(done, want) {
		t.Errorf("%+v, %v; want %+v", done, err, want)
	}
	if got := b.paths(); got != "/b.md" {
		t.Errorf("left are %q", got)
	}
	if again, err := b.Prune(b.ctx, nil); err != nil || !again.Empty() {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	b.job = b.newJob()
	if c := b.put("/a.md", "alone", "both"); c[0].Status != New || c[1].Status != Stored {
		t.Errorf("what was deleted is %v, what stands elsewhere %v", c[0].Status, c[1].Status)
	}
}

// What an unfinished job waits for is in use.
func TestPruneLeavesAJobItsTexts(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "one")
	b.put("/b.md", "two")
	b.put("/a.md", "changed") // while it waits to be embedded
	if u, err := b.Prune(b.ctx, nil); err != nil || !u.Empty() {
		t.Errorf("%+v, %v", u, err)
	}
	b.embed(placed...)
}

func TestWhatWasPassedOverIsKept(t *testing.T) {
	b := newBench(t)
	b.check(b.PassOver(b.ctx, b.job, []PassedOver{{Reason: "empty", Count: 1}}))
	want := []PassedOver{{Reason: "not a document", Count: 300, Paths: []string{"/x.png", "/y.png"}}, {Reason: "empty", Count: 2, Paths: []string{"/z.md"}}}
	b.check(b.PassOver(b.ctx, b.job, want))
	for _, ended := range []bool{false, true} {
		if ended {
			b.check(b.FinishJob(b.ctx, b.job, JobResult{State: JobDone, Ended: document("").Modified}))
		}
		if got, err := b.PassedOver(b.ctx, b.job); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	other := b.newJob()
	b.check(b.PassOver(b.ctx, other, want))
	b.check(b.RestartJob(b.ctx, other))
	if got, err := b.PassedOver(b.ctx, other); err != nil || got != nil {
		t.Errorf("of a run that began anew: %+v, %v", got, err)
	}
}

func TestAJobThatIsQueuedAgainKeepsItsNumbersUntilItBegins(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one", "two")...)
	b.check(b.RequeueJob(b.ctx, b.job))
	if c := b.counts(); c.Embedded != 2 || c.Documents != 1 {
		t.Errorf("waiting: %+v", c)
	}
	if j := b.find(b.job); j.State != JobQueued {
		t.Errorf("it is %s", j.State)
	}
	b.check(b.RestartJob(b.ctx, b.job))
	if c := b.counts(); c != (Counts{}) {
		t.Errorf("begun anew: %+v", c)
	}
}
