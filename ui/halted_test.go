package ui

import (
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

const diskFull = "cannot write to the store /home/ada/.local/share/flocktop/store.db: the disk is full; free some space and let the queue go on"

// haltedFlock is a flock whose job an error has stopped in its middle.
func haltedFlock() *fakeEngine {
	e := busyFlock()
	e.flock.Nodes = fiveNodes(false)
	e.settings.Paused = true
	j := &e.jobs[1]
	j.State, j.Halted, j.Why = job.Paused, true, diskFull
	return e
}

func TestAHaltedJobSaysWhyAndWhatToDo(t *testing.T) {
	for _, size := range usualSizes {
		onScreen(t, size[0], size[1], haltedFlock, func(s *screen) {
			s.shows("halted", "the disk is full", "let the queue go on", "handbook/ is halted by an error: p takes it up again")
			s.press("tab", "tab", "enter")
			s.shows("halted: cannot write", "some space", "p takes it up again; what is stored is not embedded anew")
			s.press("esc", "p")
			s.did("pause false")
		})
	}
}

func TestACancelledJobIsNotHalted(t *testing.T) {
	onScreen(t, 120, 36, haltedFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.jobs[1].State = job.Cancelled })
		s.hides("halted")
		s.shows("cancelled", "p lets the queue go on")
	})
}

func TestAJobThatWasInterruptedSaysSo(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.jobs[2].Why = "goes on from an earlier run" })
		s.shows("goes on from an earlier run")
		s.hides("stored, goes on")
		s.change(func(e *fakeEngine) { e.jobs[2].Chunks, e.jobs[2].Skipped, e.jobs[2].Expected = 300, 91, 382 })
		s.shows("91 of ~682 stored, goes on fr")
	})
}

func TestANodeSaysWhetherItsVectorsAreBelieved(t *testing.T) {
	for name, test := range map[string]struct {
		set  func(*cluster.Node)
		says string
	}{
		"match":     {func(n *cluster.Node) { n.Check, n.CheckedAt = cluster.Matching, frozen }, "match the flock's, checked 14:03"},
		"long ago":  {func(n *cluster.Node) { n.Check, n.CheckedAt = cluster.Matching, frozen.Add(-48*time.Hour) }, "checked 2025-11-01 14:03"},
		"checking":  {func(n *cluster.Node) { n.Check = cluster.Checking }, "being checked"},
		"so far":    {func(n *cluster.Node) { n.Check, n.CheckedAt = cluster.MatchingSoFar, frozen }, "match so far"},
		"unchecked": {func(n *cluster.Node) { n.Check = cluster.Unchecked }, "not yet checked"},
		"differ": {func(n *cluster.Node) {
			n.State, n.Check, n.CheckedAt = cluster.Drifting, cluster.Differing, frozen
			n.Note = "its vectors differ from those of attic: the CJK canary text has cosine 0.4121, below 0.999"
		}, "differ from the flock's, found 14:03"},
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, 120, 36, func() *fakeEngine {
				e := idleFlock()
				test.set(&e.flock.Nodes[0])
				return e
			}, func(s *screen) {
				if s.engine.flock.Nodes[0].State == cluster.Drifting {
					s.shows("≠ drifting", "its vectors differ from those of")
				}
				s.press("n")
				s.shows("vectors", test.says)
			})
		})
	}
}

func TestGuessesAreMarked(t *testing.T) {
	unmeasured := func() *fakeEngine {
		e := idleFlock()
		e.jobs = nil
		for i := range e.flock.Nodes {
			e.flock.Nodes[i].Average, e.flock.Nodes[i].Learned = 0, cluster.Speed{}
		}
		return e
	}
	for _, size := range usualSizes {
		onScreen(t, size[0], size[1], unmeasured, func(s *screen) {
			s.shows("predicted", "~")
			s.press("f")
			s.shows("~1.0s") // a hundred texts at the guess for the fastest alone
			s.press("esc", "r")
			s.shows("~100 ms", "~1.0s")
		})
	}
	onScreen(t, 80, 24, idleFlock, func(s *screen) { s.hides("~0", "~1") })
}

func TestAJobThatWaitsForDocumentsSaysSo(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.hides("reading the next")
		s.change(func(e *fakeEngine) {
			j := &e.jobs[1]
			j.Walked, j.Chunks = false, j.Embedded+j.Skipped
		})
		s.shows("reading the next")
		s.change(func(e *fakeEngine) { e.jobs[1].Opened = "/docs/\x1b[2Jannals.pdf" })
		s.shows("reading annals.pdf")
	})
}

// A document that takes its time to be read is named, and only then: names of short
// ones would come and go.
func TestADocumentThatIsReadForLongIsNamed(t *testing.T) {
	reads := func(chunks int, since time.Duration) func(e *fakeEngine) {
		return func(e *fakeEngine) {
			j := &e.jobs[1]
			j.Walked, j.Chunks, j.Embedded, j.Skipped = false, chunks, chunks, 0
			j.Opened, j.OpenedAt = "/home/ada/handbook/annex.pdf", frozen.Add(-since)
		}
	}
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(reads(40, 100*time.Millisecond))
		s.shows("reading the next")
		s.hides("annex.pdf")
		s.change(reads(40, 5*time.Second))
		s.shows("reading annex.pdf")
		s.change(reads(0, 5*time.Second)) // the first document of all
		s.shows("reading annex.pdf")
	})
}
