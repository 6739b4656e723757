package cli_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"flocktop/internal/cli"
	"flocktop/internal/config"
	"flocktop/internal/store"
)

// The latest to end stands first, whatever its number, and took is held against
// predicted as on the screen: +8 % took longer.
func TestHistoryIsHeldAgainstPredictionsAsOnTheScreen(t *testing.T) {
	b := newBench(t)
	s, err := store.Open(t.Context(), config.DefaultStorePath(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	model, err := s.UseModel(t.Context(), store.Model{Name: "m:latest", Digest: "sha256:abc"})
	if err != nil {
		t.Fatal(err)
	}
	add := func(title string, texts, failed int, r store.JobResult) {
		t.Helper()
		id, err := s.CreateJob(t.Context(), store.NewJob{Title: title})
		if err != nil {
			t.Fatal(err)
		}
		for i := range texts {
			placed, err := s.PutDocument(t.Context(), id, model, store.Document{Path: fmt.Sprint("/", title, i)}, []store.Chunk{{Text: fmt.Sprint(title, i)}})
			if err == nil {
				_, err = s.PutVectors(t.Context(), id, model, store.Vectors{Items: []store.Vector{{Chunk: placed[0].ID, Values: []float32{1}}}})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range failed {
			if err := s.FailFile(t.Context(), id, fmt.Sprint("/bad", i), "encrypted"); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.FinishJob(t.Context(), id, r); err != nil {
			t.Fatal(err)
		}
	}
	add("last", 10, 0, store.JobResult{State: store.JobDone, Ended: noon.Add(time.Hour), Predicted: 10 * time.Second, Actual: 10800 * time.Millisecond})
	add("first", 10, 2, store.JobResult{State: store.JobDone, Ended: noon, Predicted: 10 * time.Second, Actual: 190 * time.Second})
	add("lost", 0, 1, store.JobResult{State: store.JobDone, Ended: noon.Add(-time.Minute), Actual: 83 * time.Millisecond, Waited: 82 * time.Millisecond})
	add("tiny", 2, 0, store.JobResult{State: store.JobDone, Ended: noon.Add(time.Minute), Predicted: time.Second, Actual: 9 * time.Second})
	add("never", 0, 0, store.JobResult{State: store.JobCancelled, Ended: noon.Add(time.Minute)})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out, problems, code := b.run("report", "--history")
	if code != cli.ExitDone {
		t.Fatalf("exit %d: %s", code, problems)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, words := range [][]string{
		{"TOOK", "ERROR"},
		{"last", "  done  ", "10.0s", "10.8s", "+8.0 %"},
		{"tiny", "n/a"},
		{"first", "  ! done  ", "10.0s", "3m10s", "19x"},
		{"lost", "  failed  ", "83 ms  n/a  "},
		nil,
		{"1 batch was cancelled before anything of it was embedded"},
	} {
		if i >= len(lines) {
			t.Fatalf("%d lines: %s", len(lines), out)
		}
		for _, word := range words {
			if !strings.Contains(lines[i], word) {
				t.Errorf("line %d is %q and lacks %q", i, lines[i], word)
			}
		}
	}
	out, _, _ = b.run("report", "--history", "--json")
	past := decode[struct{ Batches []map[string]any }](t, out)
	outcomes := map[string]string{}
	for _, p := range past.Batches {
		outcomes[fmt.Sprint(p["title"])] = fmt.Sprint(p["state"], ": ", p["outcome"])
	}
	want := map[string]string{
		"last": "done: done", "first": "done: done_with_failures", "tiny": "done: done", "lost": "done: failed", "never": "cancelled: cancelled",
	}
	if !maps.Equal(outcomes, want) {
		t.Errorf("outcomes %v", outcomes)
	}
	if strings.Contains(lines[2], "9.0x") {
		t.Errorf("two texts are held against their prediction: %s", lines[2])
	}
}
