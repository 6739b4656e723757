package simulate

import (
	"sync"
	"testing"
)

// However late a request comes, either the end waits for it or it is not let in.
func TestAServerThatEndsLetsNobodyIn(t *testing.T) {
	for range 200 {
		var (
			h      handlers
			coming sync.WaitGroup
			inside int
		)
		for range 4 {
			coming.Go(func() {
				if h.enter() {
					h.mu.Lock()
					inside++
					h.mu.Unlock()
					h.leave()
				}
			})
		}
		h.end()
		h.mu.Lock()
		before := inside
		h.mu.Unlock()
		coming.Wait()
		if inside != before || h.enter() {
			t.Fatalf("%d were let in, and %d more after the end", before, inside-before)
		}
	}
}
