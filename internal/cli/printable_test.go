package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"flocktop/internal/simulate"
)

// hostile are names that a terminal would obey, or that would break a line.
var hostile = []string{
	"wiped \x1b[2J\x1b]0;owned\x07.md", "eight bits \u009b31m.md", "raw byte \x9b1m.md", "two\nlines.md", "ta\tb.md", "\rhome.md",
	"\u202egnihton.md", "back\b\b\bspace.md", "delete\x7f.md", "tag \U000e0041.md",
}

// obeyed are the runes of a text that a terminal would not simply print.
func obeyed(text string) (out []string) {
	for _, r := range strings.ToValidUTF8(text, "\x00") {
		if r != '\n' && r != ' ' && !unicode.IsPrint(r) {
			out = append(out, string(r))
		}
	}
	return out
}

func TestNoTerminalObeysNames(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	for i, name := range hostile {
		b.write(filepath.Join("docs", name), "The sheep are counted. \x1b[31m"+strings.Repeat(" One more.", i))
		b.write(filepath.Join("docs", strings.TrimSuffix(name, ".md")+".docx"), "PK\x03\x04 and then nothing that an archive has")
	}
	docs := filepath.Join(b.home, "docs")
	for _, args := range [][]string{
		{"embed", docs},
		{"embed", docs, "--json"},
		{"export"},
		{"export", "--json"},
		{"export", "--jsonl"},
		{"embed", docs + "/two\nlines.md"},
		{"report", "--history"},
		{"report", "--history", "--json"},
		{"embed", docs + "\x1b[1A", "--wait", "1s"},
		{"nodes", "--config", "\x1b[2K"},
		{"\x1b[2K"},
	} {
		out, errors, _ := b.run(args...)
		if bad := obeyed(out + errors); len(bad) > 0 {
			t.Errorf("%q prints %q:\n%q\n%q", args, bad, out, errors)
		}
	}
	table, errors, _ := b.run("export")
	if lines := strings.Count(table, "\n"); lines != len(hostile)+3 { // head, blank line, sum
		t.Errorf("%d lines for %d documents:\n%s%s", lines, len(hostile), table, errors)
	}
	for _, shown := range []string{`wiped \u001b[2J\u001b]0;owned\u0007.md`, `raw byte \x9b1m.md`, `two\u000alines.md`, `tag \udb40\udc41.md`} {
		if !strings.Contains(table, shown) {
			t.Errorf("the table does not show %s:\n%s", shown, table)
		}
	}
}

// What is escaped is the same JSON as before, and text is left alone: no rune is
// harmed that is written in two pieces.
func TestOutputKeepsItsMeaning(t *testing.T) {
	b := newBench(t, fast(simulate.MiniLM))
	names := map[string]bool{}
	for _, name := range append(hostile, "größe.md", "漢字 の\u3000名.md", "שלום.md", "نامه\u200cها.md", "👩\u200d🚀.md") {
		if strings.ToValidUTF8(name, "") == name { // JSON cannot hold others
			names[name] = true
			b.write(filepath.Join("docs", name), strings.Repeat("漢字の名前 größe 🚀 ", 400+len(names)))
		}
	}
	if _, errors, code := b.run("embed", filepath.Join(b.home, "docs")); code != 0 {
		t.Fatal(errors)
	}
	lines, errors, _ := b.run("export", "--jsonl")
	file := filepath.Join(b.home, "raw.jsonl")
	if _, _, code := b.run("export", "--jsonl", "-o", file); code != 0 {
		t.Fatal(errors)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	type record struct{ Path, Text string }
	read := func(text []byte) (out []record) {
		for line := range bytes.Lines(text) {
			var r record
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatalf("%v in %.200q", err, line)
			}
			out = append(out, r)
		}
		return out
	}
	shown, kept := read([]byte(lines)), read(raw)
	if len(shown) != len(kept) || len(shown) < len(names) {
		t.Fatalf("%d records on the screen, %d in the file", len(shown), len(kept))
	}
	for i, r := range shown {
		if r != kept[i] {
			t.Errorf("%+v is exported as %+v", kept[i], r)
		}
		if !names[filepath.Base(r.Path)] {
			t.Errorf("%q is no document", r.Path)
		}
	}
	table, _, _ := b.run("export")
	for _, name := range []string{"größe.md", "漢字 の\u3000名.md", "שלום.md", "نامه\u200cها.md", "👩\u200d🚀.md"} {
		if !strings.Contains(table, name) {
			t.Errorf("%s is not in the table:\n%s", name, table)
		}
	}
}
