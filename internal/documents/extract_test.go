package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"flocktop/internal/documents/pdf/pdftest"
)

func newTestExtractor(t *testing.T, opt ExtractorOptions) *Extractor {
	t.Helper()
	if opt.CacheDir == "" {
		opt.CacheDir = pdftest.CacheDir()
	}
	x := NewExtractor(opt)
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// extractOne writes content to a file of that name and extracts it.
func extractOne(t *testing.T, x *Extractor, name string, content []byte) (Document, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return x.Extract(t.Context(), File{Path: path})
}

func TestExtractFillsTheDocument(t *testing.T) {
	x := newTestExtractor(t, ExtractorOptions{})
	for _, test := range []struct {
		name, content, title string
		kind                 Kind
		sections             []Section
	}{
		{"notes.txt", "\n\none\r\ntwo\n", "notes.txt", KindText, []Section{{Text: "one\ntwo"}}},
		{"main.go", "package main\n\nfunc main() {}\n", "main.go", KindText, []Section{{Text: "package main\n\nfunc main() {}"}}},
		{"blank.txt", " \n \n", "blank.txt", KindText, nil},
		{"a.md", "# Title\n\ntext", "Title", KindMarkdown, []Section{{Heading: "Title", Text: "text"}}},
		{"a.html", "<title> The\n page </title><p>text", "The page", KindHTML, []Section{{Text: "text"}}},
		{
			"a.pdf", string(pdftest.Write("Paper", "one\ntwo", "", "three")), "Paper", KindPDF,
			[]Section{{Heading: "Page 1", Text: "one\ntwo"}, {Heading: "Page 3", Text: "three"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			document, err := extractOne(t, x, test.name, []byte(test.content))
			if err != nil {
				t.Fatal(err)
			}
			if document.Title != test.title || document.Kind != test.kind || !reflect.DeepEqual(document.Sections, test.sections) {
				t.Errorf("got %+v", document)
			}
			if document.Hash != sha256.Sum256([]byte(test.content)) {
				t.Error("the hash is not the content's")
			}
		})
	}
}

func TestExtractSaysWhatIsWrong(t *testing.T) {
	x := newTestExtractor(t, ExtractorOptions{MaxBytes: 4096})
	for _, test := range []struct {
		name    string
		content []byte
		want    error
		says    string
	}{
		{"photo.txt", []byte(png), ErrNotDocument, "image/png"},
		{"large.txt", bytes.Repeat([]byte("x"), 5000), ErrTooLarge, "the limit is 4.0 KiB"},
		{"scan.pdf", pdftest.Write("Scan", "", ""), ErrNoText, "no text on its pages (2)"},
		{"broken.pdf", []byte("%PDF-1.4\nbroken"), nil, "damaged PDF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := extractOne(t, x, test.name, test.content)
			failure, ok := errors.AsType[*Failure](err)
			if !ok || filepath.Base(failure.Path) != test.name {
				t.Fatalf("got %v, want a *Failure of %s", err, test.name)
			}
			if (test.want != nil && !errors.Is(err, test.want)) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v saying %q", err, test.want, test.says)
			}
		})
	}
	t.Run("gone meanwhile", func(t *testing.T) {
		_, err := x.Extract(t.Context(), File{Path: filepath.Join(t.TempDir(), "gone.txt")})
		if !errors.Is(err, os.ErrNotExist) || !strings.HasSuffix(err.Error(), "no such file or folder") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a folder now", func(t *testing.T) {
		if _, err := x.Extract(t.Context(), File{Path: t.TempDir()}); !errors.Is(err, ErrNotDocument) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nobody waits any more", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := x.Extract(ctx, File{Path: "whatever"}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
