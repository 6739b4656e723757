package job_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"flocktop/internal/job"
	"flocktop/internal/store"
)

// write makes a file in the desk's folder.
func (d *desk) write(name, text string) string {
	d.t.Helper()
	path := filepath.Join(d.folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func TestWhatIsPassedOverIsNamedWithItsReason(t *testing.T) {
	d := newDesk(t, nothing)
	empty, hidden, blank := d.write("empty.md", ""), d.write(".hidden.md", "wool"), d.write("white.md", " \n\t\n")
	d.write("x.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
	damaged := d.write("letter.docx", strings.Repeat("\x00\x9c\x01", 100))
	d.run()
	s := d.ended(d.add())
	want := []job.PassedOver{
		{Reason: "hidden", Count: 1, Paths: []string{hidden}},
		{Reason: "empty", Count: 1, Paths: []string{empty}},
		{Reason: "no text in it", Count: 1, Paths: []string{blank}},
		{Reason: "not a document", Count: 1, Paths: []string{filepath.Join(d.folder, "x.png")}},
	}
	if s.Ignored != 4 || !reflect.DeepEqual(s.PassedOver, want) {
		t.Errorf("%d, %+v", s.Ignored, s.PassedOver)
	}
	if s.FailedFiles != 1 || len(s.Failures) != 1 || s.Failures[0].Path != damaged || s.Failures[0].Chunk != nil {
		t.Errorf("the damaged document: %+v", s.Failures)
	}
	kept, err := job.PassedOverBy(t.Context(), d.store, s.ID)
	if err != nil || len(kept) != 4 {
		t.Errorf("the store has %+v, %v", kept, err)
	}
}

// However many there are, a status stays small.
func TestOfManyThatArePassedOverSomeAreNamed(t *testing.T) {
	d := newDesk(t, nothing)
	for i := range job.MaxPassedOver + 7 {
		d.write(strings.Repeat("x", i+1)+".md", "")
	}
	d.run()
	s := d.ended(d.add())
	if p := s.PassedOver; len(p) != 1 || p[0].Count != job.MaxPassedOver+7 || len(p[0].Paths) != job.MaxPassedOver {
		t.Errorf("%d reasons, %+v", len(p), p)
	}
}

// exported are the names of the documents that an export would hold.
func (d *desk) exported() string {
	d.t.Helper()
	var names []string
	for r, err := range d.store.Export(d.t.Context(), store.ExportFilter{}) {
		if err != nil {
			d.t.Fatal(err)
		}
		names = append(names, filepath.Base(r.Path))
	}
	return strings.Join(names, " ")
}

func TestDocumentsThatVanishedAreLeftOutUntilTheyAreBack(t *testing.T) {
	d := newDesk(t, nothing)
	d.run()
	hidden := d.write(".named.txt", "A hidden sheep.")
	outside := filepath.Join(t.TempDir(), "outside.txt")
	if err := os.WriteFile(outside, []byte("A sheep elsewhere."), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := d.queue.Add(t.Context(), []string{d.folder, hidden, outside}, "")
	if err != nil {
		t.Fatal(err)
	}
	if s := d.ended(first); s.Gone != 0 {
		t.Fatalf("%d are gone from the start", s.Gone)
	}
	for _, path := range []string{filepath.Join(d.folder, "0.txt"), outside} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	d.write("1.txt", "") // it holds no document any more
	d.write("2.txt", strings.Repeat("\x00\x9c\x01", 100))
	if s := d.ended(d.add()); s.Gone != 3 || s.State != job.Done {
		t.Errorf("%d are gone, it is %s: %s", s.Gone, s.State, s.Why)
	}
	// what is hidden was not come by, and is there; what is elsewhere was not looked for
	if got := d.exported(); got != ".named.txt 3.txt 4.txt outside.txt" {
		t.Errorf("exported are %s", got)
	}
	before := d.flock.count()
	d.write("0.txt", "Sheep number 0.")
	if s := d.ended(d.add()); s.Gone != 0 || s.Embedded != 0 || d.flock.count() != before {
		t.Errorf("once it is back %d are gone, and %d are embedded", s.Gone, s.Embedded)
	}
	if got := d.exported(); got != ".named.txt 0.txt 3.txt 4.txt outside.txt" {
		t.Errorf("exported are %s", got)
	}
}

// A folder that cannot be walked says nothing about what was in it.
func TestAFolderThatIsNotThereLosesNothing(t *testing.T) {
	d := newDesk(t, nothing)
	d.run()
	d.ended(d.add())
	if err := os.RemoveAll(d.folder); err != nil {
		t.Fatal(err)
	}
	if s := d.ended(d.add()); s.Gone != 0 || s.FailedFiles != 1 {
		t.Errorf("%d are gone, %d failed", s.Gone, s.FailedFiles)
	}
	if got := d.exported(); got != "0.txt 1.txt 2.txt 3.txt 4.txt" {
		t.Errorf("exported are %s", got)
	}
}
