package job_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/store"
)

// documents are a job's, by the names of their files.
func (d *desk) documents(id job.ID) []job.Document {
	d.t.Helper()
	out, err := d.queue.Documents(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range out {
		out[i].Path = filepath.Base(out[i].Path)
	}
	return out
}

func TestDocumentsOfAJobWhileItRunsAndAfter(t *testing.T) {
	d := newDesk(t, nothing)
	stands, goOn := make(chan struct{}), make(chan struct{})
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		var all []cluster.Text
		for texts := range b.Texts {
			all = append(all, texts...)
		}
		err := b.Ledger.Reject(ctx, all[1].ID, cluster.Rejection{Reason: "EOF"})
		for _, i := range []int{0, 2} {
			if err == nil {
				err = d.flock.keep(ctx, b, all[i])
			}
		}
		close(stands)
		<-goOn
		for _, t := range all[3:] {
			if err == nil {
				err = d.flock.keep(ctx, b, t)
			}
		}
		return err
	}}
	d.run()
	id := d.add()
	<-stands
	done := func(name string) job.Document { return job.Document{Path: name, Chunks: 1, Embedded: 1, Read: true} }
	open := func(name string) job.Document { return job.Document{Path: name, Chunks: 1, Read: true} }
	failed := job.Document{Path: "1.txt", Chunks: 1, Failed: 1, Read: true}
	want := []job.Document{open("4.txt"), open("3.txt"), failed, done("2.txt"), done("0.txt")}
	if got := d.documents(id); !slices.Equal(got, want) {
		t.Errorf("while it runs\n%+v\nwant\n%+v", got, want)
	}
	if s, _ := d.queue.Status(id); s.Finished != 3 {
		t.Errorf("%d of 3 documents are finished", s.Finished)
	}
	close(goOn)
	if s := d.ended(id); s.Finished != documentsOfDesk {
		t.Errorf("%d documents are finished at the end", s.Finished)
	}
	want = []job.Document{failed, done("4.txt"), done("3.txt"), done("2.txt"), done("0.txt")}
	if got := d.documents(id); !slices.Equal(got, want) {
		t.Errorf("afterwards\n%+v\nwant\n%+v", got, want)
	}
	d.again() // the next run of the program knows it too
	if got := d.documents(id); !slices.Equal(got, want) {
		t.Errorf("in the next run\n%+v\nwant\n%+v", got, want)
	}
}

// What the store has of a job that ended is what was seen of it, but for what
// nobody keeps.
func TestAJobIsRecordedAsItEnded(t *testing.T) {
	d := newDesk(t, nothing)
	refused := []cluster.Refusal{{Node: "http://box:11434", Name: "box", Reason: "EOF"}}
	d.flock.progress = cluster.Progress{
		Elapsed: 3 * time.Second, Starved: time.Second, Predicted: 2 * time.Second, Bound: time.Second,
		Verdict: adaptive.Verdict{Batch: 5, Policy: adaptive.Rules, Decision: adaptive.Decision{
			Mode: adaptive.Sequential, Reason: adaptive.SingleNode, Detail: "Only one node", Nodes: []string{"http://box:11434"}, Predicted: 2 * time.Second,
		}, Rule: adaptive.Decision{Mode: adaptive.Sequential, Reason: adaptive.SmallBatch}},
	}
	d.flock.embed = []func(context.Context, cluster.Batch) error{func(ctx context.Context, b cluster.Batch) error {
		first := int64(0)
		for texts := range b.Texts {
			for _, one := range texts {
				if first == 0 {
					first = one.ID
					if err := b.Ledger.Reject(ctx, first, cluster.Rejection{Reason: "EOF", Refusals: refused}); err != nil {
						return err
					}
				} else if err := d.flock.keep(ctx, b, one); err != nil {
					return err
				}
			}
		}
		return nil
	}}
	d.run()
	id := d.add()
	seen := d.ended(id)
	got, err := job.Recorded(t.Context(), d.store, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Failures) != seen.Failed || len(got.Failures) == 0 || got.Failures[0].RefusedBy[0] != job.Refusal(refused[0]) {
		t.Errorf("failures %+v", got.Failures)
	}
	if got.Verdict.Mode != adaptive.Sequential || got.Verdict.Reason != adaptive.SingleNode || got.Verdict.Policy != adaptive.Rules ||
		got.Verdict.Detail != "Only one node" || got.Verdict.Rule.Reason != adaptive.SmallBatch || len(got.Verdict.Nodes) != 1 {
		t.Errorf("decided %+v", got.Verdict)
	}
	if got.State != job.Done || got.Title != seen.Title || got.Model != seen.Model || !slices.Equal(got.Paths, seen.Paths) ||
		got.Chunks != seen.Chunks || got.Embedded != seen.Embedded || got.Skipped != seen.Skipped || got.Failed != seen.Failed ||
		got.Documents != seen.Documents || got.Elapsed != 3*time.Second || got.Worked() != 2*time.Second ||
		got.Predicted != 2*time.Second || got.Bound != time.Second || !got.Walked || got.Ended.UnixMilli() != seen.Ended.UnixMilli() {
		t.Errorf("recorded\n%+v\nseen\n%+v", got, seen)
	}
	if _, err := job.Recorded(t.Context(), d.store, 99); !errors.Is(err, store.ErrNoJob) {
		t.Errorf("a job that is not: %v", err)
	}
}

// A job that was interrupted and waits for its turn in the next run tells what is
// stored of it.
func TestDocumentsOfAnInterruptedJob(t *testing.T) {
	d := newDesk(t, nothing)
	stored := d.flock.storesUntilStopped(2)
	stop := d.run()
	id := d.add()
	<-stored
	stop()
	d.again()
	if _, err := d.queue.TakeUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept, open := 0, 0
	for _, doc := range d.documents(id) {
		kept += doc.Skipped
		open += doc.Chunks - doc.Skipped
		if !doc.Read || doc.Embedded > 0 || doc.Failed > 0 {
			t.Errorf("%+v", doc)
		}
	}
	s, _ := d.queue.Status(id)
	if s.State != job.Queued || kept != 2 || kept != s.Skipped || kept+open != s.Chunks {
		t.Errorf("%s: %d kept and %d open in the documents, %d and %d in the job", s.State, kept, open, s.Skipped, s.Chunks-s.Skipped)
	}
}

func TestPastJobs(t *testing.T) {
	d := newDesk(t, nothing)
	d.flock.progress = cluster.Progress{
		Verdict: adaptive.Verdict{
			Decision: adaptive.Decision{Mode: adaptive.Hybrid, Reason: adaptive.HybridParallel, Nodes: []string{"a", "c"}}, Policy: adaptive.Rules, Batch: 5,
		},
		Predicted: 3, Elapsed: 6, Starved: 2, Bound: 2, Shares: []cluster.Share{{Node: "a", Texts: 3}, {Node: "b"}, {Node: "c", Texts: 2}},
	}
	d.flock.embed = []func(context.Context, cluster.Batch) error{d.flock.rejecting("number 3")}
	d.run()
	first := d.ended(d.add())
	d.pause(true)
	cancelled := d.add()
	if err := d.queue.Cancel(t.Context(), cancelled); err != nil {
		t.Fatal(err)
	}
	past, err := job.History(t.Context(), d.store, 10)
	if err != nil || len(past) != 2 {
		t.Fatalf("%+v, %v", past, err)
	}
	if p := past[0]; p.ID != cancelled || p.State != job.Cancelled || p.Mode != 0 || p.Nodes != 0 || p.Actual != 0 {
		t.Errorf("the latest: %+v", p)
	}
	want := job.Past{
		ID: first.ID, Title: first.Title, Model: model, State: job.Done, Ended: past[1].Ended, Texts: 4, Failed: 1, Nodes: 2,
		Mode: adaptive.Hybrid, Reason: "hybrid_parallel", Policy: adaptive.Rules, Planned: 2, Predicted: 3, Actual: 6, Waited: 2, Bound: 2,
	}
	if !reflect.DeepEqual(past[1], want) || past[1].Ended.IsZero() {
		t.Errorf("%+v\nwant\n%+v", past[1], want)
	}
	if got := past[1].Worked(); got != 4 {
		t.Errorf("it was embedded for %d ns", got)
	}
	if past, err := job.History(t.Context(), d.store, 1); err != nil || len(past) != 1 {
		t.Errorf("at most one: %+v, %v", past, err)
	}
}
