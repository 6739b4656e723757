package ui

import (
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

func TestTheDecisionIsComparedWithWhatHappensAndWhatIsPossible(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.shows("elapsed  12.2s  ends  27.2s  predicted  27.1s +0.4 %  limit  26.4s +3.0 %")
		s.change(func(e *fakeEngine) {
			jobs := append([]job.Status(nil), e.jobs...)
			jobs[1].ETA = 0 // nothing can be foreseen
			e.jobs = jobs
		})
		s.shows("ends      -  predicted  27.1s")
		s.hides("+3.0 %")
	})
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.shows("last  12.3s  predicted  12.1s +1.7 %  limit  11.9s +3.4 %")
	})
}

func TestTheDecisionNamesItsGrounds(t *testing.T) {
	onScreen(t, 200, 60, busyFlock, func(s *screen) {
		s.shows("1,470 left of 1,470  4 of 5 nodes fit  all measured  ratio 39.7x", "gpu-box         82.6   81 %   82 %", "even split    2m58s    12.2x")
		s.change(func(e *fakeEngine) {
			nodes := append([]cluster.Node(nil), e.flock.Nodes...)
			nodes[1].Learned = cluster.Speed{}
			e.flock.Nodes = nodes
		})
		s.shows("~1 guessed", "attic          ~82.6") // as fast as the other GPU
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
		{"auto", func(*Settings) {}, 4},
		{"rules", func(s *Settings) { s.Policy = adaptive.Rules }, 1},
		{"forced", func(s *Settings) { s.Forced = adaptive.Hybrid }, 3},
	} {
		e := busyFlock()
		c.change(&e.settings)
		e.jobs[1].Verdict, _ = e.Forecast(1470)
		d := &data{}
		d.apply(pulled{flock: e.flock, jobs: e.jobs, settings: e.settings})
		sum, working := 0, 0
		for _, p := range (verdictView{&scene{data: d}, e.jobs[1].Verdict, &e.jobs[1], 80}).planned() {
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
		one, other time.Duration
		want       string
	}{
		{103, 100, "+3.0 %"},
		{100, 100, "same"},
		{88, 100, "-12 %"},
		{1220, 100, "12.2x"},
		{0, 100, ""},
		{100, 0, ""},
	} {
		if got := beyond(c.one, c.other); got != c.want || len(strings.TrimSpace(got)) > 7 {
			t.Errorf("beyond(%d, %d) = %q, want %q", c.one, c.other, got, c.want)
		}
	}
}

// However long a time is, a blank stands before it.
func TestLongTimesKeepTheirDistance(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.jobs[1].Predicted, e.jobs[1].PredictedGuessed = 28*time.Minute+21*time.Second, true
		return e
	}, func(s *screen) { s.shows("predicted ~28m21s") })
}
