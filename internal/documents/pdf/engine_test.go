package pdf

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"flocktop/internal/documents/pdf/pdftest"
)

func openEngine(t *testing.T) *Engine {
	t.Helper()
	engine, err := Open(pdftest.CacheDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

func TestReadGivesPagesInOrder(t *testing.T) {
	text, err := openEngine(t).Read(pdftest.Write("A (short) guide", "First page.\nSecond line.", "", "Third page."))
	if err != nil {
		t.Fatal(err)
	}
	for i, page := range text.Pages {
		text.Pages[i] = strings.Join(strings.Fields(page), " ")
	}
	want := Text{Title: "A (short) guide", Pages: []string{"First page. Second line.", "", "Third page."}}
	if !reflect.DeepEqual(text, want) {
		t.Errorf("got %+v, want %+v", text, want)
	}
}

func TestDamagedFilesFailAlone(t *testing.T) {
	engine := openEngine(t)
	whole := pdftest.Write("Title", "Some text.", "More text.")
	for name, file := range map[string][]byte{
		"empty":       {},
		"only header": []byte("%PDF-1.7\n"),
		"no PDF":      []byte("plain text"),
		"noise":       bytes.Repeat([]byte("%PDF-1.4 \x00\xff<<"), 100),
	} {
		if text, err := engine.Read(file); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %+v, %v, want ErrDamaged", name, text, err)
		}
	}
	for at := 50; at < len(whole); at += 150 { // cut off and scribbled over anywhere: an answer of some kind
		_, _ = engine.Read(whole[:at])
		_, _ = engine.Read(slices.Concat(whole[:at], []byte("\x00(((<<<"), whole[at:]))
	}
	if _, err := engine.Read(whole); err != nil {
		t.Errorf("a good file after the damaged ones: %v", err)
	}
}

func TestJoinHyphens(t *testing.T) {
	if got := joinHyphens("an exam\x02\r\nple of\uFFFE\r\nten"); got != "an example often" {
		t.Errorf("got %q", got)
	}
}
