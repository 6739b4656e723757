package job

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// What is kept of a job does not grow with it, and what is under way is never
// left out.
func TestATallyStaysSmall(t *testing.T) {
	var c tally
	const documents, open = 100_000, 20
	for i := range documents {
		path := fmt.Sprint(i)
		c.change(path, func(d *Document) { d.Chunks, d.Read = 2, true })
		if i >= documents-open {
			continue
		}
		c.chunk(path, func(d *Document) { d.Embedded++ })
		c.chunk(path, func(d *Document) { d.Failed += 1 - i%2; d.Embedded += i % 2 })
		c.chunk(path, func(*Document) { t.Fatal("a document that is finished was changed") })
	}
	kept := c.documents()
	if len(kept) != MaxDocuments || c.finished != documents-open || len(c.underWay) != open {
		t.Fatalf("%d documents are listed, %d finished, %d under way", len(kept), c.finished, len(c.underWay))
	}
	for i := range c.lists {
		if n := c.lists[i].Len(); n > MaxDocuments {
			t.Errorf("list %d has %d documents", i, n)
		}
	}
	for i, d := range kept {
		if (i < open) != (d.Embedded == 0) || i >= open && d.Failed != 1 {
			t.Fatalf("document %d of the list: %+v", i, d)
		}
	}
}

// Whatever happens in whatever order: every document is in one list, and in the
// right one.
func TestEveryDocumentIsInOneList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c tally
		model := map[string]*Document{}
		both := func(path string, known bool, count func(*Document)) {
			if d := model[path]; d == nil && !known {
				model[path] = &Document{Path: path}
			} else if d == nil || d.finished() {
				return
			}
			count(model[path])
			if known {
				c.chunk(path, count)
			} else {
				c.change(path, count)
			}
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			path := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "path")
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				both(path, false, func(*Document) {})
			case 1:
				n := rapid.IntRange(0, 3).Draw(t, "chunks")
				both(path, false, func(d *Document) { d.Chunks, d.Read = d.Chunks+n, true })
			case 2:
				both(path, true, func(d *Document) { d.Embedded++ })
			case 3:
				both(path, true, func(d *Document) { d.Failed++ })
			case 4:
				both(path, true, func(d *Document) { d.Chunks++ })
			case 5:
				both(path, false, func(d *Document) { d.Reason = "encrypted" })
			}
		}
		got := c.documents()
		if len(got) != len(model) {
			t.Fatalf("%d documents are listed of %d", len(got), len(model))
		}
		last := 0
		for _, d := range got {
			if d != *model[d.Path] {
				t.Fatalf("%+v, want %+v", d, *model[d.Path])
			}
			rank := listDone
			if !d.finished() {
				rank = listUnderWay
			} else if d.Failed > 0 || d.Reason != "" {
				rank = listFailed
			}
			if rank < last {
				t.Fatalf("%+v comes too late in %+v", d, got)
			}
			last = rank
		}
	})
}
