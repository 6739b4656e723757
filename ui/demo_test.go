package ui

import "testing"

func TestTheDemoIsAskedAboutAndSaysWhatBecomesOfJobs(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("D")
		s.shows("Leave your nodes for a demo on simulated servers?", "> Stay")
		s.press("enter")
		if s.quit {
			t.Error("the harmless answer leaves")
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("D")
		s.shows("handbook/ is running, 1 job is queued. For a demo on", "what is embedded is kept")
		s.press("y")
		if !s.quit || !s.model.exit.Demo {
			t.Error("the demo is not opened")
		}
	})
}

// visitor is a demo that was entered from the user's own nodes.
func visitor(engine func() *fakeEngine) func() *fakeEngine {
	return func() *fakeEngine {
		e := engine()
		e.settings.Simulated, e.settings.Forgets = "two GPUs and three CPUs", true
		return e
	}
}

func TestThereIsAWayBackFromTheDemo(t *testing.T) {
	visiting := func(engine func() *fakeEngine, test func(*screen)) {
		onScreen(t, 140, 42, visitor(engine), func(s *screen) {
			s.model.visiting = true
			s.run(s.model.sayVisiting())
			test(s)
		})
	}
	visiting(idleFlock, func(s *screen) {
		s.shows("these servers are simulated; D goes back to your own nodes")
		s.press("q")
		s.shows("D goes back to your own nodes.", "> Stay")
		s.press("esc")
		s.shows("D demo: back to your own nodes")
		s.press("D")
		if !s.quit || !s.model.exit.Own {
			t.Error("D does not go back")
		}
	})
	visiting(busyFlock, func(s *screen) {
		s.press("D")
		s.shows("handbook/ is running, 1 job is queued. The demo", "> Stay")
		s.press("y")
		if !s.quit || !s.model.exit.Own {
			t.Error("D does not go back")
		}
	})
}
