package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// Whoever is killed in the midst of a long job knows the next time how fast nodes
// are: it is kept before the job ends.
func TestSpeedsAreKeptWhileAJobRuns(t *testing.T) {
	dir := home(t)
	cfg := config.Default()
	cfg.Store, cfg.PollInterval = filepath.Join(dir, "store.db"), 50*time.Millisecond
	s := simulatetest.Start(t, simulate.Spec{Models: simulate.Known(simulate.MiniLM), PerText: 20 * time.Millisecond})
	cfg.Nodes = []config.Node{{Name: "node", URL: s.URL()}}
	a := open(t, app.Options{Config: cfg, Remember: 5 * time.Millisecond})
	defer closeApp(t, a)
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 200)})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	last := until(t, a, id, func(s job.Status) bool {
		speeds, err := a.Store().Speeds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept = len(speeds)
		return kept > 0 || s.State.Ended()
	})
	if kept != 1 || last.State != job.Running {
		t.Errorf("%d speeds are kept of a job that is %s", kept, last.State)
	}
}
