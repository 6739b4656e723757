package store

import (
	"errors"
	"slices"
	"testing"
)

func TestSplitChunk(t *testing.T) {
	b := newBench(t)
	placed := b.put("/a.md", "zero", "one two three", "four")
	b.put("/b.md", "one two three")
	b.embed(placed[0], placed[2])
	pieces, err := b.SplitChunk(b.ctx, b.job, b.model, placed[1].ID, chunks("one", "two three"))
	b.check(err)
	if got, want := statuses(pieces), []ChunkStatus{New, New}; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	b.embed(pieces[0])
	again, err := b.SplitChunk(b.ctx, b.job, b.model, pieces[1].ID, []Chunk{{Text: "two"}, {Text: "one", Heading: "Own"}})
	b.check(err)
	if got, want := statuses(again), []ChunkStatus{New, Stored}; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	b.embed(again[0])

	type at struct {
		path           string
		position, part int
		heading, text  string
	}
	want := []at{
		{"/a.md", 0, 0, "Part 1", "zero"},
		{"/a.md", 1, 0, "Part 1", "one"},
		{"/a.md", 1, 1, "Part 2", "two"},
		{"/a.md", 1, 2, "Own", "one"},
		{"/a.md", 2, 0, "Part 3", "four"},
		{"/b.md", 0, 0, "Part 1", "one"},
		{"/b.md", 0, 1, "Part 2", "two"},
		{"/b.md", 0, 2, "Own", "one"},
	}
	var got []at
	for _, r := range b.records(ExportFilter{}) {
		got = append(got, at{r.Path, r.Position, r.Part, r.Heading, r.Text})
	}
	if !slices.Equal(got, want) {
		t.Errorf("stored\n%+v\nwant\n%+v", got, want)
	}
	if c := b.counts(); c.Pending != 0 || c.Failed != 0 || c.Embedded != 4 {
		t.Errorf("counts %+v, want 4 embedded and none pending", c)
	}
	if _, err := b.SplitChunk(b.ctx, b.job, b.model, placed[1].ID, chunks("x")); !errors.Is(err, ErrNoChunk) {
		t.Errorf("splitting what is not there: %v, want ErrNoChunk", err)
	}

	// The next job brings the long text again, and the pieces are known then.
	b.job = b.newJob()
	long := b.put("/b.md", "one two three")
	if got, want := statuses(long), []ChunkStatus{New}; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	pieces, err = b.SplitChunk(b.ctx, b.job, b.model, long[0].ID, chunks("one", "two"))
	b.check(err)
	if got, want := statuses(pieces), []ChunkStatus{Stored, Stored}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
