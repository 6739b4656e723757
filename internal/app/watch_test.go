package app_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/job"
	"flocktop/internal/prefs"
	"flocktop/internal/store"
)

// watched waits until the one that watches sees it so.
func watched(t *testing.T, a *app.App, what string, is func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for !is() {
		select {
		case <-a.Changes():
		case <-ctx.Done():
			t.Fatalf("%s: not within a minute; watching %+v, jobs %+v", what, a.Watching(), a.Jobs())
		}
	}
}

func TestOneWorksAndTheOtherWatches(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	docs := documentsIn(t, dir, 60)
	works := open(t, app.Options{Config: cfg, Holder: "the first"})
	works.Start(t.Context())
	watches := open(t, app.Options{Config: cfg, Watch: true, Screen: true})
	defer closeApp(t, watches)
	watches.Start(t.Context())
	if w := watches.Watching(); !w.On || !strings.Contains(w.By, "the first") || w.Trouble != "" || works.Watching().On {
		t.Errorf("watching %+v, %+v", w, works.Watching())
	}
	if s, err := watches.Settled(t.Context()); err != nil || len(s.Eligible()) == 0 {
		t.Errorf("the nodes are not looked at: %+v, %v", s.Nodes, err)
	}
	id, err := works.Queue(t.Context(), []string{docs})
	if err != nil {
		t.Fatal(err)
	}
	done := ended(t, works, id)
	watched(t, watches, "the job ends", func() bool {
		s, ok := watches.Job(id)
		return ok && s.State == job.Done
	})
	if s, _ := watches.Job(id); s.Title != done.Title || s.Embedded != done.Embedded || s.Chunks != done.Chunks || s.Verdict.Mode != done.Verdict.Mode {
		t.Errorf("watched\n%+v\nbut it was\n%+v", s, done)
	}
	if all, err := watches.Documents(t.Context(), id); err != nil || len(all) != done.Documents {
		t.Errorf("%d documents, %v; want %d", len(all), err, done.Documents)
	}
	closeApp(t, works)
	watched(t, watches, "the other one has ended", func() bool { return watches.Watching().By == "" })
	again := open(t, app.Options{Config: cfg, Holder: "the next"}) // whoever watches is in nobody's way
	watched(t, watches, "there is another one", func() bool { return strings.Contains(watches.Watching().By, "the next") })
	closeApp(t, again)
}

// fingerprint is of the store's file, and of what lies in its write-ahead log.
func fingerprint(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	var all []byte
	for _, name := range []string{path, path + "-wal"} {
		text, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return sha256.Sum256(all)
}

func TestWhoWatchesChangesNothing(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	if _, err := app.Open(t.Context(), app.Options{Config: cfg, Watch: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("a store that is not there: %v", err)
	}
	works := open(t, app.Options{Config: cfg})
	defer closeApp(t, works)
	before := fingerprint(t, cfg.Store)
	a := open(t, app.Options{Config: cfg, Watch: true, Screen: true})
	a.Start(t.Context())
	node := a.Flock().Nodes[0].ID
	_, queued := a.Queue(t.Context(), []string{dir})
	_, retried := a.RetryFailures(t.Context(), 1)
	for what, err := range map[string]error{
		"queue": queued, "retry": retried, "cancel": a.Cancel(t.Context(), 1), "restore": a.Restore(t.Context(), 1),
		"move": a.Move(t.Context(), 1, 1), "model": a.SetModel(t.Context(), "x"), "add": errorOf(a.AddNode(t.Context(), "x", "10.0.0.9")),
		"remove": a.RemoveNode(t.Context(), node), "put back": a.RestoreNode(t.Context(), node),
		"warm up": a.WarmUp(t.Context(), node, "x"), "unload": a.Unload(t.Context(), node, "x"),
	} {
		if err == nil || !strings.Contains(err.Error(), "only watches") {
			t.Errorf("%s: %v", what, err)
		}
	}
	a.Pause(true)
	a.Force(adaptive.Parallel)
	a.SetPolicy(adaptive.Rules)
	if s := a.Steering(); s.Paused || s.Forced != 0 || s.Policy != adaptive.Auto {
		t.Errorf("steered %+v", s)
	}
	if err := a.KeepPrefs(prefs.Prefs{Theme: "mono"}); err != nil {
		t.Error(err)
	}
	closeApp(t, a)
	if fingerprint(t, cfg.Store) != before {
		t.Error("the store was written to")
	}
	if _, err := os.Stat(cfg.File); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the configuration was written: %v", err)
	}
}

func TestAStoreThatVanishesWhileItIsWatched(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	closeApp(t, open(t, app.Options{Config: cfg}))
	a := open(t, app.Options{Config: cfg, Watch: true})
	defer closeApp(t, a)
	a.Start(t.Context())
	if err := os.Rename(cfg.Store, cfg.Store+".away"); err != nil {
		t.Skip("an open file cannot be moved here:", err)
	}
	watched(t, a, "it is gone", func() bool { return strings.Contains(a.Watching().Trouble, "no longer the one") })
	if err := os.Rename(cfg.Store+".away", cfg.Store); err != nil {
		t.Fatal(err)
	}
	watched(t, a, "it is back", func() bool { return a.Watching().Trouble == "" })
}

// What was written while the store could not be read is not taken for read.
func TestWhatCouldNotBeReadIsTriedAgain(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	closeApp(t, open(t, app.Options{Config: cfg}))
	a := open(t, app.Options{Config: cfg, Watch: true})
	defer closeApp(t, a)
	db, err := sql.Open("sqlite", cfg.Store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, step := range []struct {
		do       string
		readable bool
	}{
		{"ALTER TABLE jobs RENAME TO hidden", false}, {"", false}, {"ALTER TABLE hidden RENAME TO jobs", true}, {"", true},
	} {
		if _, err := db.ExecContext(t.Context(), step.do); err != nil {
			t.Fatal(err)
		}
		a.Look(t.Context())
		if w := a.Watching(); (w.Trouble == "") != step.readable {
			t.Errorf("after %q: %+v", step.do, w)
		}
	}
}
