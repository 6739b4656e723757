package app_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"go.uber.org/goleak"

	"flocktop/adaptive"
	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/documents"
	"flocktop/internal/documents/pdf/pdftest"
	"flocktop/internal/job"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
	"flocktop/internal/store"
)

func TestMain(m *testing.M) {
	if documents.WorkerMain() { // the test binary reads PDF files too
		return
	}
	goleak.VerifyTestMain(m)
}

// home gives the test folders of its own.
func home(t *testing.T) string {
	t.Helper()
	dir, cache := t.TempDir(), pdftest.CacheDir()
	pdftest.LinkCache(t, cache, filepath.Join(dir, "XDG_CACHE_HOME", "flocktop", "pdf"))
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, filepath.Join(dir, name))
	}
	t.Setenv("OLLAMA_HOST", "")
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	return dir
}

func open(t *testing.T, opt app.Options) *app.App {
	t.Helper()
	opt.Log = io.Discard
	a, err := app.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func closeApp(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// ended waits until a job has ended.
func ended(t *testing.T, a *app.App, id job.ID) job.Status {
	t.Helper()
	return until(t, a, id, func(s job.Status) bool { return s.State.Ended() })
}

// until waits for a job to become so.
func until(t *testing.T, a *app.App, id job.ID, is func(job.Status) bool) job.Status {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	for {
		s, ok := a.Job(id)
		if !ok {
			t.Fatalf("there is no job %d", id)
		}
		if is(s) {
			return s
		}
		select {
		case <-a.Changes():
		case <-ctx.Done():
			t.Fatalf("the job does not come to that: %+v", s)
		}
	}
}

func TestDemoEmbedsItsHandbookInEveryScenario(t *testing.T) {
	home(t)
	for _, name := range app.ScenarioNames() {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			demo, err := app.StartDemo(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := demo.Close(); err != nil {
					t.Error(err)
				}
			}()
			cfg, err := demo.Configure(config.Flags{})
			if err != nil {
				t.Fatal(err)
			}
			a := open(t, app.Options{Config: cfg, Demo: demo})
			defer closeApp(t, a)
			a.Start(ctx)
			if a.Simulated() == "" || len(a.Suggestions()) == 0 {
				t.Error("a demo without label or samples")
			}
			id, err := a.Queue(ctx, a.Suggestions()[:1])
			if err != nil {
				t.Fatal(err)
			}
			s := ended(t, a, id)
			if s.State != job.Done || s.Embedded == 0 || s.Embedded+s.Skipped+s.Failed != s.Chunks {
				t.Fatalf("%s %s: %d embedded, %d skipped, %d failed of %d", s.State, s.Why, s.Embedded, s.Skipped, s.Failed, s.Chunks)
			}
			if name != "faulty" && (s.Failed != 0 || s.FailedFiles != 0) {
				t.Errorf("failures %+v", s.Failures)
			}
			counts, err := a.Store().Counts(ctx, store.JobID(id))
			if err != nil || counts.Embedded != s.Embedded || counts.Chunks != s.Chunks || counts.Skipped != s.Skipped || counts.Failed != s.Failed {
				t.Errorf("the store counts %+v, %v; the screen %d, %d, %d, %d", counts, err, s.Embedded, s.Chunks, s.Skipped, s.Failed)
			}
		})
	}
}

// configIn is a configuration whose files are in that folder, with these nodes.
func configIn(dir string, nodes ...config.Node) config.Config {
	cfg := config.Default()
	cfg.File, cfg.Store, cfg.Nodes = filepath.Join(dir, "config.toml"), filepath.Join(dir, "store.db"), nodes
	return cfg
}

// servers are two simulated ones and a configuration for them.
func servers(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg := configIn(dir)
	for _, name := range []string{"attic", "shed"} {
		s := simulatetest.Start(t, simulate.Spec{
			Models: simulate.Known(simulate.MiniLM), PerText: 40 * time.Millisecond, // slower than documents are read, so that both work
		})
		cfg.Nodes = append(cfg.Nodes, config.Node{Name: name, URL: s.URL()})
	}
	return cfg
}

// documentsIn writes so many documents of one chunk each.
func documentsIn(t *testing.T, dir string, count int) string {
	t.Helper()
	folder := filepath.Join(dir, "docs")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range count {
		name := strings.Repeat("a", i+1) + ".txt"
		if err := os.WriteFile(filepath.Join(folder, name), []byte("Sheep number "+strings.Repeat("one and ", i)+"last."), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestWhatWasLearnedOutlivesTheProgram(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg})
	a.Start(t.Context())
	if _, err := a.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	id, err := a.Queue(t.Context(), []string{documentsIn(t, dir, 60)})
	if err != nil {
		t.Fatal(err)
	}
	if s := ended(t, a, id); s.Embedded != 60 {
		t.Fatalf("%+v", s)
	}
	closeApp(t, a)

	cfg.Model = "" // the store knows which was used last
	reader := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, reader)
	report, err := reader.Report([]int{100})
	if err != nil {
		t.Fatal(err)
	}
	if reader.Flock().Model != simulate.MiniLM {
		t.Errorf("model %q", reader.Flock().Model)
	}
	for _, n := range reader.Flock().Nodes {
		if n.Average == 0 || n.Requests == 0 {
			t.Errorf("%s: %v a text, %d requests", n.Name, n.Average, n.Requests)
		}
	}
	if row := report.Rows[0]; row.Guessed || row.Predicted <= 0 {
		t.Errorf("the report guesses: %+v", row)
	}
}

func TestASecondWriterIsToldWhoHoldsTheStore(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg, Holder: "the first"})
	defer closeApp(t, a)
	_, err := app.Open(t.Context(), app.Options{Config: cfg, Log: io.Discard})
	if _, locked := errors.AsType[*store.LockedError](err); !locked || !strings.Contains(err.Error(), "the first") {
		t.Errorf("%v", err)
	}
	reader := open(t, app.Options{Config: cfg, ReadOnly: true})
	closeApp(t, reader)
}

func TestReadingWithoutAStoreIsFine(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg, ReadOnly: true})
	defer closeApp(t, a)
	report, err := a.Report(adaptive.DefaultSizes())
	if err != nil || len(report.Rows) != 5 || !report.Rows[0].Guessed {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := os.Stat(cfg.Store); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made a store: %v", err)
	}
}

func TestNodesAreKeptInTheFile(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	a := open(t, app.Options{Config: cfg})
	defer closeApp(t, a)
	a.Start(t.Context())
	if _, err := a.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddNode(t.Context(), "barn", "10.0.0.9"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "http://", "ftp://x", "10.0.0.9"} {
		if _, err := a.AddNode(t.Context(), "again", bad); err == nil {
			t.Errorf("%q was added", bad)
		}
	}
	kept, err := config.Load(config.Sources{Flags: config.Flags{Config: cfg.File}, LookupEnv: func(string) (string, bool) { return "", false }})
	if err != nil {
		t.Fatal(err)
	}
	// the two nodes that were there by default are kept beside the new one
	if len(kept.Nodes) != 3 || kept.Nodes[2].Name != "barn" || kept.Nodes[2].URL != "http://10.0.0.9:11434" {
		t.Errorf("%+v", kept.Nodes)
	}
	if err := a.RemoveNode(t.Context(), "http://10.0.0.9:11434"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(cfg.File); err != nil || strings.Contains(string(text), "barn") {
		t.Errorf("%s, %v", text, err)
	}
	if len(a.Flock().Nodes) == 3 && len(a.Flock().Eligible()) == 3 {
		t.Error("the removed node is still used")
	}
}

func TestAnInterruptedJobIsOfferedAndGoesOn(t *testing.T) {
	dir := home(t)
	cfg := servers(t, dir)
	docs := documentsIn(t, dir, 150)
	a := open(t, app.Options{Config: cfg})
	a.Start(t.Context())
	id, err := a.Queue(t.Context(), []string{docs})
	if err != nil {
		t.Fatal(err)
	}
	for {
		if s, _ := a.Job(id); s.Embedded > 10 {
			break
		}
		<-a.Changes()
	}
	closeApp(t, a) // in mid-run
	again := open(t, app.Options{Config: cfg, TakeUp: true})
	defer closeApp(t, again)
	again.Start(t.Context())
	jobs := again.Jobs()
	if len(jobs) != 1 || jobs[0].ID != id || jobs[0].State.Ended() || !again.Steering().Paused {
		t.Fatalf("offered %+v, paused %v", jobs, again.Steering().Paused)
	}
	again.Pause(false)
	s := ended(t, again, id)
	if s.State != job.Done || s.Skipped < 10 || s.Embedded+s.Skipped != s.Chunks {
		t.Errorf("%+v", s)
	}
}
