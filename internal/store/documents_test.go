package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestEachTextIsHandedOutOnce(t *testing.T) {
	b := newBench(t)
	first := b.put("/a.md", "one", "two", "one")
	if got, want := statuses(first), []ChunkStatus{New, New, Duplicate}; !slices.Equal(got, want) {
		t.Fatalf("first document: %v, want %v", got, want)
	}
	if first[0].ID != first[2].ID {
		t.Error("the same text has two numbers")
	}
	b.embed(first[0])
	second := b.put("/b.md", "one", "two", "three")
	if got, want := statuses(second), []ChunkStatus{Duplicate, Duplicate, New}; !slices.Equal(got, want) { // the first is stored by now
		t.Fatalf("second document: %v, want %v", got, want)
	}
	if got, want := b.counts(), (Counts{Documents: 2, Chunks: 6, Embedded: 1, Skipped: 2, Pending: 3}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	again := b.put("/a.md", "one", "two", "one")
	if got, want := statuses(again), []ChunkStatus{Stored, Duplicate, Stored}; !slices.Equal(got, want) {
		t.Errorf("the first document again: %v, want %v", got, want)
	}
	if got := b.counts().Chunks; got != 6 {
		t.Errorf("a document that comes twice makes %d chunks, want 6", got)
	}
}

// A text may stand in each of a hundred thousand documents, and is looked for each time that it comes: not among all
// its places.
func TestATextIsFoundInItsJobByItsFirstRow(t *testing.T) {
	b := newBench(t)
	for query, args := range map[string][]any{chunkInJobQuery: {1, 2}, chunkHereQuery: {1, 2, 3, 4}} {
		plan := b.plan(query, args...)
		if len(plan) != 1 || !strings.Contains(plan[0], "USING PRIMARY KEY (job_id=? AND chunk_id=?") || sorts(plan) {
			t.Errorf("%s:\n%s", query, strings.Join(plan, "\n"))
		}
	}
}

func TestALaterJobSkipsWhatIsStored(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one", "two")...)
	b.job = b.newJob()
	placed := b.put("/a.md", "one", "two", "three")
	if got, want := statuses(placed), []ChunkStatus{Stored, Stored, New}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	b.embed(placed[2])
	if got, want := b.counts(), (Counts{Documents: 1, Chunks: 3, Embedded: 1, Skipped: 2}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

// A vector that another job stored meanwhile is one that this job did not embed.
func TestAVectorFromElsewhereCountsAsSkipped(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "one")
	first := b.job
	b.job = b.newJob()
	b.put("/a.md", "one")
	b.embed(placed...)
	b.job = first
	if stored := b.embed(placed...); stored != 0 {
		t.Errorf("stored %d, want 0", stored)
	}
	if got, want := b.counts(), (Counts{Documents: 1, Chunks: 1, Skipped: 1}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestAChangedDocumentReplacesItsChunks(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one", "two", "three")...)
	b.job = b.newJob()
	b.embed(b.put("/a.md", "zero", "three")[0])
	var texts []string
	for _, r := range b.records(ExportFilter{}) {
		texts = append(texts, r.Text)
	}
	if want := []string{"zero", "three"}; !slices.Equal(texts, want) {
		t.Errorf("the document is now %q, want %q", texts, want)
	}
	b.job = b.newJob() // the vectors of the old texts are still there
	if got, want := statuses(b.put("/a.md", "two")), []ChunkStatus{Stored}; !slices.Equal(got, want) {
		t.Errorf("a text that comes back: %v, want %v", got, want)
	}
}

func TestEachModelHasItsOwnChunks(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one two")...)
	b.job = b.newJob()
	b.model = b.use(Model{Name: "all-minilm:latest", Digest: "sha256:minilm", Dimension: 3})
	placed := b.put("/a.md", "one", "two")
	if got, want := statuses(placed), []ChunkStatus{New, New}; !slices.Equal(got, want) {
		t.Fatalf("for another model: %v, want %v", got, want)
	}
	b.embed(placed...)
	for model, want := range map[string]int{nomic.Name: 1, "all-minilm:latest": 2, "": 3, "none": 0} {
		if got := len(b.records(ExportFilter{Model: model})); got != want {
			t.Errorf("model %q has %d vectors, want %d", model, got, want)
		}
	}
}

func TestADocumentWithoutChunksCounts(t *testing.T) {
	b := newBench(t)
	b.put("/empty.md")
	if got, want := b.counts(), (Counts{Documents: 1}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestADocumentIsStoredAsAWholeOrNotAtAll(t *testing.T) {
	b := newBench(t)
	twice := chunks("one", "two")
	twice[1].Position = 0
	if _, err := b.PutDocument(b.ctx, b.job, b.model, document("/a.md"), twice); err == nil {
		t.Fatal("two chunks at one position were accepted")
	}
	if got := b.counts(); got != (Counts{}) {
		t.Errorf("counts %+v, want none", got)
	}
	if _, err := b.PutDocument(b.ctx, 99, b.model, document("/a.md"), chunks("one")); !errors.Is(err, ErrNoJob) {
		t.Errorf("a job that is not there: %v, want ErrNoJob", err)
	}
}
