package ui

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"flocktop/adaptive"
	"flocktop/internal/job"
	"flocktop/ui/internal/theme"
)

func TestHistoryComparesPredictionLimitAndWhatHappened(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("h")
		s.shows("3 batches, 2 done, 1 of them with failures  41,428 texts in all", "median of 2 timed batches: +20 % over the limit, predictions off by 3.3 %",
			"12.3s     12.1s  +1.7 %   11.9s    +3.4 %",
			"7m00s       n/a       -     n/a         -") // what was cancelled was never predicted
		s.press("h")
		s.hides("History")
	})
	onScreen(t, 80, 24, noHistory, func(s *screen) {
		s.press("h")
		s.shows("No batch has ended yet", "b queues a first batch")
		s.press("j", "enter", "/", "esc")
		s.hides("No batch has ended yet")
	})
}

func TestHistoryIsFilteredAndEscStepsBack(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("h", "j", "/")
		s.write("done !small")
		s.shows("> 13:55      paper/", "1 batch of 3")
		s.hides("letters/", "mail-2024")
		s.press("enter")
		s.shows("/done !small  esc shows all")
		s.press("/")
		s.write(" zzz")
		s.shows("no batch is like that", "no batch yet that is large enough")
		s.press("esc") // as before
		s.shows("paper/", "/done !small")
		s.press("esc")
		s.shows("letters/", "3 batches")
		s.press("esc")
		s.hides("letters/")
	})
}

func TestHistoryOpensABatchAndItsJob(t *testing.T) {
	onScreen(t, 120, 36, withRecorded, func(s *screen) {
		s.press("h", "enter")
		s.shows("97.6 texts/s", "+3.4 % over the limit", "+1.7 % it took", "enter the job's page")
		s.press("enter")
		s.shows("job 1", "longer than the context")
		s.press("esc", "esc", "j", "enter")
		s.shows("letters/", "small_batch", "+36 % over the limit")
		s.press("enter") // of an earlier session: as the store has it
		s.shows("letters/", "job -1 ! done, of an earlier session", "hybrid, 2 nodes: small_batch", "18 embedded", "2 not a document", "took 0.23s", "+36 % over the limit")
		s.press("tab")
		s.shows("draft.md", "7/7", "scan.pdf", "passed over")
		s.press("F")
		s.shows("Failures of letters/", "damaged PDF")
		s.press("esc", "R")
		s.did("retry failures of -1")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("h", "j", "enter", "enter")
		s.shows("The job cannot be told", "no such job")
		s.press("R")
		s.shows("retry is not possible now: there is no job")
	})
}

// withRecorded is an idle flock whose store has more of a job of an earlier
// session than the history tells.
func withRecorded() *fakeEngine {
	e := idleFlock()
	e.past[1].Failed = 1
	j := job.Status{
		ID: -1, Title: "letters/", Paths: []string{"/home/ada/letters"}, Model: "nomic-embed-text:latest", State: job.Done, Walked: true,
		Documents: 3, Chunks: 18, Embedded: 18, FailedFiles: 1, Ignored: 2,
		Created: frozen.Add(-26 * time.Hour), Started: frozen.Add(-26 * time.Hour), Ended: frozen.Add(-26 * time.Hour),
		Elapsed: 231 * time.Millisecond, Predicted: 220 * time.Millisecond, Bound: 170 * time.Millisecond,
		Failures: []job.Failure{{Path: "/home/ada/letters/scan.pdf", Reason: "damaged PDF: incorrect format"}},
	}
	j.Verdict.Mode, j.Verdict.Reason, j.Verdict.Nodes = adaptive.Hybrid, "small_batch", []string{"a", "b"}
	e.recorded = map[job.ID]job.Status{-1: j}
	e.earlier = map[job.ID][]job.Failure{-1: j.Failures}
	e.passed = []job.PassedOver{{Reason: "not a document", Count: 2, Paths: []string{"/home/ada/letters/x.bin"}}}
	e.documents = append(e.documents, job.Document{Path: "/home/ada/letters/draft.md", Chunks: 7, Embedded: 7, Read: true},
		job.Document{Path: "/home/ada/letters/scan.pdf", Reason: "damaged PDF: incorrect format", Read: true})
	return e
}

// Whoever asks for help before a page has its answer finds it there afterwards.
func TestAnAnswerReachesThePageBelowItsHelp(t *testing.T) {
	for want, page := range map[string]func(*tasks) openOverlay{
		"damaged PDF": func(t *tasks) openOverlay { return openFailures(t, -1) },
		"18 embedded": func(t *tasks) openOverlay { return openOverlay{newJobOverlay(t, -1), t.documents(-1)} },
	} {
		onScreen(t, 120, 36, withRecorded, func(s *screen) {
			p := page(s.model.tasks)
			s.model.open(p.overlay, nil)
			s.press("?")
			s.run(p.cmd) // the answer comes now
			s.settle()
			s.press("esc")
			s.shows(want)
		})
	}
}

func TestHistoryFollowsWhatEnds(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("h", "j")
		s.shows("> 2025-11-02 12:03 letters/")
		s.change(func(e *fakeEngine) {
			e.past = append([]job.Past{{ID: 2, Title: "fresh/", State: job.Done, Ended: frozen, Texts: 5}}, e.past...)
			e.jobs = append(append([]job.Status(nil), e.jobs...), job.Status{ID: 2, Title: "fresh/", State: job.Done, Ended: frozen})
		})
		s.wait(2 * time.Second)
		s.shows("fresh/", "> 2025-11-02 12:03 letters/") // the selection stays with its batch
	})
}

func TestAHistoryThatCannotBeReadSaysSo(t *testing.T) {
	o := newHistoryOverlay(nil)
	sc := &scene{data: &data{}, theme: new(theme.Plain(false)), now: frozen}
	o.update(pastKnown{err: errors.New("read the history: the store is locked by process 12")}, sc)
	if view := strings.Join(o.draw(sc, 70, 10), "\n"); !strings.Contains(view, "locked by process 12") {
		t.Errorf("the error is not shown:\n%s", view)
	}
}

// The page of failures, which lies above it, asks for the same: what came of that is
// none of the history's business, and a store that was locked for a moment takes nothing
// away that was read before.
func TestAHistoryThatWasReadStays(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("h")
		locked := errors.New("read earlier jobs: the store is locked by process 12")
		for _, after := range []int{forFailures, endedJobs(&s.model.data)} {
			s.send(pastKnown{err: locked, after: after})
			s.shows("3 batches", "letters/")
		}
		s.send(pastKnown{after: forFailures})
		s.shows("3 batches", "letters/")
	})
}

func TestSummaryOfManyBatches(t *testing.T) {
	second := time.Second
	past := []job.Past{ // the latest first
		{State: job.Done, Texts: 10, Actual: 12 * second, Bound: 10 * second, Predicted: 6 * second},
		{State: job.Done, Texts: 20, Actual: 11 * second, Bound: 10 * second},
		{State: job.Cancelled, Texts: 40, Actual: 90 * second, Bound: 10 * second, Predicted: second}, // was not finished
		{State: job.Done, Texts: 80, Actual: 20 * second, Bound: 10 * second, Predicted: 25 * second},
		{State: job.Done},
	}
	s := summarise(past)
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	if s.batches != 5 || s.done != 4 || s.texts != 150 || !near(s.over, 0.2) || s.overOf != 3 || !near(s.missed, 0.6) || s.missedOf != 2 {
		t.Errorf("summary %+v", s)
	}
	if n := len(s.overEach); n != 5 || !math.IsNaN(s.overEach[0]) || !near(s.overEach[4], 0.2) || s.textsOfEach[1] != 80 {
		t.Errorf("graphs of %v and %v, want the oldest first", s.overEach, s.textsOfEach)
	}
	if s := summarise(nil); !math.IsNaN(s.over) || !math.IsNaN(s.missed) {
		t.Errorf("nothing has the medians %v and %v", s.over, s.missed)
	}
}

func TestTheHistoryIsCopiedAsAPlainTable(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("h")
		o, _ := s.model.overlay().(*historyOverlay)
		text := o.copied(s.model.scene())
		for _, want := range []string{"ended", "predicted_faster", "mail-2024.mbox", "+3.4 %", "n/a"} {
			if !strings.Contains(text, want) {
				t.Errorf("the copy lacks %q:\n%s", want, text)
			}
		}
	})
	onScreen(t, 80, 24, hostileFlock, func(s *screen) {
		s.press("h", "enter")
		one, _ := s.model.overlay().(*pastOverlay)
		if text := one.copied(s.model.scene()); strings.Count(text, "\n") != 2 || strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("the copy of one batch is %q", text)
		}
		s.press("esc")
		o, _ := s.model.overlay().(*historyOverlay)
		if text := o.copied(s.model.scene()); text == "" || ansi.Strip(text) != text || strings.ContainsAny(text, "\x1b\u202e\t\a") {
			t.Errorf("the copy holds what breaks terminals: %q", text)
		}
	})
}

func TestFarAboveTheLimitIsAMultiple(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		e.past = []job.Past{{ID: 1, Title: "one", State: job.Done, Texts: 132, Actual: 4200 * time.Millisecond, Bound: 350 * time.Millisecond}}
		return e
	}, func(s *screen) {
		s.press("h")
		s.shows("median of 1 timed batch: 12x over the limit")
	})
}

// The store may be slow, or an answer get lost: one question at a time, and
// after a while again.
func TestTheHistoryIsAskedForOneAtATime(t *testing.T) {
	o := newHistoryOverlay(newTasks(t.Context(), idleFlock()))
	d := &data{}
	d.apply(pulled{jobs: idleFlock().jobs})
	ended := endedJobs(d)
	if o.ask(ended) == nil {
		t.Fatal("it is not asked for at all")
	}
	sc := &scene{data: d}
	asked := 0
	for range lost {
		if o.update(second{}, sc) != nil {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times in %d seconds without an answer, want once", asked, lost)
	}
	o.update(pastKnown{after: ended}, sc)
	if o.update(second{}, sc) != nil {
		t.Error("asked although no job has ended since")
	}
	d.jobs = append(d.jobs, job.Status{ID: 99, State: job.Done})
	if o.update(second{}, sc) == nil {
		t.Error("not asked although a job has ended")
	}
	if o.update(second{}, sc) != nil {
		t.Error("asked twice for the same")
	}
}

// A batch in which something failed looks in the history as it did in Jobs.
func TestTheHistoryShowsFailures(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := idleFlock()
			e.past[0].Failed, e.past[1].Failed = 2, 3
			e.past[1].Texts, e.past[1].Skipped = 0, 0
			return e
		}, func(s *screen) {
			s.press("h")
			s.shows("! done", "✗ failed", "2 done, 2 of them with failures", "failed ")
			s.press("j", "enter")
			s.shows("state         ✗ failed")
		})
	}
}
