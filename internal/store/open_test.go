package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenMakesWhatIsMissing(t *testing.T) {
	path := newPath(t)
	s := open(t, path, Options{})
	for name, want := range map[string]fs.FileMode{filepath.Dir(path): 0o700 | fs.ModeDir, path: 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has the mode %v, want %v", name, info.Mode(), want)
		}
	}
	for pragma, want := range map[string]string{
		"page_size": "16384", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"application_id": fmt.Sprint(applicationID), "user_version": fmt.Sprint(len(migrations)),
	} {
		var got string
		if err := s.writer.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}

func TestDurabilityNormal(t *testing.T) {
	s := open(t, newPath(t), Options{Durability: Normal})
	var got int
	if err := s.writer.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&got); err != nil || got != 1 {
		t.Errorf("synchronous is %d, %v; want 1", got, err)
	}
}

func TestPathsMayHoldAnyCharacter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a ?#%41&=+b", "sto're;é.db")
	s := open(t, path, Options{})
	if err := s.SetSetting(t.Context(), "k", "v"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the store is not where it was asked for: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(path)), "*"))
	if err != nil || len(files) != 1 {
		t.Errorf("something stands beside its folder: %v, %v", files, err)
	}
}

func TestWhatIsStoredIsThereAgain(t *testing.T) {
	path := newPath(t)
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), SettingLastModel, "m"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // closing twice is harmless
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the log is still there after closing: %v", err)
	}
	for _, opt := range []Options{{}, {ReadOnly: true}} {
		value, ok, err := open(t, path, opt).Setting(t.Context(), SettingLastModel)
		if err != nil || !ok || value != "m" {
			t.Errorf("with %+v: %q, %v, %v", opt, value, ok, err)
		}
	}
}

func TestAClosedStoreAnswersWithErrors(t *testing.T) {
	s, err := Open(t.Context(), newPath(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "k", "v"); err == nil {
		t.Error("writing worked")
	}
	if _, _, err := s.Setting(t.Context(), "k"); err == nil {
		t.Error("reading worked")
	}
}

func TestReadOnly(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one")...)
	reader := open(t, b.Path(), Options{ReadOnly: true})
	if !reader.ReadOnly() || b.ReadOnly() {
		t.Error("ReadOnly says the wrong thing")
	}
	if _, err := reader.CreateJob(t.Context(), NewJob{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing: %v, want ErrReadOnly", err)
	}
	b.embed(b.put("/b.md", "two")...)
	n := 0
	for _, err := range reader.Export(t.Context(), ExportFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("the reader sees %d vectors, want the one of later too", n)
	}
}

func TestFilesThatAreNoStore(t *testing.T) {
	folder := t.TempDir()
	foreign := filepath.Join(folder, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE sheep (name TEXT)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(text, []byte("wool\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(folder, "long.txt")
	if err := os.WriteFile(long, []byte(strings.Repeat("wool\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{foreign, text, long} {
		for _, readOnly := range []bool{false, true} {
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Open(t.Context(), path, Options{ReadOnly: readOnly})
			if !errors.Is(err, ErrNotAStore) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "--store") {
				t.Errorf("opening %s: %v", path, err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
				t.Errorf("%s was changed, %v", path, err)
			}
		}
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) != 3 {
		t.Errorf("something was written beside them: %v, %v", files, err)
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	if _, err := Open(t.Context(), "", Options{}); err == nil || !strings.Contains(err.Error(), "--store") {
		t.Errorf("an empty path: %v", err)
	}
	if _, err := Open(t.Context(), newPath(t), Options{ReadOnly: true}); !errors.Is(err, ErrNoStore) {
		t.Errorf("reading what is not there: %v, want ErrNoStore", err)
	}
	folder := t.TempDir()
	if _, err := Open(t.Context(), folder, Options{}); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("a folder: %v", err)
	}
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), filepath.Join(file, "store.db"), Options{}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file as folder: %v", err)
	}
}

// An empty file is what a crash leaves between making the file and writing to it.
func TestAnEmptyFileBecomesAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, ErrNoStore) {
		t.Errorf("reading it: %v, want ErrNoStore", err)
	}
	open(t, path, Options{})
}

func TestWhatAKilledCreationLeftIsMadeAnew(t *testing.T) {
	path := newPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path + newSuffix, path + newSuffix + "-journal"} {
		if err := os.WriteFile(name, []byte("SQLite format 3\x00 and no more"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, path, Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, Options{}) // and it is recognised again
	if left, err := filepath.Glob(path + newSuffix + "*"); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestDamage(t *testing.T) {
	path := newPath(t)
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Store: s, t: t, ctx: t.Context()}
	b.job, b.model = b.newJob(), b.use(nomic)
	for i := range 50 {
		b.embed(b.put(fmt.Sprintf("/%d.md", i), strings.Repeat(fmt.Sprint(i), 1000))...)
	}
	b.check(s.Close())

	file, err := os.OpenFile(path, os.O_RDWR, 0) // everything behind the first page
	b.check(err)
	info, err := file.Stat()
	b.check(err)
	_, err = file.WriteAt([]byte(strings.Repeat("wool", int(info.Size()-pageSize)/4)), pageSize)
	b.check(errors.Join(err, file.Close()))

	s, err = Open(t.Context(), path, Options{ReadOnly: true})
	if err == nil {
		for _, err = range s.Export(t.Context(), ExportFilter{}) {
			if err != nil {
				break
			}
		}
		b.check(s.Close())
	}
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("reading a damaged store: %v, want ErrDamaged", err)
	}
}

func TestACancelledContext(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, newPath(t), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
	if err := b.SetSetting(ctx, "k", "v"); !errors.Is(err, context.Canceled) {
		t.Errorf("writing: %v", err)
	}
	if _, err := b.Counts(ctx, b.job); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v", err)
	}
	if err := b.SetSetting(t.Context(), "k", "v"); err != nil {
		t.Errorf("the store is of no use afterwards: %v", err)
	}
}

// What has begun is stored, though the caller has gone: the work behind it was done and paid for.
func TestAContextThatEndsInTheMiddle(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := b.write(ctx, "test", func(ctx context.Context, tx *sql.Tx) error {
		cancel()
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES ('k', 'v')`)
		return err
	})
	b.check(err)
	if value, ok, err := b.Setting(t.Context(), "k"); value != "v" || !ok || err != nil {
		t.Errorf("%q, %v, %v", value, ok, err)
	}
}

// A crash leaves the file and its log as they are at some moment.
func TestReopenAfterACrash(t *testing.T) {
	b := newBench(t)
	for i := range 20 {
		b.embed(b.put(fmt.Sprintf("/%d.md", i), fmt.Sprint("text ", i))...)
	}
	copied := filepath.Join(t.TempDir(), "store.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(b.Path() + suffix)
		b.check(err)
		b.check(os.WriteFile(copied+suffix, content, 0o600))
	}
	info, err := os.Stat(copied + "-wal")
	b.check(err)
	if info.Size() == 0 {
		t.Fatal("nothing is in the log: the test shows nothing")
	}
	after := &bench{Store: open(t, copied, Options{}), t: t, ctx: t.Context(), job: b.job}
	if got := len(after.records(ExportFilter{})); got != 20 {
		t.Errorf("%d vectors are there after the crash, want 20", got)
	}
	jobs, err := after.UnfinishedJobs(t.Context())
	if err != nil || len(jobs) != 1 || jobs[0].ID != b.job {
		t.Errorf("unfinished jobs after the crash: %+v, %v", jobs, err)
	}
}
