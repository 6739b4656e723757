package job

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flocktop/internal/documents"
)

func TestASurveyGuessesFromSizesWhatIsStillToCome(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(strings.Repeat("wool and gates. ", 64)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := &entry{}
	s := e.begin(nil)
	e.texts, e.since, e.status.Chunks = 10, 10, 10
	if n, certain := e.expected(); n != 0 || certain {
		t.Errorf("before the survey %d are expected, certain: %v", n, certain)
	}
	s.run(t.Context(), []string{folder})
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected though nothing was read", n)
	}
	note := documents.File{Path: "a.txt", Size: 1024}
	s.took(note, 10) // one of four
	if n, certain := e.expected(); n != 30 || certain {
		t.Errorf("%d are expected after a quarter, certain: %v; want 30, as a guess", n, certain)
	}
	e.texts, e.since = 5, 10 // half of what was found since the first new one was repeated
	if n, _ := e.expected(); n != 15 {
		t.Errorf("%d are expected where half is new, want 15", n)
	}
	e.texts, e.since = 0, 0
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected while all that was found is stored", n)
	}
	e.texts, e.since, e.status.Chunks = 10, 10, 10
	s.took(documents.File{Path: "b.txt", Size: 4 * 1024}, 40) // they have grown meanwhile
	if n, _ := e.expected(); n != 0 {
		t.Errorf("%d are expected after more was read than there was", n)
	}
	e.status.Walked = true
	if n, certain := e.expected(); n != 0 || !certain {
		t.Errorf("after the walk %d are expected, certain: %v", n, certain)
	}
}

func TestASurveyThatWasInterruptedGuessesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.txt"), []byte("wool"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s := &survey{}
	s.run(ctx, []string{folder})
	s.took(documents.File{Path: "b.txt", Size: 1}, 1)
	if n, known := s.rest(); known {
		t.Errorf("%f are expected", n)
	}
}

// Notes are read before PDFs, and make many times as many chunks of a megabyte.
func TestWhatIsStillToComeIsGuessedByKinds(t *testing.T) {
	const megabyte = 1 << 20
	note, pdf := documents.File{Path: "a.md", Size: megabyte}, documents.File{Path: "a.pdf", Size: megabyte}
	type took struct {
		file   documents.File
		chunks int
	}
	for name, test := range map[string]struct {
		notes, pdfs int    // that were found
		earlier     []took // by other jobs
		read        []took
		want        int // -1 where nothing can be said
	}{
		"nothing read":               {notes: 1, pdfs: 200, want: -1},
		"notes say nothing of PDFs":  {notes: 1, pdfs: 200, read: []took{{note, 1000}}, want: -1},
		"unless there are few":       {notes: 5, pdfs: 2, read: []took{{note, 1000}}, want: 6000},
		"one PDF speaks for others":  {notes: 1, pdfs: 200, read: []took{{note, 1000}, {pdf, 25}}, want: 199 * 25},
		"each kind for itself":       {notes: 3, pdfs: 200, read: []took{{note, 1000}, {pdf, 25}}, want: 2*1000 + 199*25},
		"others have read PDFs":      {notes: 1, pdfs: 200, earlier: []took{{pdf, 20}}, read: []took{{note, 1000}}, want: 200 * 20},
		"its own say more than they": {notes: 1, pdfs: 200, earlier: []took{{pdf, 20}}, read: []took{{pdf, 40}, {note, 1000}}, want: 199 * 40},
		"others have read all":       {notes: 2, pdfs: 3, earlier: []took{{note, 900}, {pdf, 20}}, want: 2*900 + 3*20},
		"all is read":                {notes: 1, pdfs: 1, read: []took{{note, 1000}, {pdf, 25}}, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			var o outlook
			e := &entry{status: Status{State: Running, Model: "sheep"}}
			s := e.begin(o.learned("sheep"))
			for range test.notes {
				s.add(note)
			}
			for range test.pdfs {
				s.add(pdf)
			}
			s.ended.Store(true)
			for _, d := range test.earlier {
				o.read("sheep", d.file, d.chunks)
			}
			for _, d := range test.read {
				s.took(d.file, d.chunks)
				o.read("sheep", d.file, d.chunks)
				e.status.Chunks += d.chunks
			}
			got := e.snapshot(false)
			o.foresee(&got, e.piles())
			if want := max(0, test.want); got.Sized != (test.want >= 0) || got.Expected != want {
				t.Errorf("%d are expected, known: %t; want %d", got.Expected, got.Sized, test.want)
			}
			e.texts, e.since = 10, 10 // all that was found is new
			if n, certain := e.expected(); n != max(0, test.want) || certain {
				t.Errorf("%d are expected to be embedded, certain: %t; want %d", n, certain, test.want)
			}
		})
	}
}
