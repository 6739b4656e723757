package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flocktop/internal/job"
	"flocktop/ui/internal/theme"
)

// onQueue runs a test with an engine whose queue behaves.
func onQueue(t *testing.T, w, h int, engine func() *fakeEngine, test func(*screen, queueEngine)) {
	t.Helper()
	var q queueEngine
	onScreen(t, w, h, func() *fakeEngine {
		q = queueEngine{engine()}
		return q.fakeEngine
	}, func(s *screen) {
		s.model.tasks.engine = q
		s.press("tab", "tab")
		test(s, q)
	})
}

func TestAQueuedJobIsMovedAndTheSelectionGoesWithIt(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "j")
		s.shows("> report-003.pdf    ○ queued  3")
		s.press("K")
		s.did("move 12 -1")
		s.shows("> report-003.pdf    ○ queued  2", "report-003.pdf is moved up in the queue")
		s.press("K")
		s.shows("> report-003.pdf    ○ queued  1")
		s.press("K")
		s.shows("move up is not possible now: report-003.pdf is the next one already")
		s.press("J")
		s.did("move 12 +1")
		s.shows("> report-003.pdf    ○ queued  2")
		s.press("u") // takes back the last of the three
		s.did("move 12 -1")
		s.shows("> report-003.pdf    ○ queued  1", "has its place in the queue again")
		s.press("u", "y", "u", "y")
		s.shows("> report-003.pdf    ○ queued  3")
	})
}

// A key that is held down comes sooner again than the screen knows what came of it:
// what moved nothing is no step that could be taken back.
func TestAHeldKeyMovesAJobToItsEndAndNoFurther(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "j")
		for range 6 {
			_, cmd := s.model.Update(keyMsg("K"))
			s.run(cmd)
		}
		s.settle()
		s.wait(time.Second)
		s.shows("> report-003.pdf    ○ queued  1")
		s.press("u", "u", "y", "u")
		s.shows("> report-003.pdf    ○ queued  3")
		moves := 0
		for _, call := range s.engine.Calls {
			if strings.HasPrefix(call, "move ") {
				moves++
			}
		}
		if moves != 4 { // two up, two back
			t.Errorf("%d moves: %v", moves, s.engine.Calls)
		}
	})
}

func TestAQueuedJobIsMadeTheNextOrTheLastOne(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(500) }, func(s *screen, _ queueEngine) {
		for range 7 {
			s.press("j")
		}
		s.shows("> report-007.pdf    ○ queued   7")
		s.press("N")
		s.did("move 16 -6")
		s.shows("> report-007.pdf    ○ queued   1")
		s.press("N")
		s.shows("move to top is not possible now: report-007.pdf is the next one already")
		s.press("u")
		s.did("move 16 +6")
		s.shows("> report-007.pdf    ○ queued   7", "has its place in the queue again")
		s.press("L")
		s.did("move 16 +493")
		s.shows("> report-007.pdf    ○ queued 500")
		s.press("L")
		s.shows("move to bottom is not possible now: report-007.pdf is the last one already")
	})
}

// Keys can come faster than what they do: u means the move that is still being made, and
// nothing that was done before it.
func TestUndoRightAfterAMoveMeansTheMove(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "j", "K") // done before
		s.did("move 12 -1")
		_, move := s.model.Update(keyMsg("L"))
		_, undo := s.model.Update(keyMsg("u"))
		s.run(undo)
		s.run(move)
		s.settle()
		s.did("move 12 -7") // back from the end, and not to where it was at first
		s.wait(time.Second)
		s.shows("> report-003.pdf    ○ queued  2")
	})
}

func TestUnderAFilterTheTopIsThatOfTheQueue(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(30) }, func(s *screen, _ queueEngine) {
		s.press("/")
		s.write("12.pdf")
		s.press("enter", "K")
		s.shows("> report-012.pdf", "move up is not possible now")
		s.press("N")
		s.did("move 21 -11")
		s.press("esc")
		s.shows("> report-012.pdf    ○ queued  1")
	})
}

func TestOnlyWhatIsQueuedIsMoved(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(2) }, func(s *screen, _ queueEngine) {
		s.press("K")
		s.shows("move up is not possible now: handbook/ is running; only what is queued can be moved")
		s.press("G", "J")
		s.shows("move down is not possible now: paper/ is done")
		s.press("k", "J")
		s.shows("report-002.pdf is the last one already")
		s.did("")
	})
}

func TestUnderAFilterAJobGoesOverTheOneThatIsSeen(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(30) }, func(s *screen, _ queueEngine) {
		s.press("/")
		s.write("2.pdf")
		s.press("enter")
		s.shows("filter 2.pdf: 3 of 32 jobs", "> report-002.pdf", "report-012.pdf", "report-022.pdf")
		s.hides("report-001", "> handbook")
		s.press("j", "K")
		s.did("move 21 -10")
		s.press("esc")
		s.shows("> report-012.pdf    ○ queued  2")
	})
}

func TestAFilterLooksAtTitlePathStateAndModel(t *testing.T) {
	onQueue(t, 120, 36, busyFlock, func(s *screen, _ queueEngine) {
		for words, want := range map[string]string{
			"todo": "notes/", "/home/ada/paper": "paper/", "running": "handbook/", "nomic !done": "handbook/", "queued": "notes/",
		} {
			s.press("/")
			s.write(words)
			s.press("enter")
			s.shows("> "+want, "1 of 3 jobs")
			s.press("esc")
		}
		s.press("/")
		s.write("nothing like that")
		s.press("enter", "enter", "x", "K", "R")
		s.shows("No job matches the filter")
	})
}

func TestACancelledJobIsPutBack(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(3) }, func(s *screen, _ queueEngine) {
		s.press("j", "x", "y")
		s.did("cancel 10")
		s.shows("  report-002.pdf    ○ queued  1", "> report-001.pdf    ✗ cancelled") // still the one that was selected
		s.press("u")                                                                  // at the place that it had
		s.did("move 10 -2")
		s.shows("> report-001.pdf    ○ queued  1", "  report-002.pdf    ○ queued  2", "report-001.pdf is in the queue again")
		s.press("x", "y", "R")
		s.did("restore 10")
		s.shows("> report-001.pdf    ○ queued  3", "report-001.pdf is in the queue again")
		s.press("u")
		s.did("cancel 10")
	})
}

// Who cancels what runs has that job selected, and not the one that runs next.
func TestTheJobThatIsCancelledStaysSelected(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(2) }, func(s *screen, q queueEngine) {
		s.shows("> handbook/")
		s.press("x", "y")
		q.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[q.at(10)].State = job.Running
		})
		s.wait(time.Second)
		s.shows("  report-001.pdf", "> handbook/         ✗ cancelled")
		s.press("R")
		s.did("restore 2")
	})
}

func TestFailuresOfAJobThatIsOverAreRetried(t *testing.T) {
	onQueue(t, 120, 36, busyFlock, func(s *screen, q queueEngine) {
		s.press("R")
		s.shows("retry job is not possible now: handbook/ is not over yet")
		s.press("G", "R")
		s.did("retry failures of 1")
		s.shows("the documents of paper/ with failures are queued as job 8")
		q.set(1, func(j *job.Status) { j.Failed = 0 })
		s.wait(time.Second)
		s.press("R")
		s.shows("paper/ has no failures")
	})
}

func TestALongQueueKeepsTheRunningJobInSight(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 15}, {140, 42}, {200, 60}} {
		onQueue(t, size[0], size[1], func() *fakeEngine { return longQueue(500) }, func(s *screen, _ queueEngine) {
			s.shows("> handbook/")
			for range 40 {
				s.press("j")
			}
			s.shows("  handbook/", "> report-040.pdf", "of 502")
			s.press("G")
			s.shows("  handbook/", "> paper/")
		})
	}
}

// Who goes up to what runs goes on to what runs next; who reads elsewhere stays
// there, on the same line of the screen.
func TestNothingJumpsWhenAJobEnds(t *testing.T) {
	next := func(q queueEngine, ended, begun job.ID) { // in one step: no frame falls between
		q.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			for i := range e.jobs {
				switch j := &e.jobs[i]; j.ID {
				case ended:
					j.State, j.Ended = job.Done, frozen
				case begun:
					j.State, j.Started = job.Running, frozen
				}
			}
		})
	}
	lineOf := func(s *screen, text string) int {
		return slices.IndexFunc(s.lines(), func(l string) bool { return strings.Contains(l, text) })
	}
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(40) }, func(s *screen, q queueEngine) {
		s.press("j", "k") // the running one, by choice
		next(q, 2, 10)
		s.wait(time.Second)
		s.shows("> report-001.pdf", "40 jobs left")
		for range 20 {
			s.press("j")
		}
		before := lineOf(s, "> report-021.pdf")
		next(q, 10, 11)
		s.wait(time.Second)
		if after := lineOf(s, "> report-021.pdf"); after != before {
			t.Errorf("the selected job went from line %d to %d:\n%s", before, after, s.view())
		}
		s.press("G")
		before = lineOf(s, "> paper/")
		next(q, 11, 12)
		s.wait(time.Second)
		if after := lineOf(s, "> paper/"); after != before {
			t.Errorf("a job that is over went from line %d to %d:\n%s", before, after, s.view())
		}
	})
}

// What is queued while an ended job is selected, from elsewhere, is seen.
func TestWhatIsQueuedIsSeen(t *testing.T) {
	tree(t, "guide.md")
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		running := e.jobs[1]
		done := e.jobs[0]
		e.jobs = nil
		for i := range 30 {
			done.ID, done.Title = job.ID(100+i), fmt.Sprintf("old-%02d/", i)
			e.jobs = append(e.jobs, done)
		}
		e.jobs = append(e.jobs, running)
		return e
	}, func(s *screen) {
		s.press("3", "G")
		s.shows("> old-00/")
		s.press("1", "b", "j", "enter")
		s.change(func(e *fakeEngine) {
			e.jobs = append(slices.Clone(e.jobs), job.Status{ID: 7, Title: "guide.md", State: job.Queued})
		})
		s.shows("handbook/", "guide.md", "○ queued")
	})
}

// The result that one waits for elsewhere is seen, whichever job was looked at before.
func TestWhatHasEndedIsSeen(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {140, 42}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := busyFlock()
			running, done := e.jobs[1], e.jobs[0]
			e.jobs = nil
			for i := range 30 {
				done.ID, done.Title, done.Ended = job.ID(100+i), fmt.Sprintf("old-%02d/", i), frozen.Add(-time.Hour)
				e.jobs = append(e.jobs, done)
			}
			e.jobs = append(e.jobs, running)
			return e
		}, func(s *screen) {
			end := func() {
				s.change(func(e *fakeEngine) {
					e.jobs = slices.Clone(e.jobs)
					j := &e.jobs[len(e.jobs)-1]
					j.State, j.Ended = job.Done, frozen
				})
			}
			s.press("3", "G", "1")
			s.shows("> old-00/")
			end()
			s.shows("> handbook/", "done")
			s.press("3")
			for range 9 {
				s.press("j")
			}
			s.change(func(e *fakeEngine) {
				e.jobs = append(slices.Clone(e.jobs), job.Status{ID: 7, Title: "guide.md", State: job.Running, Started: frozen, Verdict: e.jobs[len(e.jobs)-1].Verdict})
			})
			end()
			s.hides("guide.md  ") // it is read on where one reads
			s.shows("> old-")
		})
	}
}

// A job that is moved goes through the rows; they do not scroll under it.
func TestAMovedJobGoesThroughTheRows(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(40) }, func(s *screen, _ queueEngine) {
		for range 20 {
			s.press("j")
		}
		s.shows("rows 1, 17 to 21 of 42", "> report-020.pdf")
		s.press("K", "K")
		s.shows("rows 1, 17 to 21 of 42", "> report-020.pdf    ○ queued 18")
	})
}

func TestWhatEndedLastStandsFirst(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(3) }, func(s *screen, q queueEngine) {
		q.set(12, func(j *job.Status) { j.State, j.Ended = job.Cancelled, frozen.Add(time.Minute) })
		q.set(11, func(j *job.Status) { j.State, j.Ended = job.Cancelled, frozen.Add(2*time.Minute) })
		s.wait(time.Second)
		var order []job.ID
		for _, j := range s.model.data.ordered() {
			order = append(order, j.ID)
		}
		if want := []job.ID{2, 10, 11, 12, 1}; !slices.Equal(order, want) {
			t.Errorf("the jobs stand as %v, want %v", order, want)
		}
	})
}

func TestPredictedStandsBesideActual(t *testing.T) {
	onScreen(t, 200, 60, idleFlock, func(s *screen) {
		s.shows("1,200 in   12.3s   predicted 12.1s      2 failed")
	})
	onScreen(t, 80, 24, idleFlock, func(s *screen) { s.shows("1,200 in 12.3s, 2 failed") })
}

// What is held against the prediction is the same figure at every size, whether there
// is room for the time that the job waited or not.
func TestTheTimeOfAJobIsTheSameAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {140, 42}, {160, 48}, {200, 60}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := idleFlock()
			j := &e.jobs[0]
			j.Embedded, j.Failed, j.FailedFiles = 2534, 0, 0
			j.Elapsed, j.Starved, j.Predicted = 16300*time.Millisecond, 2900*time.Millisecond, 14700*time.Millisecond
			return e
		}, func(s *screen) {
			at := slices.IndexFunc(s.lines(), func(l string) bool { return strings.Contains(l, " 2,534 in ") })
			if at < 0 || !strings.Contains(s.lines()[at], " 13.4s") || strings.Contains(s.lines()[at], "16.3s") {
				t.Errorf("at %v:\n%s", size, s.view())
			}
		})
	}
}

func TestAJobIsCopiedInALine(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		want := "paper/\tdone\t1,200 embedded, 58 already stored, 2 failed, elapsed 12.3s\t/home/ada/paper"
		if got := s.model.jobs.copied(s.model.scene()); got != want {
			t.Errorf("copied %q, want %q", got, want)
		}
	})
}

func TestAClickSelectsAJob(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		p := s.model.jobs
		p.click(&s.model.data, 3, p.top+1)
		s.press("z")
		s.shows("> report-002.pdf")
		p.click(&s.model.data, 3, 1)
		if p.click(&s.model.data, 3, 4000) || p.click(&s.model.data, 3, -1) {
			t.Error("something stands outside the list")
		}
		s.press("z")
		s.shows("> handbook/")
	})
}

// What is counted above the list is the list, and the header counts what of it
// is not over.
func TestTheCountsOfJobsAddUp(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine { return longQueue(4) }, func(s *screen) {
		s.shows("1 running, 4 queued, 1 ended", "5 jobs left")
		s.change(func(e *fakeEngine) { e.settings.Paused, e.jobs[1].State = true, job.Paused })
		s.shows("1 paused, 4 queued, 1 ended", "5 jobs left")
	})
	onScreen(t, 140, 42, func() *fakeEngine { // failures of the running job too, whatever came of others
		e := longQueue(0)
		e.jobs = e.jobs[1:]
		e.jobs[0].FailedFiles = 3
		return e
	}, func(s *screen) { s.shows("1 running, 3 failures") })
	onScreen(t, 140, 42, func() *fakeEngine { return longQueue(0) }, func(s *screen) {
		s.shows("1 running, 1 ended")
		s.hides("left   ", "queued")
	})
}

// Whatever happens to the queue, the selection stays on its job, or on the first one
// where none was chosen; nothing panics, and it is always seen.
func TestTheSelectionStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		e := longQueue(rapid.IntRange(0, 12).Draw(t, "queued"))
		m := newModel(newTasks(ctx, e), theme.Plain(false), Options{Clock: func() time.Time { return frozen }})
		p := m.jobs
		id, now := job.ID(100), frozen
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{
			"end", "end", "begin", "queue", "move", "cancel", "cancel selected", "cancel selected", "restore", "up", "down", "top", "bottom", "page", "filter", "all", "forget",
		}), 1, 60).Draw(t, "steps")
		for _, step := range steps {
			before, selected, explicit := p.list.rows, job.ID(0), p.list.selected != 0
			if len(before) > 0 {
				selected = before[p.list.at].ID
			}
			words := p.list.words
			now = now.Add(time.Second)
			happen(t, step, e, p, m, &id, now)
			m.data.apply(pulled{flock: e.flock, jobs: slices.Clone(e.jobs), settings: e.settings})
			w, h := rapid.IntRange(10, 120).Draw(t, "w"), rapid.IntRange(2, 20).Draw(t, "h")
			lines := p.draw(m.scene(), w, h)
			if len(p.list.rows) == 0 {
				continue
			}
			if n := len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, "> ") })); n != 1 {
				t.Fatalf("after %s %d rows are selected at %d×%d:\n%s", step, n, w, h, strings.Join(lines, "\n"))
			}
			if len(before) == 0 || words != p.list.words || p.list.words != "" || step == "forget" || slices.Contains([]string{"up", "down", "top", "bottom", "page"}, step) {
				continue
			}
			if !explicit {
				selected = p.list.rows[0].ID
			}
			if got := p.list.rows[p.list.at].ID; got != selected {
				t.Fatalf("after %s job %d is selected, was %d", step, got, selected)
			}
		}
	})
}

// happen changes the queue, or where the user is in it.
func happen(t *rapid.T, step string, e *fakeEngine, p *jobsPane, m *model, id *job.ID, now time.Time) {
	of := func(state ...job.State) *job.Status {
		var at []int
		for i := range e.jobs {
			if slices.Contains(state, e.jobs[i].State) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return nil
		}
		return &e.jobs[rapid.SampledFrom(at).Draw(t, "job")]
	}
	e.jobs = slices.Clone(e.jobs)
	motions := map[string]motion{"up": up, "down": down, "top": top, "bottom": bottom, "page": pageDown}
	switch step {
	case "end":
		if j := of(job.Running); j != nil {
			j.State, j.Ended = rapid.SampledFrom([]job.State{job.Done, job.Broken}).Draw(t, "end"), now
		}
	case "begin":
		if i := slices.IndexFunc(e.jobs, func(j job.Status) bool { return j.State == job.Queued }); i >= 0 && activeOf(e.jobs) == nil {
			e.jobs[i].State, e.jobs[i].Started = job.Running, now
		}
	case "queue":
		*id++
		e.jobs = append(e.jobs, job.Status{ID: *id, Title: "new", Created: now})
	case "move":
		a, b := of(job.Queued), of(job.Queued)
		if a != nil {
			*a, *b = *b, *a
		}
	case "cancel":
		if j := of(job.Queued, job.Running); j != nil {
			j.State, j.Ended = job.Cancelled, now
		}
	case "cancel selected":
		if i := slices.IndexFunc(e.jobs, func(j job.Status) bool { return j.ID == p.list.selected }); i >= 0 && !e.jobs[i].State.Ended() {
			e.jobs[i].State, e.jobs[i].Ended = job.Cancelled, now
		}
	case "restore":
		if j := of(job.Cancelled); j != nil {
			j.State, j.Ended = job.Queued, time.Time{}
		}
	case "filter":
		p.setFilter(rapid.SampledFrom([]string{"new", "report", "!queued", "zzz"}).Draw(t, "words"))
	case "all":
		p.setFilter("")
	case "forget":
		e.jobs = slices.DeleteFunc(e.jobs, func(j job.Status) bool { return j.State.Ended() })
	default:
		p.move(&m.data, motions[step])
	}
}

func TestNothingMovesBetweenTwoJobs(t *testing.T) {
	rowsOf := func(s *screen, title string) int {
		for y, l := range s.lines() {
			if strings.Contains(l, title) && !strings.Contains(l, "Jobs") {
				return y
			}
		}
		return -1
	}
	onScreen(t, 120, 36, func() *fakeEngine { return longQueue(4) }, func(s *screen) {
		before := rowsOf(s, "report-002.pdf")
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			for i := range e.jobs {
				if e.jobs[i].State == job.Running {
					e.jobs[i].State, e.jobs[i].Ended = job.Done, frozen
				}
			}
		})
		if got := rowsOf(s, "report-002.pdf") + 1; got != before { // the one before it has become the first
			t.Errorf("report-002.pdf is in line %d, was in line %d:\n%s", got, before, s.view())
		}
		s.hides("Decision for a batch of 100", " idle ")
		s.shows("predicted_faster") // the decision of the one before stands for a moment
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			for i := range e.jobs {
				e.jobs[i].Ended = e.jobs[i].Ended.Add(-time.Minute)
			}
		})
		s.shows("Nothing to decide yet")
		s.press("p")
		s.change(func(e *fakeEngine) { e.settings.Paused = true })
		s.shows("Decision for a batch of 100") // it does not go on by itself
	})
}

// Between two jobs the next one stands where the one before stood, though not in its
// clothes: it begins, is none of those that wait, and the nodes keep their lines.
func TestTheNextJobBegins(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine { return longQueue(4) }, func(s *screen) {
		s.shows("1 running, 4 queued, 1 ended", "○ queued  1  in /home/ada/reports/")
		s.change(func(e *fakeEngine) {
			e.jobs = slices.Clone(e.jobs)
			e.jobs[1].State, e.jobs[1].Ended = job.Done, frozen
		})
		s.shows("1 begins, 3 queued, 2 ended", "● begins", "  report-002.pdf      ○ queued  1")
		s.hides("ETA", "○ queued  4")
		for _, n := range s.engine.flock.Nodes {
			if !strings.Contains(s.view(), "  "+n.Name+strings.Repeat(" ", 13-len(n.Name))+"─") {
				t.Errorf("%s has no line:\n%s", n.Name, s.view())
			}
		}
		s.change(func(e *fakeEngine) { // nothing of it is embedded yet
			e.jobs = slices.Clone(e.jobs)
			e.jobs[2].State, e.jobs[2].Started = job.Running, frozen
		})
		s.shows("1 running, 3 queued, 2 ended", "● running", "  report-002.pdf      ○ queued  1", "  gpu-box      ─")
	})
}

func TestAJobThatEmbeddedNothingSaysWhy(t *testing.T) {
	for want, j := range map[string]job.Status{
		"no documents in it":              {State: job.Done, Started: frozen, Ended: frozen},
		"no text in 2 documents":          {State: job.Done, Started: frozen, Ended: frozen, Documents: 2},
		"all already stored: 2,534 texts": {State: job.Done, Started: frozen, Ended: frozen, Documents: 2, Chunks: 2534, Skipped: 2534},
		"was never begun":                 {State: job.Cancelled, Ended: frozen},
		"nothing embedded":                {State: job.Cancelled, Started: frozen, Ended: frozen},
	} {
		onScreen(t, 140, 42, func() *fakeEngine {
			e := idleFlock()
			j.ID, j.Title, j.Walked = 9, "folder/", true
			e.jobs = []job.Status{j}
			return e
		}, func(s *screen) { s.shows(want) })
	}
}

// A job in which nothing was to embed has taken no time for it; what a retry mended
// is told in the row of the job where it failed, and is no failure any more.
func TestARetryThatEmbedsNothingSaysSo(t *testing.T) {
	retried := func() *fakeEngine {
		e := idleFlock()
		chunk := 1
		failure := job.Failure{Path: "/a.txt", Chunk: &chunk, Reason: "too long"}
		first := job.Status{ID: 1, Title: "mixed", State: job.Done, Chunks: 20, Embedded: 18, Failed: 2, Elapsed: time.Second, Ended: frozen, Failures: []job.Failure{failure, {Path: "/b.txt", Reason: "damaged"}}}
		second := job.Status{
			ID: 2, Title: "mixed, 2nd try", State: job.Done, Chunks: 4, Skipped: 3, Failed: 1, RetryOf: 1, Elapsed: 151 * time.Millisecond, Starved: 150 * time.Millisecond,
			Ended: frozen, Failures: []job.Failure{failure},
		}
		e.jobs = []job.Status{first, second}
		return e
	}
	for _, w := range []int{80, 140} {
		onScreen(t, w, 36, retried, func(s *screen) {
			s.shows("nothing embedded, 1 failed", "2 ended, 1 failure left")
			s.hides("1.0 ms", "waiting")
		})
	}
}
