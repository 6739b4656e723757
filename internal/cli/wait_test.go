package cli_test

import (
	"strings"
	"testing"
	"time"

	"flocktop/internal/cli"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

// All nodes are gone for good in mid-batch: the command says so, ends, and goes
// on where it stood once a node is back.
func TestEmbedWaitsAsLongAsItIsToldAndGoesOnLater(t *testing.T) {
	b := newBench(t)
	spec := fast(simulate.MiniLM)
	spec.PerText = 5 * time.Millisecond
	server := simulatetest.Start(t, spec)
	b.nodes = []string{"--node", server.URL()}
	docs := b.folder(60)
	if err := server.Set(simulate.Fault{Kind: simulate.CutShort, After: 3}); err != nil {
		t.Fatal(err)
	}
	out, progress, code := b.run("embed", "--json", "--wait", "500ms", docs)
	first := decode[embedded](t, out)
	if code != cli.ExitFailed || first.Embedded == 0 || first.Embedded >= first.Chunks {
		t.Fatalf("exit %d, %+v\n%s", code, first, progress)
	}
	for _, words := range []string{"waited 500ms in vain", "what is stored stays", "Waiting: no node can work now"} {
		if !strings.Contains(progress, words) {
			t.Errorf("it does not say %q:\n%s", words, progress)
		}
	}
	if err := server.Clear(); err != nil {
		t.Fatal(err)
	}
	out, progress, code = b.run("embed", "--json", docs)
	second := decode[embedded](t, out)
	if code != cli.ExitDone || second.Embedded+second.Skipped != second.Chunks || second.Skipped < first.Embedded {
		t.Errorf("exit %d, first %+v, then %+v\n%s", code, first, second, progress)
	}
}

// Who asks to wait, waits for the first node too.
func TestEmbedWaitsFromTheStartWhereItIsTold(t *testing.T) {
	b := newBench(t)
	b.nodes = []string{"--node", "127.0.0.1:1"}
	_, progress, code := b.run("embed", "--wait", "300ms", b.write("a.md", "one sheep"))
	if code != cli.ExitFailed || !strings.Contains(progress, "Waiting for a node: ") || !strings.Contains(progress, "waited 300ms in vain") {
		t.Errorf("exit %d: %s", code, progress)
	}
	if _, progress, code := b.run("embed", "--wait", "-1s", "x"); code != cli.ExitUsage || !strings.Contains(progress, "not negative") {
		t.Errorf("a negative time: exit %d, %s", code, progress)
	}
}
