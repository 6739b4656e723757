//go:build unix

package proof_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unreadable is the file of the corpus that fails.
const unreadable = "broken.docx"

// corpus writes documents below the folder: at least so many different chunks,
// in nested folders, every tenth document twice, and a file that no reader can
// read.
func corpus(t testing.TB, folder string, chunks int) {
	t.Helper()
	const each = 5 // chunks of a document
	for d := range chunks/each + 1 {
		var b strings.Builder
		fmt.Fprintf(&b, "# Year %d\n", d)
		for s := range each {
			fmt.Fprintf(&b, "\n## Field %d\n\n", s)
			for line := range 8 {
				fmt.Fprintf(&b, "In year %d the sheep of field %d were counted %d times, and the shepherd wrote it down. ", d, s, line)
			}
			b.WriteString("\n")
		}
		place := filepath.Join(folder, fmt.Sprintf("hill %d", d%3), fmt.Sprintf("valley %d", d%7))
		write(t, filepath.Join(place, fmt.Sprintf("year %d.md", d)), b.String())
		if d%10 == 0 {
			write(t, filepath.Join(folder, "copies", fmt.Sprintf("year %d.md", d)), b.String())
		}
	}
	write(t, filepath.Join(folder, "hill 1", unreadable), "PK\x03\x04 and then nothing that an archive has")
	write(t, filepath.Join(folder, "hill 1", "page.html"), "<html><body><h1>Page</h1><p>A page about the one black sheep.</p></body></html>")
}

// ofCorpus tells the corpus's texts from those that check a node.
func ofCorpus(text string) bool { return strings.Contains(text, "the shepherd wrote it down") }

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
