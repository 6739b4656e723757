package ui

import (
	"errors"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/layout"
)

// started makes the job that was queued one that runs.
func started(e *fakeEngine) {
	e.jobs = append(e.jobs[:1:1], job.Status{ID: 7, Title: "guide.md", State: job.Running, Chunks: 9})
}

func TestWhatWasQueuedIsTakenOutAgain(t *testing.T) {
	tree(t, "guide.md")
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("b", "j", "enter", "u")
		s.did("cancel 7")
		s.shows("job 7 is out of the queue")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) { // a job that has begun is not ended by a key that meant something else
		s.press("b", "j", "enter")
		queued := s.engine.LastCall()
		s.change(started)
		s.press("u")
		s.shows("Cancel guide.md?", "> Let it run")
		s.did(queued)
		s.press("y")
		s.did("cancel 7")
		s.press("u")
		s.did("restore 7")
	})
}

func TestAJobThatEndedMeanwhileIsNotCancelled(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("x")
		s.change(func(e *fakeEngine) { e.jobs[1].State = job.Done })
		s.press("y")
		s.did("")
		s.shows("handbook/ is over already: done")
		s.press("u")
		s.shows("nothing was done yet")
	})
}

func TestANodeThatWasAddedIsTakenOutAgain(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a")
		s.write("10.9.66.95")
		s.press("enter")
		s.change(func(e *fakeEngine) {
			nodes := fiveNodes(false)
			nodes[4].Name, nodes[4].ID = "10.9.66.95", "http://10.9.66.95:11434"
			e.flock.Nodes = nodes
		})
		s.press("u")
		s.did("remove http://10.9.66.95:11434")
		s.shows("10.9.66.95 is not watched any more")
	})
}

func TestARefusedNodeIsToldOfWhereItsDialogueWasClosed(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.send(nodeAdded{"attic-2", errors.New("no answer from attic-2")})
		s.shows("no answer from attic-2")
	})
}

func TestUndoOfAThemeKeepsTheGraphsAndWhatAFlagSaid(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.model.themeName = "light" // by a flag
		s.model.seen = s.model.seeing()
		s.press(":")
		s.write("graphs blo")
		s.press("enter", "T", ":")
		s.write("graphs bra")
		s.press("enter")
		s.shows("⣿")
		s.press("u")
		s.hides("⣿")
		s.press("u")
		s.wait(2 * keepAfter)
		if got := s.engine.Prefs(); got.Theme != "" || got.Graphs != blockGraphs {
			t.Errorf("kept is theme %q with graphs of %q", got.Theme, got.Graphs)
		}
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.prefs = prefs.Prefs{Starts: 99, Graphs: blockGraphs}
		return e
	}, func(s *screen) { s.hides("⣿") })
}

func TestKeysNeverGoToAPaneThatIsNotSeen(t *testing.T) {
	onScreen(t, 60, 15, busyFlock, func(s *screen) {
		for _, p := range []string{"2", "3", "4", "5"} {
			s.press(p, "esc")
			if focus := s.model.focus; s.model.screen.Panes[focus].Empty() {
				t.Errorf("after %s and esc the focus is on %s, which has no room", p, paneNames[focus])
			}
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("4")
		s.send(tea.WindowSizeMsg{Width: 60, Height: 15})
		if focus := s.model.focus; focus == layout.Throughput && !s.model.zoomed {
			t.Error("the focus is on a pane that has gone")
		}
	})
}

func TestTheJobsPageFromTheHistoryTellsItsDocumentsAtOnce(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		e.jobs[0].Paths = []string{"/home/ada/handbook"}
		return e
	}, func(s *screen) {
		s.press("h", "enter", "enter", "tab")
		s.shows("chapter-12.md")
	})
}

func TestChangesOfTheViewAreTakenBackInTheirOrder(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		s.press(">")
		now = now.Add(2 * oneGesture)
		s.press("/")
		s.write("gpu")
		s.press("enter", "z", "T")
		if got := len(s.model.steps.done); got != 4 {
			t.Fatalf("%d steps for a sort, a filter, a zoom and a theme: %+v", got, s.model.steps.done)
		}
		s.wait(2 * flashFor)
		s.hides("u undo") // of the view: it is seen
		s.press("u")
		s.shows("back to theme auto")
		if got := s.model.themeName; got != themeAuto {
			t.Errorf("the theme is %s", got)
		}
		s.press("u")
		s.shows("back to no zoom")
		s.shows("Jobs")
		s.press("u")
		s.shows("back to no filter", "attic")
		s.press("u")
		s.shows("back to configured order")
		if s.model.nodes.listing.by != (order{}) {
			t.Errorf("still sorted by %v", s.model.nodes.listing.by)
		}
		s.press("u")
		s.shows("nothing was done yet")
	})
}

func TestGoingThroughTheColumnsIsOneStep(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		s.press(">", ">", ">", "S")
		s.press("u")
		if s.model.nodes.listing.by != (order{}) {
			t.Errorf("u leaves the list sorted by %v", s.model.nodes.listing.by)
		}
		s.press(">")
		now = now.Add(2 * oneGesture)
		s.press(">", "u")
		if got := s.model.nodes.listing.by.key; got != nameKey {
			t.Errorf("u of a sort of its own leaves %q", got)
		}
		s.press("u", "z", "z", "u")
		s.shows("nothing was done yet") // there and back is nothing
	})
}

func TestAChangeOfTheViewDoesNotHideWhatWasDone(t *testing.T) {
	onScreen(t, 140, 42, idleFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		s.press("j", "d", "y")
		s.did("remove http://10.9.66.91:11434")
		s.wait(2 * flashFor)
		s.shows("u undo: attic is removed")
		for range keptSteps + 5 {
			now = now.Add(2 * oneGesture)
			s.press("z")
		}
		for range keptSteps {
			s.press("u")
		}
		s.did("remove http://10.9.66.91:11434") // it is asked about first
		s.shows("attic is removed? Then", "> Leave it")
		s.press("enter", "u", "y")
		s.did("restore http://10.9.66.91:11434")
	})
}

func TestAPauseIsTakenBack(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("p", "u")
		s.did("pause false")
		s.hides("PAUSED")
	})
}

func TestSortingByTheMouseAndByNameIsTakenBackToo(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		s.press(":")
		s.write("sort health")
		s.press("enter")
		s.wait(2 * flashFor)
		s.press("u")
		if s.model.nodes.listing.by != (order{}) {
			t.Errorf("still sorted by %v", s.model.nodes.listing.by)
		}
	})
}

// What can no longer be taken back does not stand before what can.
func TestAStepThatIsRefusedTwiceIsForgotten(t *testing.T) {
	tree(t, "guide.md")
	onScreen(t, 140, 42, idleFlock, func(s *screen) {
		s.press("P", "b", "j", "enter")
		s.change(func(e *fakeEngine) {
			e.jobs = append(e.jobs[:1:1], job.Status{ID: 7, Title: "guide.md", State: job.Done})
		})
		s.press("u")
		s.shows("is over already")
		s.press("u")
		s.shows("u goes on with what was before")
		s.press("u")
		s.shows("policy rules? Then")
		s.press("y")
		s.did("policy auto")
	})
}

func TestTheNodeThatComesBackIsSelected(t *testing.T) {
	onScreen(t, 140, 42, idleFlock, func(s *screen) {
		all := s.engine.flock.Nodes
		s.press("j", "d", "y")
		s.change(func(e *fakeEngine) { e.flock.Nodes = append(slices.Clone(all[:1]), all[2:]...) })
		s.shows("> laptop")
		s.press("u")
		s.change(func(e *fakeEngine) { e.flock.Nodes = all })
		s.shows("> attic")
	})
}

func TestAKeyOfAnotherPaneSaysWhereItBelongs(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("3", "d")
		s.shows("remove belongs to Nodes: 1 goes there")
		s.hides("Remove gpu-box")
	})
}

func TestTwoEscapesInOnePieceStepBackTwice(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("h", "enter")
		s.send(tea.KeyMsg{Type: tea.KeyEsc, Alt: true})
		if s.model.overlay() != nil {
			t.Errorf("still open:\n%s", s.view())
		}
	})
}

// A key that takes back a change of the view never goes on to the queue.
func TestUndoOfTheViewDoesNotFallThroughToWork(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		s.press("p", "u") // at once
		s.did("pause false")
		s.shows("the queue goes on again")
		s.press("p", "p", "z", "z", "u") // zoomed and back: no step of its own
		s.did("pause false")
		s.shows("the queue goes on? Then", "the queue is paused again.", "> Leave it")
		s.press("enter", "S", ">", "u", "u")
		s.did("pause false")
		s.shows("> Leave it")
		s.press("y")
		s.did("pause true")
		s.shows("the queue is paused again")
	})
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		s.press("p")
		now = now.Add(directly + time.Second)
		s.press("u")
		s.did("pause true")
		s.shows("Take back what was done 11s ago", "> Leave it")
	})
}

func TestAnAnswerIsForTheStepThatWasAskedAbout(t *testing.T) {
	onScreen(t, 140, 42, busyFlock, func(s *screen) {
		s.press("p", "z", "u", "u")
		s.shows("> Leave it")
		s.send(choreEnded{outcome: outcome{text: "attic holds it", undo: &step{text: "attic holds it", back: s.model.tasks.pause(true)}}})
		s.press("y")
		s.did("pause true")
	})
}
