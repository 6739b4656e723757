package app_test

import (
	"context"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
	"flocktop/internal/store"
)

// The short canary texts let a server in that gets others wrong. Once the longer
// ones have shown it, nothing that it gave is left, and the same command embeds
// it again.
func TestWhatADriftingServerGaveIsEmbeddedAgain(t *testing.T) {
	dir := home(t)
	cfg := configIn(dir)
	cfg.PollInterval = 50 * time.Millisecond
	for i, name := range []string{"sound", "drifts late"} {
		s := simulatetest.Start(t, simulate.Spec{Models: simulate.Known(simulate.MiniLM), PerText: 20 * time.Millisecond})
		if i == 1 {
			if err := s.Set(simulate.Fault{Kind: simulate.Drift, Text: " and "}); err != nil {
				t.Fatal(err)
			}
		}
		cfg.Nodes = append(cfg.Nodes, config.Node{Name: name, URL: s.URL()})
	}
	a := open(t, app.Options{Config: cfg})
	a.Start(t.Context())
	if _, err := a.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	docs := []string{documentsIn(t, dir, 60)}
	embed := func() job.Status {
		t.Helper()
		id, err := a.Queue(t.Context(), docs)
		if err != nil {
			t.Fatal(err)
		}
		s := ended(t, a, id)
		if s.State != job.Done || s.Embedded+s.Skipped != 60 {
			t.Fatalf("%+v", s)
		}
		return s
	}
	embed()
	gave := given(t, a, cfg.Nodes[1].URL)
	if gave == 0 {
		t.Fatal("it gave nothing: the test shows nothing")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for a.Flock().Nodes[1].State != cluster.Drifting || given(t, a, cfg.Nodes[1].URL) > 0 {
		select {
		case <-a.Changes():
		case <-ctx.Done():
			t.Fatalf("it is %s, and %d of its vectors are left", a.Flock().Nodes[1].State, given(t, a, cfg.Nodes[1].URL))
		}
	}
	if s := embed(); s.Embedded != gave {
		t.Errorf("%d texts are embedded again, it had given %d", s.Embedded, gave)
	}
	if left := given(t, a, cfg.Nodes[0].URL); left != 60 {
		t.Errorf("%d vectors are the sound server's, want all 60", left)
	}
	closeApp(t, a)

	reader := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, reader)
	checks, err := reader.Store().CanaryChecks(t.Context())
	if err != nil || len(checks) != 2 {
		t.Fatalf("%+v, %v", checks, err)
	}
	for _, c := range checks {
		if c.Quick || (c.Fault != "") != (c.URL == cfg.Nodes[1].URL) {
			t.Errorf("remembered: %+v", c)
		}
	}
}

// given is how many vectors the store has of a node.
func given(t *testing.T, a *app.App, url string) (count int) {
	t.Helper()
	for r, err := range a.Store().Export(t.Context(), store.ExportFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Node == url {
			count++
		}
	}
	return count
}
