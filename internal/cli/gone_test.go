package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flocktop/internal/cli"
	"flocktop/internal/simulate"
	"flocktop/internal/simulate/simulatetest"
)

func TestEmbedSaysWhatBecameOfEveryFile(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	docs := filepath.Join(b.home, "docs")
	b.write("docs/a.md", "one sheep")
	b.write("docs/twin.md", "one sheep")
	b.write("docs/empty.md", "")
	b.write("docs/.hidden", "x")
	damaged := b.write("docs/letter.docx", strings.Repeat("\x00\x9c\x01", 100))
	out, progress, code := b.run("embed", docs)
	if code != cli.ExitFailed || !strings.Contains(progress, "Failed: "+damaged+": damaged") {
		t.Errorf("exit %d: %s", code, progress)
	}
	if !strings.Contains(progress, "Passed over: 1 hidden, 1 empty (empty.md)\n") {
		t.Errorf("what was passed over: %s", progress)
	}
	if !strings.Contains(out, "2 documents, 2 chunks: 1 embedded, 1 repeated, 1 file could not be read") {
		t.Errorf("summary: %s", out)
	}
	out, progress, _ = b.run("embed", docs)
	if !strings.Contains(out, "nothing to do, all is already stored") || strings.Contains(progress, "Progress") {
		t.Errorf("the second time: %s%s", progress, out)
	}
	out, _, _ = b.run("embed", "--json", docs)
	if r := decode[embedded](t, out); len(r.PassedOver) != 2 || len(r.Failures) != 1 || r.FailedFiles != 1 || r.Failed != 0 || r.PassedOver[1].Paths[0] != filepath.Join(docs, "empty.md") {
		t.Errorf("as JSON: %+v", r)
	}

	out, _, code = b.run("failures")
	if code != cli.ExitDone || !strings.Contains(out, "Job 3, docs, ") || !strings.Contains(out, damaged+": damaged") {
		t.Errorf("failures: exit %d, %s", code, out)
	}
	out, _, _ = b.run("failures", "1", "--json")
	type result struct {
		Job      int
		Title    string
		Failures []failureRow
	}
	if r := decode[result](t, out); r.Job != 1 || len(r.Failures) != 1 || r.Failures[0].Path != damaged {
		t.Errorf("failures of the first job: %+v", r)
	}
	if _, problems, code := b.run("failures", "99"); code != cli.ExitFailed || !strings.Contains(problems, "no job 99") {
		t.Errorf("failures of no job: exit %d, %s", code, problems)
	}
}

// failureRow is one of them as JSON.
type failureRow struct {
	Path, Reason string
	Chunk        *int
	RefusedBy    []struct{ URL, Name, Reason string } `json:"refused_by"`
}

func TestFailuresNameTheNodesThatRefusedAText(t *testing.T) {
	b := newBench(t)
	server := simulatetest.Start(t, fast(simulate.MiniLM))
	b.nodes = []string{"--node", server.URL()}
	if err := server.Set(simulate.Fault{Kind: simulate.PoisonText, Text: "wolf"}); err != nil {
		t.Fatal(err)
	}
	b.run("embed", b.write("docs/a.md", "a wolf"), b.write("docs/b.md", "a sheep"))
	out, _, _ := b.run("failures")
	if !strings.Contains(out, "chunk 0: ") || !strings.Contains(out, "; refused by ") {
		t.Errorf("failures: %s", out)
	}
	out, _, _ = b.run("failures", "--json")
	r := decode[struct {
		Job      int
		Title    string
		Failures []failureRow
	}](t, out)
	if len(r.Failures) != 1 || len(r.Failures[0].RefusedBy) != 1 {
		t.Fatalf("failures: %+v", r)
	}
	if by := r.Failures[0].RefusedBy[0]; by.URL != server.URL() || by.Name == "" || by.Reason != r.Failures[0].Reason {
		t.Errorf("refused by %+v, for %s", by, r.Failures[0].Reason)
	}
}

// answer runs a command line with an answer to what it asks.
func (b *bench) answer(line string, args ...string) string {
	b.t.Helper()
	var out strings.Builder
	code := cli.Run(b.t.Context(), args, cli.Streams{In: strings.NewReader(line), Out: &out, Err: &out}, nil)
	if code != cli.ExitDone {
		b.t.Errorf("%v: exit %d: %s", args, code, out.String())
	}
	return out.String()
}

func TestWhatVanishedIsLeftOutAndDeletedOnlyWhenAsked(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	docs := filepath.Join(b.home, "docs")
	kept, gone := b.write("docs/kept.md", "one sheep"), b.write("docs/gone.md", "another sheep")
	b.run("embed", docs)
	if got := b.answer("yes\n", "prune"); !strings.Contains(got, "Nothing to delete") {
		t.Errorf("while all is there: %s", got)
	}
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	_, progress, code := b.run("embed", docs)
	if code != cli.ExitDone || !strings.Contains(progress, "1 document of an earlier run is no longer there") {
		t.Errorf("exit %d: %s", code, progress)
	}
	if out, _, _ := b.run("export"); strings.Contains(out, gone) || !strings.Contains(out, kept) {
		t.Errorf("exported is %s", out)
	}
	for _, silent := range []string{"", "no\n", "what?\n"} {
		got := b.answer(silent, "prune")
		if !strings.Contains(got, "gone: "+gone) || !strings.Contains(got, "1 document is no longer there; 1 chunk with 1 vector") || !strings.Contains(got, "Nothing was deleted.") {
			t.Errorf("%q: %s", silent, got)
		}
	}
	if got := b.answer("yes\n", "prune"); !strings.Contains(got, "Deleted.") {
		t.Errorf("yes: %s", got)
	}
	if got := b.answer("", "prune", "--yes"); !strings.Contains(got, "Nothing to delete") {
		t.Errorf("the second time: %s", got)
	}
	if out, problems, _ := b.run("export", "--jsonl", "--under", gone); out != "" || !strings.Contains(problems, "Nothing to export") {
		t.Errorf("exported is %s; %s", out, problems)
	}
}
