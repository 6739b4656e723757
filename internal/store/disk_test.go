package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// limit lets the store grow by some pages and no more: a full disk.
func limit(t *testing.T, s *Store, pages int) {
	t.Helper()
	var count int
	if err := s.writer.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&count); err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", count+pages)); err != nil {
		t.Fatal(err)
	}
}

func TestAFullDiskLosesNothingThatWasStored(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one")...)
	limit(t, b.Store, 20)
	var err error
	kept := 1
	for i := 0; err == nil && i < 1000; i++ {
		var placed []PlacedChunk
		long := strings.Repeat(fmt.Sprint(i), 10_000)
		if placed, err = b.PutDocument(b.ctx, b.job, b.model, document(fmt.Sprintf("/b%d.md", i)), chunks(long)); err != nil {
			break
		}
		if _, err = b.PutVectors(b.ctx, b.job, b.model, vectorsFor(placed)); err == nil {
			kept++
		}
	}
	if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), b.Path()) || !strings.Contains(err.Error(), "free some space") {
		t.Fatalf("the disk is full: %v", err)
	}
	if got := len(b.records(ExportFilter{})); got != kept {
		t.Errorf("%d vectors are there, %d were stored", got, kept)
	}
	limit(t, b.Store, 1000)
	if _, err := b.PutDocument(b.ctx, b.job, b.model, document("/c.md"), chunks("room again")); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// says fails unless err is of that kind and its sentence names the file and what to do.
func (b *bench) says(err, kind error, advice string) {
	b.t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), b.Path()) || !strings.Contains(err.Error(), advice) {
		b.t.Fatalf("%v, want %q with the file and the advice to %s", err, kind, advice)
	}
	if !Recoverable(err) {
		b.t.Errorf("%v is not to be waited for", err)
	}
}

// fillUp embeds one document after the other until that fails, and gives the documents whose vectors were stored.
func (b *bench) fillUp(name string) (stored []string, err error) {
	b.t.Helper()
	for i := range 10_000 {
		path := fmt.Sprintf("/%s%05d.md", name, i)
		placed, err := b.PutDocument(b.ctx, b.job, b.model, document(path), chunks(strings.Repeat(path, 2000)))
		if err != nil {
			return stored, err
		}
		if _, err := b.PutVectors(b.ctx, b.job, b.model, vectorsFor(placed)); err != nil {
			return stored, err
		}
		stored = append(stored, path)
	}
	b.t.Fatal("there is no end to the room")
	return nil, nil
}

// embedded fails unless the store has vectors of these documents and no others, and is whole.
func (b *bench) embedded(want []string) {
	b.t.Helper()
	var got []string
	for _, r := range b.records(ExportFilter{}) {
		got = append(got, r.Path)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		b.t.Errorf("vectors of %v, want those of %v", got, want)
	}
	var whole string
	b.check(b.reader.QueryRowContext(b.ctx, "PRAGMA integrity_check").Scan(&whole))
	if whole != "ok" {
		b.t.Errorf("integrity: %s", whole)
	}
}

func TestPermissions(t *testing.T) {
	if !asNobody(t) {
		return
	}
	folder := t.TempDir()
	b := &bench{Store: open(t, filepath.Join(folder, "store.db"), Options{}), t: t, ctx: t.Context()}
	b.check(errors.Join(b.SetSetting(b.ctx, "k", "v"), b.Close()))
	chmod := func(path string, mode fs.FileMode) {
		t.Helper()
		b.check(os.Chmod(path, mode))
	}
	t.Cleanup(func() { chmod(folder, 0o700) })
	for _, each := range []struct {
		name         string
		folder, file fs.FileMode
		locked       bool // the lock file is there
		readable     bool
	}{
		{"the file is not to be written", 0o700, 0o400, true, true},
		{"the folder is not to be written", 0o500, 0o600, false, true},
		{"nothing is to be written", 0o500, 0o400, false, true},
		{"the file is not to be read", 0o700, 0, true, false},
		{"the folder is not to be entered", 0, 0o600, true, false},
	} {
		t.Run(each.name, func(t *testing.T) {
			b.t = t
			if !each.locked {
				b.check(os.Remove(b.Path() + lockSuffix))
			}
			chmod(b.Path(), each.file)
			chmod(folder, each.folder)
			_, err := Open(t.Context(), b.Path(), Options{})
			b.says(err, ErrNotWritable, "change the permissions")
			reader, err := Open(t.Context(), b.Path(), Options{ReadOnly: true})
			if each.readable {
				b.check(err)
				value, ok, err := reader.Setting(t.Context(), "k")
				if err != nil || !ok || value != "v" {
					t.Errorf("reading there: %q, %v, %v", value, ok, err)
				}
				b.check(reader.Close())
			} else {
				b.says(err, ErrNotWritable, "change the permissions")
			}

			chmod(folder, 0o700)
			chmod(b.Path(), 0o600)
			s, err := Open(t.Context(), b.Path(), Options{})
			if err != nil {
				t.Fatalf("once it is allowed: %v", err)
			}
			b.check(errors.Join(s.SetSetting(t.Context(), "k", "v"), s.Close()))
		})
	}
	chmod(folder, 0o500)
	if _, err := Open(t.Context(), filepath.Join(folder, "sub", "store.db"), Options{}); !errors.Is(err, ErrNotWritable) {
		t.Errorf("making a folder where one may not: %v, want ErrNotWritable", err)
	}
}

// Permissions that change under an open store stop it, and nothing else.
func TestPermissionsThatAreTakenAway(t *testing.T) {
	if !asNobody(t) {
		return
	}
	b := newBench(t)
	b.embed(b.put("/a.md", "one")...)
	placed := b.put("/b.md", "two")
	b.reader.SetMaxIdleConns(0) // each read opens the file anew
	folder := filepath.Dir(b.Path())
	b.check(os.Chmod(folder, 0))
	t.Cleanup(func() { b.check(os.Chmod(folder, 0o700)) })
	_, err := b.PutVectors(b.ctx, b.job, b.model, vectorsFor(placed))
	b.says(err, ErrNotWritable, "change the permissions")
	_, err = b.Jobs(b.ctx, 0)
	b.says(err, ErrNotWritable, "change the permissions")
	b.check(os.Chmod(folder, 0o700))
	b.embed(placed...)
	b.embedded([]string{"/a.md", "/b.md"})
}
