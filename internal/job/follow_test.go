package job_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/internal/job"
	"flocktop/internal/store"
)

// beside is a store with a job of n texts that is running, by the hands of the
// test, and a follower that reads beside it.
type beside struct {
	t        *testing.T
	writer   *store.Store
	follower *job.Follower
	id       store.JobID
	model    store.ModelID
	chunks   []store.PlacedChunk
	began    time.Time
}

func newBeside(t *testing.T, n int) *beside {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	b := &beside{t: t, began: time.Now().Truncate(time.Second)}
	b.writer = openStore(t, path, store.Options{Durability: store.Normal})
	var err error
	b.id, err = b.writer.CreateJob(t.Context(), store.NewJob{Title: "wool/", Paths: []string{"/wool"}, Model: model, Mode: "auto"})
	b.check(err)
	b.model, err = b.writer.UseModel(t.Context(), store.Model{Name: model, Digest: digest, Dimension: 2})
	b.check(err)
	chunks := make([]store.Chunk, n)
	for i := range chunks {
		chunks[i] = store.Chunk{Position: i, Text: fmt.Sprint("sheep ", i), Tokens: 2}
	}
	b.chunks, err = b.writer.PutDocument(t.Context(), b.id, b.model, store.Document{Path: "/wool/a.md"}, chunks)
	b.check(err)
	b.check(b.writer.UpdateJob(t.Context(), b.id, store.JobProgress{State: store.JobRunning, Model: model, Digest: digest, Started: b.began}))
	b.follower = job.NewFollower(openStore(t, path, store.Options{ReadOnly: true, AsItIs: true}), b.began.Add(-time.Minute))
	return b
}

func (b *beside) check(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// embed stores so many more vectors.
func (b *beside) embed(n int) {
	b.t.Helper()
	batch := store.Vectors{Node: "http://box:11434", ServerVersion: "1"}
	for _, c := range b.chunks[:n] {
		batch.Items = append(batch.Items, store.Vector{Chunk: c.ID, Values: []float32{0.6, 0.8}})
	}
	b.chunks = b.chunks[n:]
	_, err := b.writer.PutVectors(b.t.Context(), b.id, b.model, batch)
	b.check(err)
}

// after is the one job as it is seen so many seconds after its beginning.
func (b *beside) after(seconds int, worked bool) job.Status {
	b.t.Helper()
	b.check(b.follower.Read(b.t.Context()))
	all := b.follower.At(b.began.Add(time.Duration(seconds)*time.Second), worked)
	if len(all) != 1 || all[0].ID != job.ID(b.id) || all[0].Title != "wool/" {
		b.t.Fatalf("jobs %+v", all)
	}
	return all[0]
}

func TestAJobOfAnotherProcessIsFollowed(t *testing.T) {
	b := newBeside(t, 100)
	s := b.after(1, true)
	if s.State != job.Running || !s.Followed || s.Chunks != 100 || s.Embedded != 0 || s.ETA != 0 || s.Walked {
		t.Errorf("at the start %+v", s)
	}
	for second := 2; second <= 6; second++ {
		b.embed(10)
		s = b.after(second, true)
	}
	if s.Embedded != 50 || math.Abs(s.Rate-10) > 0.01 || s.ETA != 5*time.Second || s.Elapsed != 6*time.Second {
		t.Errorf("on its way: %d embedded, %.2f/s, ETA %v, elapsed %v", s.Embedded, s.Rate, s.ETA, s.Elapsed)
	}
	if got, want := b.follower.Rates(), []float64{10, 10, 10, 10, 10}; !slices.Equal(got, want) {
		t.Errorf("rates %v, want %v", got, want)
	}
	b.check(b.writer.FailChunk(t.Context(), b.id, b.chunks[0].ID, "EOF", store.Refusal{Node: "http://box:11434", Name: "box", Reason: "EOF"}))
	if s = b.after(7, true); s.Failed != 1 || len(s.Failures) != 1 || s.Failures[0].Reason != "EOF" || len(s.Failures[0].RefusedBy) != 1 {
		t.Errorf("with a failure %+v", s)
	}
	if s = b.after(60, true); s.State != job.Waiting || !strings.Contains(s.Why, "53s") || s.ETA != 0 {
		t.Errorf("after a long silence %s %q, ETA %v", s.State, s.Why, s.ETA)
	}
	b.embed(10)
	if s = b.after(61, true); s.State != job.Running {
		t.Errorf("when it goes on it is %s", s.State)
	}
	if s = b.after(62, false); s.State != job.Queued || !strings.Contains(s.Why, "interrupted") || s.Followed || s.Skipped != 60 {
		t.Errorf("when nobody works on it any more %+v", s)
	}
	b.check(b.writer.FinishJob(t.Context(), b.id, store.JobResult{State: store.JobCancelled, Ended: b.began.Add(62 * time.Second), Actual: time.Minute}))
	if s = b.after(63, true); s.State != job.Cancelled || s.Embedded != 60 || s.Elapsed != time.Minute || s.Followed {
		t.Errorf("at its end %+v", s)
	}
}

// A job that begins anew has as many failures again in the end, though others.
func TestFailuresOfAFollowedJobAreThoseOfItsLastRun(t *testing.T) {
	b := newBeside(t, 2)
	for i, reason := range []string{"EOF", "NaN"} {
		b.check(b.writer.FailFile(t.Context(), b.id, "/wool/b.pdf", reason))
		if s := b.after(2*i+1, true); len(s.Failures) != 1 || s.Failures[0].Reason != reason {
			t.Errorf("run %d: %+v, want one for %s", i+1, s.Failures, reason)
		}
		b.check(b.writer.RestartJob(t.Context(), b.id))
		if s := b.after(2*i+2, true); len(s.Failures) != 0 {
			t.Errorf("before run %d: %+v", i+2, s.Failures)
		}
		b.check(b.writer.UpdateJob(t.Context(), b.id, store.JobProgress{State: store.JobRunning, Model: model, Digest: digest, Started: b.began}))
	}
}

// Both runs may come between two looks at the store.
func TestARunThatIsOverBetweenTwoLooksLeavesNoFailures(t *testing.T) {
	b := newBeside(t, 2)
	for i, reason := range []string{"EOF", "NaN"} {
		b.check(b.writer.RestartJob(t.Context(), b.id))
		b.check(b.writer.UpdateJob(t.Context(), b.id, store.JobProgress{
			State: store.JobRunning, Model: model, Digest: digest, Started: b.began.Add(time.Duration(i) * time.Second),
		}))
		b.check(b.writer.FailFile(t.Context(), b.id, "/wool/b.pdf", reason))
		if s := b.after(i+2, true); len(s.Failures) != 1 || s.Failures[0].Reason != reason {
			t.Errorf("run %d: %+v, want one for %s", i+1, s.Failures, reason)
		}
	}
}

func TestWhatEndedBeforeIsHistoryForWhoFollows(t *testing.T) {
	b := newBeside(t, 2)
	old, err := b.writer.CreateJob(t.Context(), store.NewJob{Title: "old/", Paths: []string{"/old"}, Mode: "auto"})
	b.check(err)
	b.check(b.writer.FinishJob(t.Context(), old, store.JobResult{State: store.JobDone, Ended: b.began.Add(-time.Hour)}))
	b.after(1, true)
}
