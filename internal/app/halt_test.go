package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// halted is a program with a job that was halted because its one node is away,
// and another one behind it in the queue.
func halted(t *testing.T) (a *app.App, first, second job.ID, back func()) {
	t.Helper()
	dir := home(t)
	spec := simulate.Spec{Models: simulate.Known(simulate.MiniLM)}
	s, err := simulate.Start(context.WithoutCancel(t.Context()), spec)
	if err != nil {
		t.Fatal(err)
	}
	spec.Address = strings.TrimPrefix(s.URL(), "http://")
	cfg := configIn(dir, config.Node{Name: "attic", URL: s.URL()})
	cfg.Model, cfg.PollInterval = simulate.MiniLM, 50*time.Millisecond
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(t, app.Options{Config: cfg, Wait: 100 * time.Millisecond})
	t.Cleanup(func() { closeApp(t, a) })
	a.Start(t.Context())
	docs := documentsIn(t, dir, 3)
	for _, id := range []*job.ID{&first, &second} {
		if *id, err = a.Queue(t.Context(), []string{docs}); err != nil {
			t.Fatal(err)
		}
	}
	stands := until(t, a, first, func(s job.Status) bool { return s.Halted })
	if stands.State != job.Paused || stands.Why == "" || !a.Steering().Paused {
		t.Errorf("a halted job is %s (%q), the queue is paused: %t", stands.State, stands.Why, a.Steering().Paused)
	}
	return a, first, second, func() { simulatetest.Start(t, spec) }
}

func TestAHaltedJobIsTakenUpWhenThePauseIsLifted(t *testing.T) {
	a, first, second, back := halted(t)
	back()
	a.Retry(t.Context())
	a.Pause(false)
	if s := ended(t, a, first); s.State != job.Done || s.Halted || s.Embedded+s.Skipped != s.Chunks || s.Chunks == 0 {
		t.Errorf("it ended so: %+v", s)
	}
	ended(t, a, second)
}

func TestAHaltedJobThatWasCancelledStaysSo(t *testing.T) {
	a, first, second, back := halted(t)
	if err := a.Cancel(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	back()
	a.Retry(t.Context())
	a.Pause(false)
	if s := ended(t, a, second); s.State != job.Done {
		t.Errorf("the next job: %+v", s)
	}
	if s := ended(t, a, first); s.State != job.Cancelled || s.Halted {
		t.Errorf("the cancelled job: %+v", s)
	}
}
