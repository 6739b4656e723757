//go:build unix

package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"flocktop/internal/cli"
)

// The tests in this file run on real Ollama servers, where FLOCKTOP_REAL lists
// their addresses. FLOCKTOP_REAL_PIDS lists their process ids in the same order:
// a test may stop one for a while, kill what it started, and kill the last.
const realModel = "tiny-embed"

func realBench(t *testing.T) *bench {
	t.Helper()
	list := os.Getenv("FLOCKTOP_REAL")
	if list == "" {
		t.Skip("FLOCKTOP_REAL names no servers")
	}
	b := newBench(t)
	for url := range strings.SplitSeq(list, ",") {
		b.nodes = append(b.nodes, "--node", url)
	}
	return b
}

// goDocs is documentation that every machine with Go has.
func goDocs(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(runtime.GOROOT(), folder) //nolint:staticcheck // the tree of the Go that runs the tests
	if _, err := os.Stat(path); err != nil {
		t.Skipf("this Go comes without %s", folder)
	}
	return path
}

func (b *bench) embedReal(path string) embedded {
	b.t.Helper()
	out, progress, code := b.run("embed", "--json", "--model", realModel, path)
	r := decode[embedded](b.t, out)
	if code != cli.ExitDone || r.Failed != 0 || len(r.Failures) != 0 || r.Embedded+r.Skipped != r.Chunks || r.Chunks == 0 {
		b.t.Fatalf("exit %d, %+v\n%s", code, r, progress)
	}
	b.t.Logf("%d chunks in %.1f s: %.0f texts/s, %s (%s), predicted %.1f s",
		r.Chunks, r.Seconds, r.TextsPerSecond, r.Decision.Mode, r.Decision.Reason, r.Decision.PredictedSeconds)
	return r
}

func TestRealServersEmbedGoDocumentation(t *testing.T) {
	b := realBench(t)
	r := b.embedReal(goDocs(t, "doc"))
	out, _, code := b.run("export", "--jsonl")
	if lines := strings.Count(out, "\n"); code != cli.ExitDone || lines != r.Chunks {
		t.Errorf("export: exit %d, %d lines for %d chunks", code, lines, r.Chunks)
	}
	for _, n := range r.Nodes {
		if n.Errors != 0 || n.Texts == 0 {
			t.Errorf("%s: %d texts, %d errors", n.URL, n.Texts, n.Errors)
		}
	}
}

// realProcess is the process of a server, counted from 0; a negative number
// counts from the end.
func realProcess(t *testing.T, server int) int {
	t.Helper()
	list := os.Getenv("FLOCKTOP_REAL_PIDS")
	if list == "" {
		t.Skip("FLOCKTOP_REAL_PIDS names no processes")
	}
	ids := strings.Split(list, ",")
	pid, err := strconv.Atoi(ids[(server+len(ids))%len(ids)])
	if err != nil {
		t.Fatalf("FLOCKTOP_REAL_PIDS=%s: %v", list, err)
	}
	return pid
}

// runnerOf is the process that a server has the model in: its child.
func runnerOf(server int) (int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		_, rest, _ := strings.Cut(string(text), ") ") // behind the name, which may hold anything
		fields := strings.Fields(rest)                // state, parent …
		if len(fields) < 2 || fields[1] != strconv.Itoa(server) {
			continue
		}
		folder := filepath.Dir(name)
		if command, err := os.ReadFile(filepath.Join(folder, "cmdline")); err == nil && strings.Contains(string(command), "\x00runner\x00") {
			if pid, err := strconv.Atoi(filepath.Base(folder)); err == nil {
				return pid, nil
			}
		}
	}
	return 0, fmt.Errorf("server %d has no runner: its model is not loaded, or there is no /proc", server)
}

// soon is how far a batch is when something happens to a server; the batch
// takes many times that.
const soon = 1500 * time.Millisecond

// embedThrough embeds while something is done to a server in mid-batch. The
// batch must end complete; how long it took beside the bound is logged.
func (b *bench) embedThrough(harm func() error) embedded {
	b.t.Helper()
	docs := goDocs(b.t, "doc")
	b.embedReal(b.write("first.md", "# One sheep\n\nIt loads the model everywhere.\n")) // on one server at least
	happened := make(chan error, 1)
	timer := time.AfterFunc(soon, func() { happened <- harm() })
	defer timer.Stop()
	r := b.embedReal(docs)
	select {
	case err := <-happened:
		if err != nil {
			b.t.Fatal(err)
		}
	default:
		b.t.Fatal("the batch ended before anything happened")
	}
	b.logBound()
	out, _, code := b.run("export", "--jsonl")
	if lines := strings.Count(out, "\n"); code != cli.ExitDone || lines < r.Chunks {
		b.t.Errorf("export: exit %d, %d lines for %d chunks", code, lines, r.Chunks)
	}
	for _, n := range r.Nodes {
		per := "n/a"
		if n.MsPerText != nil {
			per = fmt.Sprintf("%.1f ms", *n.MsPerText)
		}
		b.t.Logf("%s: %d texts, %d requests, %d errors, %s a text, busy %.1f s", n.URL, n.Texts, n.Requests, n.Errors, per, n.SecondsBusy)
	}
	return r
}

// logBound says how long the last batch took, and what the hardware allowed.
func (b *bench) logBound() {
	b.t.Helper()
	out, _, _ := b.run("report", "--history", "--json")
	var history struct {
		Batches []struct {
			Actual float64 `json:"actual_seconds"`
			Bound  float64 `json:"bound_seconds"`
		}
	}
	if err := json.Unmarshal([]byte(out), &history); err != nil || len(history.Batches) == 0 {
		b.t.Fatalf("%v in %s", err, out)
	}
	last := history.Batches[0]
	b.t.Logf("took %.2f s, bound %.2f s: %.2f of it", last.Actual, last.Bound, last.Actual/last.Bound)
}

func TestRealServerStoppedInMidBatchLosesNothing(t *testing.T) {
	b := realBench(t)
	pid := realProcess(t, 1)
	t.Cleanup(func() {
		if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
			t.Error(err)
		}
	})
	r := b.embedThrough(func() error { return syscall.Kill(pid, syscall.SIGSTOP) })
	if stopped := r.Nodes[1]; stopped.Texts >= r.Embedded/len(r.Nodes) {
		t.Errorf("the stopped server did %d of %d texts", stopped.Texts, r.Embedded)
	}
}

func TestRealRunnerKilledInMidBatchLosesNothing(t *testing.T) {
	b := realBench(t)
	server := realProcess(t, 1)
	// requests under way may fail with EOF, or the server starts another runner before anybody notices
	b.embedThrough(func() error {
		runner, err := runnerOf(server)
		if err != nil {
			return err
		}
		return syscall.Kill(runner, syscall.SIGKILL)
	})
}

// This test stands last: it leaves one server fewer.
func TestRealServerKilledInMidBatchLosesNothing(t *testing.T) {
	b := realBench(t)
	pid := realProcess(t, -1)
	r := b.embedThrough(func() error { return syscall.Kill(pid, syscall.SIGKILL) })
	last := r.Nodes[len(r.Nodes)-1]
	if last.Texts >= r.Embedded/len(r.Nodes) {
		t.Errorf("the killed server did %d of %d texts", last.Texts, r.Embedded)
	}
}
