package store

import (
	"slices"
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
	if got, want := statuses(second), []ChunkStatus{Stored, Duplicate, New}; !slices.Equal(got, want) {
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
