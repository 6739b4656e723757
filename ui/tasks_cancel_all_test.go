package ui

import (
	"slices"
	"testing"

	"flocktop/internal/job"
)

func TestAllThatWaitIsCancelledAndComesBackAtOnce(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(30) }, func(s *screen, e queueEngine) {
		order := func() (out []job.ID) {
			for _, j := range e.Jobs() {
				if j.State == job.Queued {
					out = append(out, j.ID)
				}
			}
			return out
		}
		before := order()
		s.press(":")
		s.write("cancel all")
		s.press("enter")
		s.shows("Take 30 jobs out of the queue: report-001.pdf to", "> Keep them")
		s.press("enter")
		if got := order(); !slices.Equal(got, before) {
			t.Errorf("the harmless answer leaves %v", got)
		}
		s.press(":")
		s.write("cancel all")
		s.press("enter", "y")
		s.shows("30 jobs are out of the queue")
		if got := order(); len(got) != 0 {
			t.Errorf("%v still wait", got)
		}
		s.shows("running")
		s.press("u")
		s.shows("30 jobs are in the queue again")
		if got := order(); !slices.Equal(got, before) {
			t.Errorf("back are %v, want %v", got, before)
		}
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press(":")
		s.write("cancel all")
		s.press("enter")
		s.shows("no job waits in the queue")
	})
}
