package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "flocktop/internal/store" // its driver
)

// What canary texts cost is measured with the command itself on real servers: a
// single note of each size on nodes whose verdicts are forgotten, and the same
// where they are remembered. The model is in memory in both. The batch is timed
// from its first text on, as the command says itself, and the command from its
// start to its end.

// noteWords are the sizes of the notes.
var noteWords = []int{4, 40, 100, 220}

// fewestPairs keeps noise of the machine out: the median over the pairs is given.
const fewestPairs = 3

// note is a text of about so many words that no run has embedded before.
func note(words, run int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "note %d:", run)
	for i := 2; i < words; i++ {
		b.WriteString([]string{" sheep", " gate", " hill", " wool", " dusk"}[(i*i+run)%5])
	}
	return b.String() + "\n"
}

// canaryTrial is where the command runs: with a home of its own.
type canaryTrial struct {
	options
	program, dir string
}

// runCanaries prints the table.
func runCanaries(ctx context.Context, o options, out io.Writer) error {
	dir, err := os.MkdirTemp("", "flocktop-canaries-")
	if err != nil {
		return fmt.Errorf("make a folder for the runs: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	t := canaryTrial{options: o, program: filepath.Join(dir, "flocktop"), dir: dir}
	build := exec.CommandContext(ctx, "go", "build", "-o", t.program, "flocktop") //nolint:gosec // what is run is what is measured
	if built, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the command: %w\n%s", err, built)
	}
	known := filepath.Join(dir, "known.db")
	for range 2 { // loads the model on all; then their verdicts are there
		for i := range len(o.nodes) {
			if _, _, err := t.embed(ctx, known, note(noteWords[0], -1-i)); err != nil {
				return err
			}
		}
	}
	head(out, o, []string{"a note of", "batch: remembered, first", "medians, best", "command: the same", "medians, best"})
	for _, words := range noteWords {
		var batch, command [2][]float64 // remembered, and first
		for i := range max(fewestPairs, o.runs) {
			text := note(words, i+1)
			for k := range batch { // which goes first takes turns
				which := (k + i) % len(batch)
				store := filepath.Join(dir, "run.db")
				if err := t.prepare(ctx, store, known, which == 0); err != nil {
					return err
				}
				whole, part, err := t.embed(ctx, store, text)
				if err != nil {
					return err
				}
				batch[which], command[which] = append(batch[which], part), append(command[which], whole)
			}
		}
		line(out, o, append(append([]string{fmt.Sprintf("%d words", words)}, compared(batch)...), compared(command)...))
	}
	return nil
}

// compared are the cells of one measure: the median in both, and by which factor
// the median and the best time of the first are longer.
func compared(times [2][]float64) []string {
	again, first := quantile(times[0], 0.5), quantile(times[1], 0.5)
	return []string{
		fmt.Sprintf("%.1f ms, %.1f ms", again*1000, first*1000),
		fmt.Sprintf("%.3f, %.3f", first/again, slices.Min(times[1])/slices.Min(times[0])),
	}
}

// prepare makes the store of a run: a copy of the one that knows the nodes,
// without their verdicts where they are not to be remembered. All else is the
// same in both.
func (t canaryTrial) prepare(ctx context.Context, path, known string, remembers bool) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("clear the store of the last run: %w", err)
		}
	}
	content, err := os.ReadFile(known)
	if err != nil {
		return fmt.Errorf("read the store that knows the nodes: %w", err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("copy it: %w", err)
	}
	if remembers {
		return nil
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "DELETE FROM canary_checks; DELETE FROM canary_references"); err != nil {
		return fmt.Errorf("forget the verdicts: %w", err)
	}
	return nil
}

// embed runs the command on one note, and says how many seconds it and its batch
// took.
func (t canaryTrial) embed(ctx context.Context, store, text string) (whole, batch float64, err error) {
	path := filepath.Join(t.dir, "note.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return 0, 0, fmt.Errorf("write the note: %w", err)
	}
	args := []string{"embed", "--json", "--store", store, "--model", t.model}
	for _, n := range t.nodes {
		args = append(args, "--node", n)
	}
	cmd := exec.CommandContext(ctx, t.program, append(args, path)...) //nolint:gosec // as above
	cmd.Env = append(os.Environ(), "HOME="+t.dir, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=")
	begun := time.Now()
	said, err := cmd.Output()
	whole = time.Since(begun).Seconds()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
	}
	var told struct {
		Seconds float64 `json:"seconds"`
		Waiting float64 `json:"waiting_seconds"`
	}
	if err := json.Unmarshal(said, &told); err != nil {
		return 0, 0, fmt.Errorf("read what the command says of itself: %w", err)
	}
	return whole, told.Seconds - told.Waiting, nil
}
