package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"flocktop/internal/app"
	"flocktop/internal/config"
	"flocktop/internal/job"
	"flocktop/ui"
)

// take says at which moment of the demo a scene is recorded.
type take struct {
	scenario string
	before   int     // batches that have ended by then
	long     bool    // the batch is several times the archive, so that graphs have something to show
	broken   bool    // files that cannot be read lie beside the handbook
	progress float64 // of the batch that runs
}

func takes() map[string]take {
	return map[string]take{
		"mixed":    {scenario: "mixed", before: 1, long: true, progress: 0.55},
		"dominant": {scenario: "dominant", long: true, progress: 0.55},
		"balanced": {scenario: "balanced", long: true, progress: 0.55},
		"faulty":   {scenario: "faulty", before: 2, long: true, broken: true, progress: 0.5},
		"evening":  {scenario: "hybrid", before: 15, progress: 0.5},
	}
}

// home is where the recorded paths seem to be: those of the machine are nobody's
// business.
const home = "/home/ada"

// record runs the demo until a scene's moment and keeps what its engine says.
func record(ctx context.Context, name string) (err error) {
	t, ok := takes()[name]
	if !ok {
		return fmt.Errorf("no scene is called %s", name)
	}
	demo, err := app.StartDemo(ctx, t.scenario)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	defer func() { err = errors.Join(err, demo.Close()) }()
	cfg, err := demo.Configure(config.Flags{})
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	a, err := app.Open(ctx, app.Options{Config: cfg, Demo: demo, Holder: "the stage", Log: io.Discard})
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	a.Start(ctx)
	if err := t.reach(ctx, a, filepath.Dir(cfg.Store)); err != nil {
		return err
	}
	data, err := json.Marshal(capture(ctx, a))
	if err != nil {
		return fmt.Errorf("write scene %s: %w", name, err)
	}
	data = bytes.ReplaceAll(data, []byte(config.CacheDir()), []byte(home+"/.cache/flocktop"))
	data = bytes.ReplaceAll(data, []byte(filepath.Dir(cfg.Store)), []byte(home+"/flocktop-demo"))
	return os.WriteFile(filepath.Join("screenshots", "stage", "scenes", name+".json"), append(data, byte(10)), 0o600) //nolint:wrapcheck // names the file
}

// reach queues batches and waits for the moment: the handbook and some years of
// the archive have ended, all of the archive runs, and the handbook waits behind
// it once more.
func (t take) reach(ctx context.Context, a *app.App, folder string) error {
	if _, err := a.Settled(ctx); err != nil {
		return err //nolint:wrapcheck // the context's
	}
	samples := a.Suggestions()
	handbook, archive := samples[0], samples[1]
	years, err := filepath.Glob(filepath.Join(archive, "*"))
	if err != nil {
		return fmt.Errorf("list the archive: %w", err)
	}
	ended := func(s job.Status) bool { return s.State.Ended() }
	for i, path := range append([]string{handbook}, years...)[:t.before] {
		paths := []string{path}
		if i == 0 && t.broken {
			inbox := filepath.Join(folder, "inbox")
			if err := breakFiles(inbox); err != nil {
				return err
			}
			paths = append(paths, inbox)
		}
		if err := queueAndWait(ctx, a, paths, ended); err != nil {
			return err
		}
	}
	if t.long {
		if archive, err = valleys(archive, filepath.Join(folder, "valleys")); err != nil {
			return err
		}
	}
	return queueAndWait(ctx, a, []string{archive}, func(s job.Status) bool {
		if s.State == job.Running && len(a.Jobs()) == t.before+1 {
			_, _ = a.Queue(ctx, []string{handbook}) // for the picture alone
		}
		return s.Walked && float64(s.Embedded+s.Failed+s.Skipped) >= t.progress*float64(s.Chunks)
	})
}

// valleys writes the archive several times, each time of another valley, and
// returns the folder.
func valleys(archive, folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(archive, "*", "*.md"))
	if err != nil {
		return "", fmt.Errorf("list the archive: %w", err)
	}
	for _, valley := range []string{"Upper", "Lower", "Long", "Stony", "North"} {
		for _, from := range files {
			text, err := os.ReadFile(from)
			if err != nil {
				return "", fmt.Errorf("read the archive: %w", err)
			}
			text = bytes.ReplaceAll(text, []byte("the "), []byte("the "+valley+" valley's "))
			to := filepath.Join(folder, valley, filepath.Base(filepath.Dir(from)), filepath.Base(from))
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				return "", fmt.Errorf("make a folder of a valley: %w", err)
			}
			if err := os.WriteFile(to, text, 0o600); err != nil {
				return "", fmt.Errorf("write the papers of a valley: %w", err)
			}
		}
	}
	return folder, nil
}

// breakFiles makes files that no reader of documents can make sense of.
func breakFiles(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of broken files: %w", err)
	}
	for name, content := range map[string]string{
		"minutes-2019.docx": "PK\x03\x04 the rest was lost on the way",
		"minutes-2020.docx": "PK\x03\x04 and of this one too",
		"shearing.epub":     "PK\x03\x04 a book without pages",
		"scan-0412.pdf":     "%PDF-1.7\nnothing but a head",
		"scan-0413.pdf":     "%PDF-1.7\nnor here",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			return fmt.Errorf("write a broken file: %w", err)
		}
	}
	return nil
}

func queueAndWait(ctx context.Context, a *app.App, paths []string, until func(job.Status) bool) error {
	id, err := a.Queue(ctx, paths)
	if err != nil {
		return err //nolint:wrapcheck // a sentence already
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if s, ok := a.Job(id); ok && until(s) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // interrupted
		case <-tick.C:
		}
	}
}

// capture is what the screen could ask for now.
func capture(ctx context.Context, a *app.App) scene {
	steering, flock := a.Steering(), a.Flock()
	s := scene{
		Flock: flock, Jobs: a.Jobs(), Log: a.Log(0),
		Settings: ui.Settings{
			Model: flock.Model, Forced: steering.Forced, Policy: steering.Policy, Thresholds: a.Thresholds(),
			Limits: ui.LimitsOf(a.Limits()), Simulated: a.Simulated(), Forgets: a.Forgets(), StorePath: a.StorePath(), Version: "demo",
		},
		Histories: map[string]history{}, Documents: map[job.ID][]job.Document{}, Failures: map[job.ID][]job.Failure{},
	}
	for _, n := range flock.Nodes {
		if h, ok := a.NodeHistory(n.ID); ok {
			s.Histories[n.ID] = keepHistory(h)
		}
	}
	for _, j := range s.Jobs {
		s.Documents[j.ID], _ = a.Documents(ctx, j.ID) // a picture can do without
		s.Failures[j.ID], _ = a.Failures(ctx, j.ID)
	}
	const batches = 50
	s.Past, _ = a.Past(ctx, batches)
	return s
}
