package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"flocktop/internal/job"
)

func TestTheClockIsNeverCut(t *testing.T) {
	titles := []string{"", "mixed", "three GPUs of one kind, and a title that is longer than any header has room for"}
	for w := 80; w <= 200; w++ {
		for _, title := range titles {
			t.Run(fmt.Sprintf("%d cells, title of %d", w, len(title)), func(t *testing.T) {
				onScreen(t, w, 24, func() *fakeEngine {
					e := busyFlock()
					e.settings.Simulated = title
					e.flock.Rates = []float64{12345}
					return e
				}, func(s *screen) {
					first, _, _ := strings.Cut(s.view(), "\n")
					if !strings.HasSuffix(strings.TrimRight(first, " "), clock(frozen)) || !strings.Contains(first, "12,345 texts/s") {
						t.Errorf("header %q", first)
					}
				})
			})
		}
	}
}

// Jobs that are shorter than it takes to know their speed come and go; the flock works
// all the time, and every place says so by the same figure.
func TestTheHeadSaysWhatTheFlockDoes(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := busyFlock()
		e.jobs[1].Rate = 101.2
		e.flock.Rates = []float64{221.9, 221.9, 221.9, 221.9, 221.9}
		return e
	}, func(s *screen) {
		speed := func() {
			t.Helper()
			if head := s.lines()[0]; !strings.Contains(head, "221.9 texts/s") {
				t.Errorf("header %q", head)
			}
			s.shows("221.9 texts/s, peak 221.9")
		}
		speed()
		s.shows("101.2 texts/s   ETA") // the job's own
		s.change(func(e *fakeEngine) { // between two jobs
			e.jobs = slices.Clone(e.jobs)
			e.jobs[1].State, e.jobs[1].Ended = job.Done, frozen
		})
		speed()
	})
}
