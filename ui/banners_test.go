package ui

import (
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

func TestAGrowingJobsRestIsAGuess(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.shows("ETA 15s")
		s.change(func(e *fakeEngine) { e.jobs[1].Walked = false })
		s.shows("ETA ~15s", "limit ~26.4s")
	})
}

func TestTheBannersSayWhatTheyCost(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("f", "j", "enter")
		s.change(func(e *fakeEngine) {
			v := &e.jobs[1].Verdict
			v.Auto, v.Auto.Predicted, v.Predicted, v.Batch = v.Decision, 10*time.Second, 30*time.Second, 2*e.jobs[1].Remaining()
		})
		s.shows("10.0s faster; f lifts it") // half of the texts are left
		s.change(func(e *fakeEngine) { e.jobs[1].Verdict.Policy = adaptive.Rules })
		s.shows("the rules would choose")
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) { // nobody is alarmed where nothing is lost
		s.press("f", "j", "enter")
		s.change(func(e *fakeEngine) {
			v := &e.jobs[1].Verdict
			v.Auto, v.Forced = v.Decision, e.settings.Forced
		})
		s.shows("forced SEQUENTIAL", "auto would do the same; f lifts it")
		s.press("p")
		s.shows("PAUSED", "f lifts it; auto would do the same") // the key is not what is cut
		s.press("p")
		s.hides("FORCED SEQUENTIAL")
		s.change(func(e *fakeEngine) {
			v := &e.jobs[1].Verdict
			v.Auto.Nodes = v.Nodes[:1:1] // as many nodes, another one
			v.Nodes = []string{"other"}
		})
		s.shows("FORCED SEQUENTIAL")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("p")
		s.shows("p lets the queue go on")
		s.change(func(e *fakeEngine) {
			e.jobs = append(e.jobs, job.Status{ID: 90, Title: "a/"}, job.Status{ID: 91, Title: "b/"})
		})
		s.shows("2 jobs queued: p lets the queue go on")
	})
}
