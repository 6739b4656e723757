package samples

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWriteMakesTheSameDocumentsEveryTime(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	roots, err := Write(first)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{filepath.Join(first, "handbook"), filepath.Join(first, "archive")}; !slices.Equal(roots, want) {
		t.Errorf("roots %q, want %q", roots, want)
	}
	if _, err := Write(second); err != nil {
		t.Fatal(err)
	}
	all, err := documents()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		for _, dir := range []string{first, second} {
			if got, err := os.ReadFile(filepath.Join(dir, d.path)); err != nil || !bytes.Equal(got, d.content) {
				t.Errorf("%s: %v, or another content", d.path, err)
			}
		}
	}
}

func TestVolumesGoOnWhereTheArchiveEnds(t *testing.T) {
	dir := t.TempDir()
	all, err := documents()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, d := range all {
		seen[string(d.content)] = d.path
	}
	for i, name := range []string{"archive-2006-2021", "archive-2022-2037"} {
		volume := i + 1
		root, err := WriteVolume(dir, volume)
		if err != nil || root != filepath.Join(dir, name) {
			t.Fatalf("volume %d is %s, want %s: %v", volume, root, name, err)
		}
		files, err := filepath.Glob(filepath.Join(root, "*", "*.md"))
		if err != nil || len(files) != 16*12 {
			t.Errorf("volume %d has %d files: %v", volume, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if other, ok := seen[string(text)]; ok {
				t.Errorf("%s is %s again", file, other)
			}
			seen[string(text)] = file
		}
	}
}

func TestWriteLeavesAloneWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	roots, err := Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	readme, soup := filepath.Join(roots[0], "README.md"), filepath.Join(roots[0], "kitchen", "soup.md")
	before, err := os.Stat(readme)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(soup, []byte("spoiled"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(readme)
	if err != nil {
		t.Fatal(err)
	}
	if !after.ModTime().Equal(before.ModTime()) {
		t.Error("an unchanged file was written again")
	}
	if got, err := os.ReadFile(soup); err != nil || !strings.HasPrefix(string(got), "# The soup") {
		t.Errorf("a changed file was not put right: %q, %v", got, err)
	}
}

func TestWriteSaysWhereItFailed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v, want an error that names %s", err, file)
	}
}

func TestDocuments(t *testing.T) {
	all, err := documents()
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[string]int)
	size, magic := 0, 0
	for _, d := range all {
		kinds[filepath.Ext(d.path)]++
		size += len(d.content)
		magic += bytes.Count(d.content, []byte("xyzzy"))
		if !utf8.Valid(d.content) || len(d.content) == 0 {
			t.Errorf("%s is empty or not UTF-8", d.path)
		}
		if strings.HasPrefix(d.path, archiveFolder) && bytes.ContainsAny(d.content, "{}") {
			t.Errorf("%s has a slot that was not filled", d.path)
		}
	}
	for _, ext := range []string{".md", ".html", ".pdf", ".txt", ".csv", ".py", ".js", ".sql"} {
		if kinds[ext] == 0 {
			t.Errorf("no document ends in %s", ext)
		}
	}
	if magic != 1 {
		t.Errorf("the word on which the demo's runners crash is there %d times, want once", magic)
	}
	if size < 1_500_000 || size > 2_500_000 {
		t.Errorf("%d bytes in all, want about 2 million", size)
	}
}

func TestWordsAreSortedAndLowerCase(t *testing.T) {
	words := Words()
	if len(words) < 1500 || !slices.IsSorted(words) {
		t.Errorf("%d words, sorted: %v", len(words), slices.IsSorted(words))
	}
	for _, w := range words {
		if w != strings.ToLower(w) {
			t.Errorf("%q is not lower case", w)
		}
	}
	if !slices.Contains(words, "sheep") || slices.Contains(words, "disqualified") {
		t.Error("want short words, and no long ones that occur once")
	}
}

// TestPDFIsWellFormed follows the file's own pointers, as a reader does.
func TestPDFIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		file := PDF("Title (with brackets)", text)
		for _, c := range file {
			if c >= utf8.RuneSelf {
				t.Fatalf("byte %#x in a file that is meant to be ASCII", c)
			}
		}
		_, table, ok := bytes.Cut(file, []byte("xref\n"))
		if !ok {
			t.Fatal("no cross-reference table")
		}
		lines := strings.Split(string(table), "\n")
		for i, line := range lines[2:] {
			if !strings.HasSuffix(line, " n ") {
				break
			}
			offset := 0
			for _, digit := range line[:10] {
				offset = offset*10 + int(digit-'0')
			}
			if want := []byte(string(rune('0'+(i+1)%10)) + " 0 obj\n"); !bytes.HasPrefix(file[offset:], want) && i < 9 {
				t.Fatalf("object %d is not at %d", i+1, offset)
			}
		}
	})
}

func TestPDFBreaksPages(t *testing.T) {
	file := PDF("", strings.Repeat("word ", 5000))
	if n := bytes.Count(file, []byte("/Type /Page ")); n < 5 {
		t.Errorf("5,000 words on %d pages", n)
	}
}
