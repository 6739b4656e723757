package ui

import (
	"testing"
	"time"

	"flocktop/internal/job"
)

// foreseenQueue is a queue of two jobs of known size behind the running one.
func foreseenQueue() *fakeEngine {
	e := longQueue(2)
	for i := range e.jobs {
		switch j := &e.jobs[i]; {
		case j.State == job.Queued:
			j.Expected, j.Sized, j.Pace = 600, true, 10
		case !j.State.Ended():
			j.ETA, j.Walked = 30*time.Second, true
		}
	}
	return e
}

func TestTheHeadOfTheQueueSaysWhenAllIsDone(t *testing.T) {
	onQueue(t, 200, 60, foreseenQueue, func(s *screen, _ queueEngine) {
		s.shows("2 queued, 1 ended, 2 failures, all in ~2m30s, by ~"+frozen.Add(150*time.Second).Format("15:04"), "~600 texts, ~1m00s")
		s.change(func(e *fakeEngine) { e.settings.Paused = true })
		s.shows("all in ~2m30s") // who knows until when
		s.hides("by ~")
		s.change(func(e *fakeEngine) { e.jobs[len(e.jobs)-1].Sized = false })
		s.shows("2 queued", "end n/a")
	})
}

// What is still to be done takes some time, however little.
func TestARestIsNotNothing(t *testing.T) {
	onQueue(t, 200, 60, foreseenQueue, func(s *screen, _ queueEngine) {
		s.change(func(e *fakeEngine) {
			for i := range e.jobs {
				e.jobs[i].Expected, e.jobs[i].Pace, e.jobs[i].ETA = 4, 200, min(e.jobs[i].ETA, 200*time.Millisecond)
			}
		})
		s.shows("all in ~1s", "~4 texts, ~1s", "ETA 1s")
	})
}

func TestTheWindowSaysWhenTheQueueIsDone(t *testing.T) {
	onQueue(t, 140, 42, foreseenQueue, func(s *screen, _ queueEngine) {
		want := "(all by ~" + frozen.Add(150*time.Second).Format("15:04") + ") handbook/ - flocktop"
		if got := s.model.announcement().title; len(got) < len(want) || got[len(got)-len(want):] != want {
			t.Errorf("the title is %q, want it to end in %q", got, want)
		}
	})
}
