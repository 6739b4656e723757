package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"flocktop/internal/cli"
	"flocktop/internal/config"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// bench is a command line with a home of its own.
type bench struct {
	t     *testing.T
	home  string
	nodes []string // --node flags
}

func newBench(t *testing.T, specs ...simulate.Spec) *bench {
	t.Helper()
	b := &bench{t: t, home: t.TempDir()}
	for name, folder := range map[string]string{
		"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache",
	} {
		t.Setenv(name, filepath.Join(b.home, folder))
	}
	for _, name := range []string{"OLLAMA_HOST", "FLOCKTOP_CONFIG", "FLOCKTOP_NODES", "FLOCKTOP_MODEL"} {
		t.Setenv(name, "")
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	for _, spec := range specs {
		s := simulatetest.Start(t, spec)
		b.nodes = append(b.nodes, "--node", s.URL())
	}
	return b
}

// run executes a command line and returns what it printed and its exit code.
func (b *bench) run(args ...string) (out, errors string, code int) {
	b.t.Helper()
	return b.runIn(b.t.Context(), args...)
}

func (b *bench) runIn(ctx context.Context, args ...string) (out, errors string, code int) {
	b.t.Helper()
	return execute(ctx, append(args, b.nodes...))
}

// runOn is run with other --node flags than the bench's.
func (b *bench) runOn(nodes []string, args ...string) (out, errors string, code int) {
	b.t.Helper()
	return execute(b.t.Context(), append(args, nodes...))
}

func execute(ctx context.Context, args []string) (out, errors string, code int) {
	var stdout, stderr bytes.Buffer
	noScreen := func(context.Context, config.Flags, cli.Screen) error { return nil }
	code = cli.Run(ctx, args, cli.Streams{Out: &stdout, Err: &stderr}, noScreen)
	return stdout.String(), stderr.String(), code
}

// write makes a file below the bench's home and returns its path.
func (b *bench) write(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// folder makes a folder of documents with about so many different paragraphs.
func (b *bench) folder(paragraphs int) string {
	for i := range paragraphs {
		b.write(filepath.Join("docs", strings.Repeat("x", i%7+1), string(rune('a'+i%26))+".md"),
			"# Sheep\n\n"+strings.Repeat("The flock of hill "+strings.Repeat("north ", i+1)+" is counted at dusk. ", 4))
	}
	return filepath.Join(b.home, "docs")
}

func fast(models ...string) simulate.Spec {
	return simulate.Spec{Name: "sim", Models: simulate.Known(models...), PerText: time.Millisecond}
}

// steady is slow enough for a busy machine to measure it right.
func steady(perText time.Duration) simulate.Spec {
	spec := fast(simulate.MiniLM)
	spec.PerText, spec.SizeMatters = perText, true
	return spec
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// embedded is the object that embed --json promises, field by field.
type embedded struct {
	Documents, Chunks, Embedded, Skipped, Failed int
	FailedFiles                                  int `json:"failed_files"`
	Seconds                                      float64
	TextsPerSecond                               float64 `json:"texts_per_second"`
	WaitingSeconds                               float64 `json:"waiting_seconds"`
	Decision                                     *struct {
		Mode, Reason, Detail, Policy string
		Workers                      int
		Nodes                        []string
		PredictedSeconds             float64 `json:"predicted_seconds"`
		Rule                         struct{ Mode, Reason, Detail string }
		Alternatives                 []struct {
			Way     string
			Nodes   int
			Seconds float64
			Chosen  bool
		}
	}
	Nodes []struct {
		URL                     string
		Texts, Requests, Errors int
		SecondsBusy             float64  `json:"seconds_busy"`
		MsPerText               *float64 `json:"ms_per_text"`
	}
	Failures   []failureRow
	PassedOver []struct {
		Reason string
		Count  int
		Paths  []string
	} `json:"passed_over"`
	Gone int
}

func TestEmbedStoresEveryChunkAndTheSecondRunSkipsThem(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM), fast(simulate.MiniLM), fast(simulate.MiniLM))
	docs := b.folder(80)
	out, _, code := b.run("embed", "--json", docs)
	first := decode[embedded](t, out)
	if code != cli.ExitDone || first.Embedded+first.Skipped != first.Chunks || first.Embedded < 50 || first.Failed != 0 {
		t.Fatalf("exit %d, %+v", code, first)
	}
	if d := first.Decision; d == nil || len(d.Nodes) == 0 || d.Workers == 0 || d.Rule.Reason == "" || d.PredictedSeconds <= 0 {
		t.Errorf("decision %+v", d)
	}
	sum := 0
	for _, n := range first.Nodes {
		sum += n.Texts
	}
	if sum != first.Embedded || len(first.Nodes) != 3 {
		t.Errorf("nodes %+v do not add up to %d", first.Nodes, first.Embedded)
	}

	out, _, code = b.run("embed", "--json", docs)
	second := decode[embedded](t, out)
	if code != cli.ExitDone || second.Embedded != 0 || second.Skipped != first.Chunks || second.Decision != nil {
		t.Errorf("second run: exit %d, %+v", code, second)
	}

	out, _, code = b.run("export", "--jsonl")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != cli.ExitDone || len(lines) != first.Chunks {
		t.Fatalf("export: exit %d, %d lines for %d chunks", code, len(lines), first.Chunks)
	}
	record := decode[struct {
		Path, Title, Heading, Text, Model, Digest, Node string
		ServerVersion                                   string `json:"server_version"`
		Position, Part                                  int
		Vector                                          []float32
		Options                                         map[string]any
	}](t, lines[0])
	if record.Path == "" || record.Text == "" || len(record.Vector) != 384 || record.Model != simulate.MiniLM {
		t.Errorf("record %+v", record)
	}
	if record.Digest == "" || !strings.HasPrefix(record.Node, "http://127.") || record.ServerVersion == "" {
		t.Errorf("the record does not say how its vector came about: %+v", record)
	}
}

func TestEmbedSaysWhatTheSeedSays(t *testing.T) {
	b := newBench(t, steady(20*time.Millisecond), steady(20*time.Millisecond))
	b.write("config/flocktop/config.toml", "[rules]\ndominant = 1000\nbalanced = 100\n") // however badly a busy machine measures
	out, progress, code := b.run("embed", "--policy", "rules", b.folder(60))
	if code != cli.ExitDone {
		t.Fatalf("exit %d: %s", code, progress)
	}
	for _, want := range []string{"Processing ", "Adaptive mode: balanced_cluster", "- parallel is efficient", "Parallel mode: using ", " across 2 nodes", "(100%)"} {
		if !strings.Contains(progress, want) {
			t.Errorf("%q is missing in:\n%s", want, progress)
		}
	}
	if !strings.Contains(out, "0 failed") || strings.Contains(out, "skipped") {
		t.Errorf("summary: %s", out)
	}
}

// A store of another model is refused before there is a job that would be listed as
// broken.
func TestAnotherModelLeavesNoJob(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM, simulate.Nomic))
	doc := b.write("a.md", "one sheep")
	b.run("embed", "--model", simulate.MiniLM, doc)
	_, problems, code := b.run("embed", "--model", simulate.Nomic, doc)
	if code != cli.ExitFailed || !strings.Contains(problems, "vectors of two models cannot be compared") {
		t.Errorf("exit %d, %s", code, problems)
	}
	if out, _, _ := b.run("report", "--history"); strings.Count(out, "\n") != 2 {
		t.Errorf("history: %s", out)
	}
}

func TestForcedModeIsReported(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM), fast(simulate.MiniLM))
	out, _, _ := b.run("embed", "--json", "--mode", "sequential", b.folder(60))
	r := decode[embedded](t, out)
	if r.Decision == nil || r.Decision.Mode != "sequential" || r.Decision.Reason != "forced" || len(r.Decision.Nodes) != 1 {
		t.Errorf("decision %+v", r.Decision)
	}
}

func TestFileThatCannotBeReadIsListedAndEndsNothing(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	docs := b.folder(30)
	missing := filepath.Join(b.home, "nowhere.md")
	out, _, code := b.run("embed", "--json", docs, missing)
	r := decode[embedded](t, out)
	if code != cli.ExitFailed || r.Embedded == 0 || len(r.Failures) != 1 || r.Failed != 0 || r.FailedFiles != 1 {
		t.Fatalf("exit %d, %+v", code, r)
	}
	if f := r.Failures[0]; f.Path != missing || f.Chunk != nil || f.Reason == "" {
		t.Errorf("failure %+v", f)
	}
}

func TestWrongUseIsSaidInASentence(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	doc := b.write("a.md", "one sheep")
	notAFolder := filepath.Join(doc, "store.db")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no path":          {[]string{"embed"}, cli.ExitUsage, "needs files or folders"},
		"unknown flag":     {[]string{"embed", "--bogus", doc}, cli.ExitUsage, "unknown flag: --bogus"},
		"unknown mode":     {[]string{"embed", "--mode", "fast", doc}, cli.ExitUsage, "fast"},
		"no address":       {[]string{"nodes", "--node", "ftp://x"}, cli.ExitUsage, "ftp"},
		"secret in URL":    {[]string{"nodes", "--node", "http://u:p@host"}, cli.ExitUsage, "user or password"},
		"model unknown":    {[]string{"embed", "--model", "nomic-embed-text", doc}, cli.ExitUsage, "all-minilm"},
		"store unwritable": {[]string{"embed", "--store", notAFolder, doc}, cli.ExitFailed, "store.db"},
		"batch of nothing": {[]string{"report", "--batch", "0"}, cli.ExitUsage, "from 1 on"},
		"batch of letters": {[]string{"report", "--batch", "10,abc"}, cli.ExitUsage, `"abc" is no batch size`},
		"misspelt command": {[]string{"embde", doc}, cli.ExitUsage, `there is no command "embde" (did you mean "embed"?)`},
		"no folder":        {[]string{"embed", "--store", filepath.Join(b.home, "typo", "x.db"), doc}, cli.ExitFailed, "there is no folder " + filepath.Join(b.home, "typo")},
		"no job":           {[]string{"failures", "first"}, cli.ExitUsage, "is no job"},
		"no store to tidy": {[]string{"prune", "--store", filepath.Join(b.home, "none.db")}, cli.ExitFailed, "no store"},
		"two forms":        {[]string{"export", "--jsonl", "--json"}, cli.ExitUsage, "choose one"},
		"nothing stored":   {[]string{"export", "--jsonl", "--store", filepath.Join(b.home, "none.db")}, cli.ExitFailed, "no store"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out, errors, code := b.run(test.args...)
			if code != test.code || !strings.Contains(errors, test.says) {
				t.Errorf("exit %d, %q; want %d and %q", code, errors, test.code, test.says)
			}
			if out != "" {
				t.Errorf("standard output holds %q", out)
			}
		})
	}
}

func TestNoNodeAnswers(t *testing.T) {
	b := newBench(t)
	b.nodes = []string{"--node", "127.0.0.1:1"}
	_, errors, code := b.run("embed", b.write("a.md", "one sheep"))
	if code != cli.ExitFailed || !strings.Contains(errors, "no node answers: http://127.0.0.1:1 (connection refused)") {
		t.Errorf("exit %d, %q", code, errors)
	}
	_, errors, _ = b.run("embed", "--wait", "100ms", b.write("a.md", "one sheep"))
	if !strings.Contains(errors, "connection refused") || strings.Contains(errors, "ollama pull") {
		t.Errorf("who waits is told %q", errors)
	}
	out, _, code := b.run("nodes")
	if code != cli.ExitFailed || !strings.Contains(out, "offline") {
		t.Errorf("nodes: exit %d, %s", code, out)
	}
	out, _, code = b.run("report")
	if code != cli.ExitDone || !strings.Contains(out, "Nothing was measured on this node yet") {
		t.Errorf("report: exit %d, %s", code, out)
	}
}

func TestTheDemosHelpSaysWhatEachScenarioIs(t *testing.T) {
	out, _, code := newBench(t).run("demo", "--help")
	for _, want := range []string{"two GPUs and three CPUs\n", "dominant   one fast GPU and two slow CPUs\n", "everything that goes wrong"} {
		if code != cli.ExitDone || !strings.Contains(out, want) {
			t.Errorf("exit %d, %q is missing in:\n%s", code, want, out)
		}
	}
}

func TestEmptyFolderIsSaid(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	empty := filepath.Join(b.home, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	_, errors, code := b.run("embed", empty)
	if code != cli.ExitDone || !strings.Contains(errors, "Nothing to embed") {
		t.Errorf("exit %d, %q", code, errors)
	}
}

func TestInterruptedEmbedPrintsItsObjectAndGoesOnLater(t *testing.T) {
	slow := fast(simulate.MiniLM)
	slow.PerText = 20 * time.Millisecond
	b := newBench(t)
	server := simulatetest.Start(t, slow)
	b.nodes = []string{"--node", server.URL()}
	docs := b.folder(120)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { // in mid-batch, however busy the machine is
		const some = 10
		for ctx.Err() == nil && server.Stats().Texts < some {
			time.Sleep(time.Millisecond)
		}
		stop()
	}()
	out, _, code := b.runIn(ctx, "embed", "--json", docs)
	first := decode[embedded](t, out)
	if code != cli.ExitInterrupted || first.Embedded >= first.Chunks {
		t.Fatalf("exit %d, %+v", code, first)
	}
	out, _, code = b.run("embed", "--json", docs)
	second := decode[embedded](t, out)
	if code != cli.ExitDone || second.Embedded+second.Skipped != second.Chunks || second.Embedded > second.Chunks-first.Embedded {
		t.Errorf("exit %d, first %+v, second %+v", code, first, second)
	}
}

func TestNodesAndReportSpeakOfWhatWasLearned(t *testing.T) {
	b := newBench(t, steady(5*time.Millisecond), steady(50*time.Millisecond))
	docs := b.folder(40)
	// each alone at first: in a common batch the fast one may leave the slow one nothing to show
	for _, node := range [][]string{b.nodes[:2], b.nodes[2:]} {
		if _, progress, code := b.runOn(node, "embed", docs); code != cli.ExitDone {
			t.Fatal(progress)
		}
		docs = b.folder(80)
	}
	out, _, code := b.run("lb_stats", "--json")
	type node struct {
		Name, URL, State, Version, Note string
		Health                          int
		GPUShare                        *float64 `json:"gpu_share"`
		VRAMUsed                        *int64   `json:"vram_used_bytes"`
		VRAMTotal                       *int64   `json:"vram_total_bytes"`
		Ping                            *float64 `json:"ping_ms"`
		Avg                             *float64 `json:"avg_ms"`
		AvgGuessed                      bool     `json:"avg_guessed"`
		InFlight                        int      `json:"in_flight"`
		Requests, Errors                int
		Models                          []struct {
			Name, Digest string
			Loaded       bool
		}
	}
	list := decode[struct{ Nodes []node }](t, out)
	if code != cli.ExitDone || len(list.Nodes) != 2 {
		t.Fatalf("exit %d, %+v", code, list)
	}
	for _, n := range list.Nodes {
		if n.State != "ready" || n.Avg == nil || n.AvgGuessed || n.Ping == nil || n.Requests == 0 || n.VRAMTotal != nil || len(n.Models) != 1 {
			t.Errorf("node %+v", n)
		}
	}
	out, _, code = b.run("parallelism_report", "--json", "--batch", "10,500")
	report := decode[struct {
		Model      string
		SpeedRatio float64 `json:"speed_ratio"`
		Batches    []struct {
			Batch                int
			Mode, Reason, Detail string
			Sequential           float64 `json:"sequential_seconds"`
			EvenSplit            float64 `json:"even_split_seconds"`
			Hybrid               float64 `json:"hybrid_seconds"`
			Parallel             float64 `json:"parallel_seconds"`
			Saved                float64 `json:"saved_seconds"`
		}
	}](t, out)
	if code != cli.ExitDone || len(report.Batches) != 2 || report.SpeedRatio < 3 {
		t.Fatalf("exit %d, %+v", code, report)
	}
	if r := report.Batches[1]; r.EvenSplit < r.Sequential || r.Parallel > r.Sequential || r.Saved <= 0 {
		t.Errorf("batch of 500: %+v", r)
	}
	if out, _, code = b.run("nodes"); code != cli.ExitDone || !strings.Contains(out, "Strategy: adaptive") {
		t.Errorf("exit %d, %s", code, out)
	}
	if out, _, code = b.run("report", "--history"); code != cli.ExitDone || !strings.Contains(out, "TOOK") {
		t.Errorf("exit %d, %s", code, out)
	}
}
