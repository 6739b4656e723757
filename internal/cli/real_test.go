//go:build unix

package cli_test

import (
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
// their addresses. FLOCKTOP_REAL_KILL is the process id of the last of them: a
// server that a test may kill.
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

// This test stands last: it leaves one server fewer.
func TestRealServerKilledInMidBatchLosesNothing(t *testing.T) {
	b := realBench(t)
	pid, err := strconv.Atoi(os.Getenv("FLOCKTOP_REAL_KILL"))
	if err != nil {
		t.Skip("FLOCKTOP_REAL_KILL names no process")
	}
	const soon = 1500 * time.Millisecond // the batch takes many times that
	killed := make(chan error, 1)
	timer := time.AfterFunc(soon, func() { killed <- syscall.Kill(pid, syscall.SIGKILL) })
	defer timer.Stop()
	r := b.embedReal(goDocs(t, "doc"))
	select {
	case err := <-killed:
		if err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatal("the batch ended before the server was killed")
	}
	last := r.Nodes[len(r.Nodes)-1]
	if last.Texts >= r.Embedded/len(r.Nodes) {
		t.Errorf("the killed server did %d of %d texts", last.Texts, r.Embedded)
	}
}
