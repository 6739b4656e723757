package ui

import (
	"strings"
	"testing"

	"flocktop/internal/job"
)

func TestTheDecisionIsCopiedWithItsReasons(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("2")
		got := s.model.copier().copied(s.model.scene())
		for _, want := range []string{
			"Decision, handbook/, 1,470 texts, nomic-embed-text", "predicted_faster: ", "rule: SEQUENTIAL, dominant_node: ",
			"sequential", "(chosen)", "even split", "limit", "gpu-box", "policy auto",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in\n%s", want, got)
			}
		}
		s.change(func(e *fakeEngine) { e.jobs = append([]job.Status(nil), e.jobs...); e.jobs[1].Verdict.Mode = 0 })
		s.press("y")
		s.shows("there is nothing to copy here")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("2")
		if got := s.model.copier().copied(s.model.scene()); !strings.Contains(got, "what would be decided, 100 texts") {
			t.Errorf("copied is %q", got)
		}
	})
}

// What is copied is what is shown: the hybrid that was weighed, by its name.
func TestTheWaysAreCopiedAsTheyAreShown(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("2")
		got := s.model.copier().copied(s.model.scene())
		for _, want := range []string{"hybrid, 3 of 4 nodes (chosen)", "14.9s"} {
			s.shows(strings.TrimSuffix(want, " (chosen)"))
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in\n%s", want, got)
			}
		}
	})
}
