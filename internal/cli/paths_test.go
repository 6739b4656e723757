package cli_test

import (
	"strings"
	"testing"

	"flocktop/internal/cli"
	"flocktop/internal/simulate"
)

// What is wrong with the paths is said before a node is asked.
func TestPathsThatAreNone(t *testing.T) {
	b := newBench(t)
	b.nodes = []string{"--node", "127.0.0.1:1"} // nobody is there
	sheep := b.write("sheep.md", "one sheep")
	for _, c := range []struct {
		paths []string
		code  int
		says  string
	}{
		{nil, cli.ExitUsage, "embed needs files or folders"},
		{[]string{""}, cli.ExitUsage, "path 1 of 1 is empty: is a variable of the shell not set?"},
		{[]string{sheep, " "}, cli.ExitUsage, "path 2 of 2 is empty"},
		{[]string{"/gone/a.md"}, cli.ExitFailed, "no such file or folder: /gone/a.md\n"},
		{[]string{"/gone/*.md", "/gone/b", "/gone/c", "/gone/d", "/gone/e"}, cli.ExitFailed, "/gone/*.md (the shell has found nothing that is named so), /gone/b, /gone/c, and 2 more\n"},
		{[]string{"/gone/a.md", sheep}, cli.ExitFailed, "no node answers"},
	} {
		_, progress, code := b.run(append([]string{"embed"}, c.paths...)...)
		if code != c.code || !strings.Contains(progress, c.says) {
			t.Errorf("%q: exit %d, %q, want %d and %q", c.paths, code, progress, c.code, c.says)
		}
	}
}

// A model that has to be chosen is chosen by a flag, which is named.
func TestAModelIsChosenByItsFlag(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM, simulate.Nomic), fast(simulate.MiniLM, simulate.Nomic))
	sheep := b.write("sheep.md", "one sheep")
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "several embedding models are installed, choose one with --model: all-minilm (on both nodes); nomic-embed-text (on both nodes)"},
		{[]string{"--model", "bge-m3"}, "no node has the model bge-m3; there are all-minilm (on both nodes); nomic-embed-text (on both nodes); --model names one of them, or on a node: ollama pull bge-m3"},
	} {
		_, progress, code := b.run(append([]string{"embed", sheep}, c.args...)...)
		if code != cli.ExitUsage || !strings.Contains(progress, c.says) {
			t.Errorf("%q: exit %d, %q", c.args, code, progress)
		}
	}
}

// A newcomer's words lead to the commands that there are.
func TestWordsThatAreNoCommands(t *testing.T) {
	b := newBench(t)
	for word, says := range map[string]string{
		"history": "flocktop report --history",
		"add":     "flocktop embed",
		"nods":    `did you mean "nodes"?`,
		"xyzzy":   "flocktop --help lists them",
	} {
		_, progress, code := b.run(word)
		if code != cli.ExitUsage || !strings.Contains(progress, says) {
			t.Errorf("%s: exit %d, %q does not say %q", word, code, progress, says)
		}
	}
}

// What is looked at once has no next try: it says what can be done instead.
func TestANodeThatIsOfflineSaysWhatToDo(t *testing.T) {
	b := newBench(t)
	out, _, code := b.runOn([]string{"--node", "127.0.0.1:1"}, "nodes")
	if code != cli.ExitFailed || !strings.Contains(out, "connection refused; start Ollama there") || strings.Contains(out, "next try") {
		t.Errorf("exit %d: %s", code, out)
	}
}
