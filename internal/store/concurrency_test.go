package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

// Nodes answer at the same time, the walk puts documents meanwhile, and a screen, an export and another process read.
func TestReadersAndWritersAtTheSameTime(t *testing.T) {
	const (
		nodes     = 4
		documents = 20
	)
	b := newBench(t)
	beside := open(t, b.Path(), Options{ReadOnly: true})
	placed := make(chan []PlacedChunk)
	ctx, cancel := context.WithCancel(t.Context())
	var writing, reading sync.WaitGroup
	for range nodes {
		writing.Go(func() {
			for p := range placed {
				if _, err := b.PutVectors(ctx, b.job, b.model, vectorsFor(p)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, s := range []*Store{b.Store, beside} {
		reading.Go(func() {
			for last := 0; ctx.Err() == nil; {
				n := 0
				for _, err := range s.Export(ctx, ExportFilter{}) {
					if err != nil {
						if ctx.Err() == nil {
							t.Error(err)
						}
						return
					}
					n++
				}
				if n < last {
					t.Errorf("%d vectors after %d", n, last)
				}
				last = n
				c, err := s.Counts(ctx, b.job)
				if err != nil && ctx.Err() == nil {
					t.Error(err)
				}
				if c.Embedded+c.Skipped+c.Failed+c.Pending != c.Chunks {
					t.Errorf("the counts do not add up: %+v", c)
				}
			}
		})
	}
	for i := range documents {
		placed <- b.put(fmt.Sprintf("/%d.md", i), fmt.Sprint("one ", i), fmt.Sprint("two ", i))
	}
	close(placed)
	writing.Wait()
	cancel()
	reading.Wait()
	if got, want := b.counts(), (Counts{Documents: documents, Chunks: 2 * documents, Embedded: 2 * documents}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}
