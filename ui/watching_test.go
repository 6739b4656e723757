package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

const worksThere = "the dashboard (process 7)"

// watchedFlock is a flock whose job another flocktop works on.
func watchedFlock() *fakeEngine {
	e := busyFlock()
	e.jobs = slices.Clone(e.jobs)
	j := &e.jobs[1]
	j.Followed, j.Shares, j.Verdict = true, nil, job.Status{}.Verdict
	e.settings.Watching = Watching{On: true, By: worksThere}
	e.settings.Forced = 0
	return e
}

func TestWhoOnlyWatchesSaysSoAndChangesNothing(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {140, 42}, {200, 60}} {
		onScreen(t, size[0], size[1], watchedFlock, func(s *screen) {
			s.shows("WATCHING", "the dashboard (process 7")
			before := len(s.engine.Calls)
			for _, k := range []string{"b", "f", "m", "p", "P", "a", "d", "w", "U", "x", "W"} {
				s.press(k)
				s.shows("is not possible now: ")
				if s.model.overlay() != nil {
					t.Fatalf("%s opens something:\n%s", k, s.view())
				}
			}
			s.press("3")
			for _, k := range []string{"K", "J", "N", "L", "R", "x"} {
				s.press(k)
				s.shows("is not possible now: another flocktop works")
			}
			s.press("enter")
			s.shows("handbook/")
			for _, k := range []string{"R", "x"} {
				s.press(k)
				s.shows("is not possible now: another flocktop works")
			}
			s.press("esc", "F", "R")
			s.shows("is not possible now: another flocktop works")
			s.press("esc", ":")
			s.write("pause")
			s.press("enter")
			if got := s.engine.Calls[before:]; len(got) > 0 {
				t.Errorf("it was asked to %q", got)
			}
		})
	}
}

func TestFiguresOfAWatchedJobAreGuesses(t *testing.T) {
	onScreen(t, 140, 42, watchedFlock, func(s *screen) {
		s.shows("Decided by the flocktop that works", "~98", "ETA ~")
		s.press("3", "enter")
		s.shows("so far ~")
	})
}

// Whoever watches may leave without a question, and takes over when the other one
// is gone.
func TestTheStoreIsTakenOverWhenNobodyWorksOnIt(t *testing.T) {
	onScreen(t, 120, 36, watchedFlock, func(s *screen) {
		s.press("W")
		s.shows("take over is not possible now: the dashboard (process 7", "works on the store still")
		s.change(func(e *fakeEngine) {
			e.settings.Watching.By = ""
			e.jobs = slices.Clone(e.jobs)
			e.jobs[1].State, e.jobs[1].Followed = job.Queued, false
		})
		s.wait(2 * time.Second)
		s.shows("nobody works on this store: W takes over")
		s.press("p")
		s.shows("pause is not possible now: this one only watches (W takes over)")
		s.press("W")
		if !s.model.exit.TakeOver {
			t.Errorf("it does not take over: %+v", s.model.exit)
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("W")
		s.shows("this one works on the store already")
	})
}

func TestAStoreThatCannotBeWatchedIsNamed(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := watchedFlock()
		e.settings.Watching = Watching{On: true, Trouble: "cannot look for changes in the store /s.db: the file is no longer the one that was opened"}
		return e
	}, func(s *screen) {
		s.shows("WATCHING", "the file is no longer the one")
		s.press("W")
		s.shows("take over is not possible now: cannot look for changes")
		if strings.Contains(s.view(), "W takes over") {
			t.Error("a store that is gone is offered")
		}
	})
}

// The last line offers nothing that whoever only watches cannot do, and the key
// that takes over as soon as it does.
func TestTheLastLineOfWhoWatches(t *testing.T) {
	onScreen(t, 120, 36, watchedFlock, func(s *screen) {
		last := s.lastLine()
		for _, refused := range []string{"b batch", "f force", "x cancel", "m model", "p pause", "a add", "W take over"} {
			if strings.Contains(last, refused) {
				t.Errorf("%q is offered: %s", refused, last)
			}
		}
		if !strings.Contains(last, "r report") {
			t.Error(last)
		}
		s.change(func(e *fakeEngine) { e.settings.Watching.By = "" })
		if last := s.lastLine(); !strings.Contains(last, "W take over: work here") {
			t.Error(last)
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		if last := s.lastLine(); strings.Contains(last, "take over") || !strings.Contains(last, "b batch") {
			t.Errorf("who works is offered %s", last)
		}
	})
}

// Whoever watches is not asked to begin a first batch, and is not told that nodes have
// nothing to do of which only the other one knows.
func TestWhoOnlyWatchesIsToldNothingThatIsNotSo(t *testing.T) {
	idleThere := func() *fakeEngine {
		e := watchedFlock()
		e.flock.Nodes = slices.Clone(e.flock.Nodes)
		for i := range e.flock.Nodes[:3] {
			e.flock.Nodes[i].State, e.flock.Nodes[i].InFlight, e.flock.Nodes[i].Queued = cluster.Ready, 0, 0
		}
		e.past = nil
		return e
	}
	onScreen(t, 120, 36, idleThere, func(s *screen) {
		s.shows("the other's requests are not seen here")
		s.press("enter")
		s.shows("n/a, the other's are not seen here")
		s.press("esc", "h")
		s.shows("No batch has ended yet")
		s.hides("queues a first batch")
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleThere()
		e.settings.Watching.By = ""
		e.jobs = slices.Clone(e.jobs)
		e.jobs[1].State, e.jobs[1].Followed = job.Queued, false
		e.jobs[1].Why = "interrupted: it goes on when a flocktop works on this store again"
		return e
	}, func(s *screen) {
		s.shows("interrupted; W takes over")
		s.hides("the other's requests")
	})
}

// How much of a job is stored from an earlier run is known to who only watches, too.
func TestAWatchedJobThatWaitsSaysWhatIsStored(t *testing.T) {
	onScreen(t, 140, 42, watchedFlock, func(s *screen) {
		s.shows("12 documents, ~312 chunks")
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[2].Skipped = 91
		})
		s.shows("12 documents, 91 of ~312 stored")
	})
}

// Texts of a watched job come when they are stored, many at once: the head and Throughput
// say what Jobs says, and not that nothing goes on between two writes.
func TestTheSpeedOfAWatchedJobIsTheSameEverywhere(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := watchedFlock()
		e.jobs[1].Rate = 2.7
		e.flock.Rates = []float64{8, 0, 0, 8, 0, 0}
		return e
	}, func(s *screen) {
		if head := s.lines()[0]; !strings.Contains(head, "~2.7 texts/s") {
			t.Errorf("header %q", head)
		}
		s.shows("~2.7 texts/s, peak 8.0", "~2.7 texts/s   ETA")
	})
}

// Who watches is not told that the other one has paused its queue: a job that does not
// begin within seconds waits like any other.
func TestAWatchedQueueDoesNotBeginForEver(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := watchedFlock()
		e.jobs = e.jobs[:3]
		return e
	}, func(s *screen) {
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[1].State, e.jobs[1].Followed, e.jobs[1].Ended = job.Cancelled, false, frozen
		})
		s.shows("● begins", "1 begins")
		if head := s.lines()[0]; !strings.Contains(head, "~89.9 texts/s") {
			t.Errorf("header %q", head)
		}
		s.change(func(e *fakeEngine) { e.flock.At = e.flock.At.Add(betweenFor - time.Second) })
		s.shows("● begins")
		s.change(func(e *fakeEngine) { e.flock.At = e.flock.At.Add(time.Second) })
		s.hides("begins")
		s.shows("○ queued  1", "1 queued")
		if head := s.lines()[0]; !strings.Contains(head, "idle") {
			t.Errorf("header %q", head)
		}
		s.change(func(e *fakeEngine) { e.flock.At = e.flock.At.Add(time.Second) })
		s.hides("begins")
	})
}
