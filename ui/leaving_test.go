package ui

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// onlyQueued has jobs that wait, and none that runs.
func onlyQueued() *fakeEngine {
	e := longQueue(3)
	e.settings.Paused = true
	e.jobs = slices.DeleteFunc(e.jobs, func(j job.Status) bool { return j.State == job.Running })
	return e
}

func TestQuittingAsksWhileJobsWait(t *testing.T) {
	onScreen(t, 120, 36, onlyQueued, func(s *screen) {
		s.press("q")
		s.shows("3 jobs are queued. What is embedded is kept", "> Stay")
		s.press("enter")
		if s.quit {
			t.Error("the harmless answer quits")
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.settings.Simulated, e.settings.Forgets = "mixed", true })
		s.press("q")
		s.shows("handbook/ is running, 1 job is queued. The demo", "everything at its end.")
	})
}

func TestKeysDoNothingThatCannotBeSeen(t *testing.T) {
	onScreen(t, 120, 36, onlyQueued, func(s *screen) {
		s.press("x")
		s.send(tea.WindowSizeMsg{Width: 30, Height: 8})
		s.press("y", "q", "/")
		s.write("abc")
		if s.quit {
			t.Error("q ends with jobs that wait, without a question")
		}
		s.did("")
		s.send(tea.WindowSizeMsg{Width: 120, Height: 36})
		s.shows("Take report-001.pdf out of the queue?", "> Keep it")
	})
}

func TestWhereNoNodeAnswersKeysSayWhyTheyDoNothing(t *testing.T) {
	onScreen(t, 100, 30, silentFlock, func(s *screen) {
		s.shows("a add  t try  D demo")
		for _, k := range []string{"tab", "2", "z", "/", "y", "enter"} {
			s.press(k)
			s.shows("is not possible now: no node answers")
			s.wait(2 * flashFor)
		}
		s.press("f")
		s.shows("no model is chosen (m)", "all nodes")
		s.hides("No node answers", "all 0 nodes")
	})
}
