package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// run drives a job of its own as a careless dispatcher might: answers come in any order, twice, or after a failure.
type run struct {
	*Store
	ctx         context.Context
	name        string // in every path and text, so that the runs of one store have nothing in common
	job         JobID
	model       ModelID
	outstanding map[ChunkID]string // handed out as New, and neither embedded nor failed
	handedOut   map[string]bool    // texts
	stored      int                // what PutVectors said
	sent        []Vectors          // all answers so far
	documents   map[string]string  // the texts of each document, joined
}

// TestNothingIsLostAndNothingIsStoredTwice holds the store to its promises under any order of what a job does:
// each text is handed out as New at most once, each vector is stored once, the counts always add up, and what was
// embedded is what the export gives.
func TestNothingIsLostAndNothingIsStoredTwice(t *testing.T) {
	s := open(t, newPath(t), Options{Durability: Normal})
	model, err := s.UseModel(t.Context(), nomic)
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		job, err := s.CreateJob(t.Context(), NewJob{Title: "run"})
		if err != nil {
			t.Fatal(err)
		}
		r := &run{
			Store: s, ctx: t.Context(), name: fmt.Sprintf("run %d ", runs), job: job, model: model,
			outstanding: map[ChunkID]string{}, handedOut: map[string]bool{}, documents: map[string]string{},
		}
		steps := map[string]func(*rapid.T){
			"put a document": r.put,
			"answer":         r.answer,
			"answer again":   r.answerAgain,
			"split":          r.split,
			"fail a chunk":   r.failChunk,
			"fail a file":    r.failFile,
		}
		// Most steps put and answer; without chunks the others have nothing to do.
		names := append(slices.Sorted(maps.Keys(steps)), "put a document", "put a document", "answer")
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 3, 20).Draw(t, "steps") {
			steps[name](t)
			r.check(t)
		}
		r.finish(t)
	})
}

func (r *run) folder() string { return "/" + r.name + "/" }

func (r *run) path(t *rapid.T) string {
	return r.folder() + rapid.SampledFrom([]string{"a.md", "b.md", "c.md"}).Draw(t, "path")
}

func (r *run) put(t *rapid.T) {
	path := r.path(t)
	letters := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("xyz")), 1, 3, -1), 0, 4).Draw(t, "texts")
	texts := make([]string, len(letters))
	for i, l := range letters {
		texts[i] = r.name + l
	}
	placed, err := r.PutDocument(r.ctx, r.job, r.model, document(path), chunks(texts...))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range placed {
		r.take(t, p, texts[i])
	}
	r.documents[path] = strings.Join(letters, "")
}

// take notes a chunk that was handed out.
func (r *run) take(t *rapid.T, p PlacedChunk, text string) {
	if p.Status != New {
		return
	}
	if r.handedOut[text] {
		t.Fatalf("%q was handed out twice", text)
	}
	r.handedOut[text] = true
	r.outstanding[p.ID] = text
}

// one draws an outstanding chunk; false where there is none.
func (r *run) one(t *rapid.T) (ChunkID, bool) {
	if len(r.outstanding) == 0 {
		return 0, false
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(r.outstanding))).Draw(t, "chunk"), true
}

func (r *run) answer(t *rapid.T) {
	var batch []PlacedChunk
	for _, id := range slices.Sorted(maps.Keys(r.outstanding)) {
		if rapid.Bool().Draw(t, "in the answer") {
			batch = append(batch, PlacedChunk{ID: id})
		}
	}
	if len(batch) > 0 && rapid.Bool().Draw(t, "one of them twice") {
		batch = append(batch, batch[0])
	}
	r.send(t, vectorsFor(batch))
	for _, p := range batch {
		delete(r.outstanding, p.ID)
	}
}

func (r *run) answerAgain(t *rapid.T) {
	if len(r.sent) == 0 {
		return
	}
	again := rapid.SampledFrom(r.sent).Draw(t, "answer")
	before := r.stored
	r.send(t, again)
	if r.stored != before {
		t.Fatalf("the same answer stored %d vectors more", r.stored-before)
	}
}

func (r *run) send(t *rapid.T, batch Vectors) {
	stored, err := r.PutVectors(r.ctx, r.job, r.model, batch)
	if err != nil {
		t.Fatal(err)
	}
	r.stored += stored
	r.sent = append(r.sent, batch)
}

func (r *run) failChunk(t *rapid.T) {
	id, ok := r.one(t)
	if !ok {
		return
	}
	if err := r.FailChunk(r.ctx, r.job, id, "EOF"); err != nil {
		t.Fatal(err)
	}
	delete(r.outstanding, id)
}

func (r *run) failFile(t *rapid.T) {
	if err := r.FailFile(r.ctx, r.job, r.path(t), "encrypted"); err != nil {
		t.Fatal(err)
	}
}

func (r *run) split(t *rapid.T) {
	id, ok := r.one(t)
	text := r.outstanding[id]
	letters := strings.TrimPrefix(text, r.name)
	if !ok || len(letters) < 2 {
		return
	}
	half := len(letters) / 2
	texts := []string{r.name + letters[:half], r.name + letters[half:]}
	delete(r.outstanding, id)
	delete(r.handedOut, text) // when it comes again, it is to be split again
	placed, err := r.SplitChunk(r.ctx, r.job, r.model, id, chunks(texts...))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range placed {
		r.take(t, p, texts[i])
	}
}

// check runs after every step.
func (r *run) check(t *rapid.T) {
	c, err := r.Counts(r.ctx, r.job)
	if err != nil {
		t.Fatal(err)
	}
	if c.Embedded+c.Skipped+c.Failed+c.Pending != c.Chunks || min(c.Embedded, c.Skipped, c.Failed, c.Pending) < 0 {
		t.Fatalf("the counts do not add up: %+v", c)
	}
	if c.Embedded != r.stored {
		t.Fatalf("%d are embedded, %d were stored", c.Embedded, r.stored)
	}
	if (c.Pending == 0) != (len(r.outstanding) == 0) {
		t.Fatalf("%d are pending, and %d outstanding", c.Pending, len(r.outstanding))
	}
}

// finish embeds the rest and compares what is stored with what was put in.
func (r *run) finish(t *rapid.T) {
	var rest []PlacedChunk
	for id := range r.outstanding {
		rest = append(rest, PlacedChunk{ID: id})
	}
	r.send(t, vectorsFor(rest))
	clear(r.outstanding)
	r.check(t)
	c, err := r.Counts(r.ctx, r.job)
	if err != nil {
		t.Fatal(err)
	}
	failures, err := r.JobFailures(r.ctx, r.job)
	if err != nil {
		t.Fatal(err)
	}
	if len(failures) != c.Failed+c.FailedFiles {
		t.Fatalf("%d failures are listed, %+v are counted", len(failures), c)
	}
	got := map[string]string{}
	for record, err := range r.Export(r.ctx, ExportFilter{Under: r.folder()}) {
		if err != nil {
			t.Fatal(err)
		}
		got[record.Path] += strings.TrimPrefix(record.Text, r.name)
	}
	for path, want := range r.documents {
		if c.Failed == 0 && got[path] != want {
			t.Fatalf("%s was %q, and %q is stored", path, want, got[path])
		}
	}
}
