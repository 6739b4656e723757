package ui

import (
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

// A job that took long because documents were read is not late.
func TestWaitingForDocumentsIsSaid(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := busyFlock()
		j := &e.jobs[1]
		j.Walked, j.Reading, j.Expected, j.ETA = false, true, 88, 0
		j.Chunks, j.Embedded, j.Skipped, j.Failed = 46, 46, 0, 0
		j.Elapsed, j.Starved, j.Predicted, j.PredictedGuessed = 9*time.Second, 8500*time.Millisecond, 470*time.Millisecond, true
		return e
	}, func(s *screen) {
		s.shows("embedding     0.50s  beside 8.5s of waiting", "ends after        -  waiting for documents", "88/~134 left", "46 / ~134", "ETA -")
		s.press("tab", "tab", "enter")
		s.shows("waiting for documents: nothing is there", "so far 9.0s: 8.5s waiting for documents, 0.50s", "predicted at first ~0.47s")
	})
}

// The row of a job that waited for documents gives the whole time, in two parts.
func TestTheRowOfAJobSaysHowLongItWaited(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want string
	}{
		{80, 24, "5 in 0.73s + 22.2s waiting, 2 failed"},
		{120, 36, "5 in 0.73s + 22.2s, 2 failed"},
		{200, 60, "5 in   0.73s   + 22.2s waiting      2 failed"},
	} {
		onScreen(t, c.w, c.h, func() *fakeEngine {
			e := idleFlock()
			j := &e.jobs[0]
			j.Elapsed, j.Starved, j.Embedded = 22900*time.Millisecond, 22170*time.Millisecond, 5
			return e
		}, func(s *screen) { s.shows(c.want) })
	}
}

func TestAJobsPageHoldsEmbeddingAgainstPredictionAndLimit(t *testing.T) {
	done := job.Status{
		State: job.Done, Walked: true, Embedded: 132, Elapsed: 9 * time.Second, Starved: 8500 * time.Millisecond,
		Predicted: 470 * time.Millisecond, Bound: 440 * time.Millisecond,
	}
	slower, skipped, tiny := done, done, done
	slower.Bound = 490 * time.Millisecond
	skipped.Embedded, skipped.Skipped = 0, 132
	tiny.Embedded = 2
	for name, test := range map[string]struct {
		job  job.Status
		want string
	}{
		"done":    {done, "predicted at first 0.47s (it took +6.4 %), limit 0.44s (+14 % over the limit)"},
		"slower":  {slower, "predicted at first 0.47s (it took +6.4 %), limit 0.49s (+2.0 % over the limit), the nodes were slower than it was then known"},
		"skipped": {skipped, ""},
		"tiny":    {tiny, "predicted at first 0.47s, limit 0.44s"},
	} {
		if got := foretoldText(&test.job); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	alone := done
	alone.Nodeless, alone.Starved = 300*time.Millisecond, 0
	alone.Elapsed = 500 * time.Millisecond
	if got := tookText(&alone); got != "took 0.50s, 0.30s of it without a node" {
		t.Errorf("the time is %q", got)
	}
	if got := tookText(&done); got != "took 9.0s: 8.5s waiting for documents, 0.50s embedding" {
		t.Errorf("the time is %q", got)
	}
}

// What nodes did lately fades from their list; of the flock nothing is said that goes
// on no more.
func TestThereIsOneRate(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		nodes := append([]cluster.Node(nil), e.flock.Nodes...)
		for i := range nodes {
			nodes[i].Rates = nil
		}
		nodes[0].Rates = []float64{100, 100, 50}
		nodes[1].Rates = []float64{0, 0, 20, 20, 10}
		e.flock.Nodes = nodes
		return e
	}, func(s *screen) {
		s.shows("83.3", "16.7", "idle", "peak 120") // over the three seconds in which they work
		if got := s.model.nodes.copied(s.model.scene()); !strings.Contains(got, "83.3 texts/s") {
			t.Errorf("copied is another one: %s", got)
		}
		s.hides("100.0 texts/s")
	})
}

// Two ways that are as good take no turns on the idle dashboard.
func TestTheIdleDecisionDoesNotTremble(t *testing.T) {
	ask := func(last time.Duration) adaptive.Verdict {
		nodes := []adaptive.Node{
			{ID: "a", PerText: 10 * time.Millisecond},
			{ID: "b", PerText: 30 * time.Millisecond},
			{ID: "c", PerText: 60 * time.Millisecond},
			{ID: "d", PerText: last},
		}
		v, _, _ := adaptive.Decide(adaptive.Question{Nodes: nodes, Batch: 1000, Thresholds: adaptive.DefaultThresholds()})
		return v
	}
	var s steady
	now := frozen
	first := s.take(now, ask(360*time.Millisecond), Settings{}, 4)
	for range 20 {
		now = now.Add(time.Second)
		if v := s.take(now, ask(240*time.Millisecond), Settings{}, 4); v.Mode != first.Mode {
			t.Fatalf("%s becomes %s, which is as good", first.Mode, v.Mode)
		}
	}
	for range 20 {
		now = now.Add(time.Second)
		s.take(now, ask(30*time.Millisecond), Settings{}, 4)
	}
	if s.shown.Mode != adaptive.Parallel {
		t.Errorf("%s stays, though parallel is quicker", s.shown.Mode)
	}
}

// What a guess decides against is said: the list shows a quicker way.
func TestARuleThatDecidesAgainstTheFiguresSaysWhy(t *testing.T) {
	v, _, _ := adaptive.Decide(adaptive.Question{
		Nodes: []adaptive.Node{{ID: "a", GPU: true}, {ID: "b", GPU: true}, {ID: "c"}, {ID: "d"}, {ID: "e"}},
		Batch: 100, Thresholds: adaptive.DefaultThresholds(),
	})
	onScreen(t, 140, 42, idleFlock, func(s *screen) {
		sc := s.model.scene()
		data := *sc.data
		data.settings.Thresholds = adaptive.DefaultThresholds()
		sc.data = &data
		text := strings.Join(newVerdictView(sc, v, nil, 100, &weighed{}).full(), "\n")
		for _, want := range []string{"hybrid, 2 of 5 nodes   ~0.50s   chosen", "Speeds are only guesses yet", "the plan of hybrid, 2 of 5 nodes"} {
			if !strings.Contains(text, want) {
				t.Errorf("nowhere %q:\n%s", want, text)
			}
		}
	})
}

// A first answer cannot tell what a request costs from what its texts do: what is
// known from so few is marked wherever it is said.
func TestWhatIsKnownFromAFewTextsIsMarked(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		for i := range e.flock.Nodes {
			if n := &e.flock.Nodes[i]; n.Average > 0 {
				n.Learned.Texts = 2
			}
		}
		return e
	}, func(s *screen) {
		s.shows("~12.1", "~82.0", "~all guessed", "~1.0s", "~82.6/s")
		s.engine.change(func(e *fakeEngine) {
			for i := range e.flock.Nodes {
				e.flock.Nodes[i].Revision++
				e.flock.Nodes[i].Learned.Texts = 200
			}
		})
		s.wait(2 * calmTime)
		s.hides("~12.1", "~82.0", "guessed")
	})
}
