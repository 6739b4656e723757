package ui

import (
	"testing"

	"flocktop/adaptive"
	"flocktop/internal/prefs"
)

// asLast is a busy flock on whose screen that was set the last time.
func asLast(p prefs.Prefs) func() *fakeEngine {
	return func() *fakeEngine {
		e := busyFlock()
		p.Starts = 99
		e.prefs = p
		return e
	}
}

func TestWhatIsAsInTheLastSessionIsSaidAndLifted(t *testing.T) {
	last := prefs.Prefs{Filter: "gpu", Zoom: "log", LogLevel: "warnings"}
	said := "as in the last session: filtered /gpu, zoomed on Log, the log shows warnings and errors alone; esc shows all"
	onScreen(t, 140, 42, asLast(last), func(s *screen) {
		s.shows(said)
		s.press("esc")
		s.hides("as in the last session", "/gpu")
		s.shows("attic", "Decision", "store opened")
		s.press("u") // all of it at once
		s.shows("Log, warnings and errors")
		s.hides("Decision")
	})
	onScreen(t, 140, 42, asLast(last), func(s *screen) { // another key leaves it, and esc steps back as ever
		s.press("j")
		s.hides("as in the last session")
		s.press("esc")
		s.shows("/gpu", "Log, warnings")
	})
	onScreen(t, 140, 42, asLast(last), func(s *screen) {
		s.wait(2 * asBeforeFor)
		s.hides("as in the last session")
		if s.engine.Prefs().Filter != "gpu" {
			t.Error("the filter is not kept for the next session")
		}
	})
	onScreen(t, 140, 42, asLast(prefs.Prefs{Sort: "health", LogLevel: "errors"}), func(s *screen) {
		s.shows("as in the last session: the log shows errors alone, nodes sorted by health; esc shows all")
	})
	onScreen(t, 140, 42, asLast(prefs.Prefs{Sort: "health", Theme: "dark"}), func(s *screen) {
		s.hides("as in the last session") // that hides nothing
	})
}

func TestModeAndPolicyOfTheLastSessionAreSaid(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := asLast(prefs.Prefs{Mode: "parallel", FileMode: "auto", Policy: "rules", FilePolicy: "auto"})()
		e.settings.Forced, e.settings.Policy = adaptive.Parallel, adaptive.Rules
		return e
	}, func(s *screen) { s.shows("as in the last session: parallel is forced, policy rules ") })
	onScreen(t, 140, 42, func() *fakeEngine { // as the configuration has it
		e := asLast(prefs.Prefs{Policy: "rules", FilePolicy: "rules"})()
		e.settings.Policy = adaptive.Rules
		return e
	}, func(s *screen) { s.hides("as in the last session") })
}

func TestAnEmptyLogSaysWhatItIsEmptyOf(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.log = e.log[:3]
		return e
	}, func(s *screen) {
		s.press("5", "l")
		s.shows("No warnings, no errors", "esc shows all 3 entries")
		s.press("esc")
		s.shows("store opened")
	})
}
