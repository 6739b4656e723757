package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

func TestTheDecisionIsComparedWithWhatHappensAndWhatIsPossible(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.shows("embedding  12.2s ends  27.2s +3.0 % over the limit  26.4s at first  27.1s")
		s.change(func(e *fakeEngine) {
			jobs := append([]job.Status(nil), e.jobs...)
			jobs[1].ETA = 0 // nothing can be foreseen
			e.jobs = jobs
		})
		s.shows("ends      - limit  26.4s at first  27.1s")
		s.hides("+3.0 %")
	})
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.shows("predicted   1.0s +2.4 % over the limit  0.98s")
	})
	for _, size := range [][2]int{{80, 24}, {140, 42}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := busyFlock()
			e.jobs[1].ETA = e.jobs[1].Bound - e.jobs[1].Worked()
			return e
		}, func(s *screen) {
			s.shows("at the limit")
			s.hides("over the limit")
		})
	}
}

func TestTheDecisionNamesItsGrounds(t *testing.T) {
	onScreen(t, 200, 60, busyFlock, func(s *screen) {
		s.shows("1,470 left of 2,710  4 of 5 nodes fit  all measured  slowest 39.7x  below: all 1,470", "gpu-box         82.6   83 %   81 %", "even split")
		s.change(func(e *fakeEngine) {
			nodes := append([]cluster.Node(nil), e.flock.Nodes...)
			nodes[1].Learned = cluster.Speed{}
			e.flock.Nodes = nodes
			jobs := append([]job.Status(nil), e.jobs...)
			jobs[1].Verdict, _, _ = adaptive.Decide(adaptive.Question{Nodes: e.flock.Eligible(), Batch: 1470, Thresholds: e.settings.Thresholds})
			e.jobs = jobs
		})
		s.shows("~1 guessed", "attic          ~82.6") // as fast as the other GPU
	})
}

// What each way costs is for the whole batch, beside what is left of it.
func TestCostsSayForHowMuchTheyAre(t *testing.T) {
	started := func() *fakeEngine {
		e := busyFlock()
		e.jobs[1].Verdict, _ = e.Forecast(2710)
		return e
	}
	for _, c := range []struct {
		w, h int
		want string
	}{
		{80, 24, "all 2,710:"},
		{120, 36, "1,470/2,710 left  4/5 fit  below: all 2,710"},
		{200, 60, "1,470 left of 2,710  4 of 5 nodes fit  all measured  slowest 39.7x  below: all 2,710"},
	} {
		onScreen(t, c.w, c.h, started, func(s *screen) { s.shows(c.want) })
	}
	onScreen(t, 120, 36, idleFlock, func(s *screen) { s.hides("below:") })
}

// What is beyond the scale has the longest bar, not the shortest.
func TestABarBeyondTheScaleIsFull(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.shows("even split              2m58s      12x  ━━━━━━━━»")
	})
}

func TestTheZoomedDecisionExplainsEverything(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("tab", "z")
		s.shows("What it was decided by", "dominant from 5x", "more lines")
		s.press("G")
		s.shows("Who does how much", "1,470 / (82.6 + 12.2 + 4.8 + 2.1) = 1,470 / 101.7 texts/s = 14.5s")
		s.hides("more lines", "What it was decided by")
		s.press("g")
		s.shows("What it was decided by")
	})
	onScreen(t, 120, 60, forcedFlock, func(s *screen) {
		s.press("tab", "z")
		s.shows("forced to sequential; without that hybrid", "left out: a mode is forced")
	})
}

// The parts add up to the batch, whatever keeps nodes out.
func TestPartsAddUp(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*Settings)
		working int
	}{
		{"auto", func(*Settings) {}, 3},
		{"rules", func(s *Settings) { s.Policy = adaptive.Rules }, 1},
		{"forced", func(s *Settings) { s.Forced = adaptive.Hybrid }, 3},
	} {
		e := busyFlock()
		c.change(&e.settings)
		e.jobs[1].Verdict, _ = e.Forecast(1470)
		d := &data{}
		d.apply(pulled{flock: e.flock, jobs: e.jobs, settings: e.settings})
		sum, working := 0, 0
		for _, p := range newVerdictView(&scene{data: d}, e.jobs[1].Verdict, &e.jobs[1], 80, &weighed{}).parts() {
			sum += p.texts
			if p.texts > 0 {
				working++
			}
		}
		if sum != 1470 || working != c.working {
			t.Errorf("%s: %d texts on %d nodes, want 1470 on %d", c.name, sum, working, c.working)
		}
	}
}

func TestDifferences(t *testing.T) {
	for _, c := range []struct {
		one, other int
		want       string
	}{
		{103, 100, "+3.0 %"},
		{100, 100, "same"},
		{88, 100, "-12 %"},
		{1220, 100, "12x"},
		{0, 100, ""},
		{100, 0, ""},
	} {
		if got := beyond(time.Duration(c.one)*time.Millisecond, time.Duration(c.other)*time.Millisecond); got != c.want || len(strings.TrimSpace(got)) > 7 {
			t.Errorf("beyond(%d, %d) = %q, want %q", c.one, c.other, got, c.want)
		}
	}
}

// However long a time is, a blank stands before it.
func TestLongTimesKeepTheirDistance(t *testing.T) {
	onScreen(t, 80, 24, func() *fakeEngine {
		e := busyFlock()
		e.jobs[1].Predicted, e.jobs[1].PredictedGuessed = 28*time.Minute+21*time.Second, true
		return e
	}, func(s *screen) { s.shows("at first ~28m21s") })
}

func TestTheLargestPartsOfAPlanComeFirst(t *testing.T) {
	partsOf := func(plan ...planned) (parts []part) {
		for i := range plan {
			parts = append(parts, part{planned: &plan[i]})
		}
		return parts
	}
	parts := partsOf(planned{texts: 3, cents: 3}, planned{texts: 60, cents: 60}, planned{}, planned{texts: 37, cents: 37}, planned{texts: 3, cents: 3})
	if got := weightiest(parts, 4); !slices.Equal(got, []int{1, 3, 0, 4}) {
		t.Errorf("the order is %v", got)
	}
	few := partsOf(planned{texts: 1}, planned{texts: 4}, planned{texts: 2}) // of thousands: less than a per cent each
	if got := weightiest(few, 2); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("the order is %v", got)
	}
}

// Before a node has said what it is, there is nothing to decide.
func TestNothingIsDecidedBeforeANodeHasAnswered(t *testing.T) {
	onScreen(t, 120, 36, allIn(cluster.Probing), func(s *screen) {
		s.shows("Nothing to decide yet", "being asked what they are")
		s.hides("5/5 fit", "4/5 fit")
	})
}

// A hybrid that is forced on as many nodes as there are is the one that is chosen.
func TestAForcedHybridOnAllNodesIsMarked(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.settings.Forced, e.settings.Thresholds.HybridNodes = adaptive.Hybrid, 4
		e.jobs[1].Verdict, _ = e.Forecast(2710)
		return e
	}, func(s *screen) {
		s.shows("> hybrid on all nodes")
		s.hides("> parallel")
	})
}

// A sentence that is longer than most is not cut where other parts can do with less.
func TestTheSentenceOfADecisionIsWhole(t *testing.T) {
	const detail = "2 nodes cost 0.0009 in 13.2s, all 5 cost 0.00208 in 8.15s - saves 54 % of the cost"
	for _, size := range [][2]int{{120, 36}, {140, 42}, {160, 48}, {200, 60}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := busyFlock()
			e.jobs[1].Verdict.Reason, e.jobs[1].Verdict.Detail = adaptive.CostAware, detail
			return e
		}, func(s *screen) {
			half := s.model.screen.Panes[layout.Decision].Inner().W / 2
			var said []string
			for _, l := range s.lines() {
				l, _ = strings.CutPrefix(l, "│")
				said = append(said, strings.Fields(strings.TrimSuffix(firstCells(l, half), "…"))...)
			}
			if text := strings.Join(said, " "); !strings.Contains(text, "cost_aware "+detail) {
				t.Errorf("at %v it is %q:\n%s", size, text, s.view())
			}
		})
	}
}
