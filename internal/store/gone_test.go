//go:build !windows

package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// On Windows a file cannot be taken away while it is open.

// refused fails unless the vectors are refused because the store is gone, for a reason that the sentence gives.
func (b *bench) refused(placed []PlacedChunk, reason string) {
	b.t.Helper()
	stored, err := b.PutVectors(b.ctx, b.job, b.model, vectorsFor(placed))
	if !errors.Is(err, ErrGone) || stored != 0 {
		b.t.Fatalf("stored %d, %v; want ErrGone", stored, err)
	}
	for _, word := range []string{b.Path(), reason, "put it back"} {
		if !strings.Contains(err.Error(), word) {
			b.t.Errorf("%v\nlacks %q", err, word)
		}
	}
}

func TestAStoreThatIsMovedAwayAndBack(t *testing.T) {
	b := newBench(t)
	b.embed(b.put("/a.md", "one")...)
	placed := b.put("/b.md", "two")
	away := aside(b.Path(), "away.db")
	b.check(os.Rename(b.Path(), away))
	b.refused(placed, "it was removed")
	b.refused(placed, "it was removed") // not only the first time

	// What was committed before is in the file, without the log that stayed behind.
	alone := filepath.Join(t.TempDir(), "alone.db")
	content, err := os.ReadFile(away)
	b.check(err)
	b.check(os.WriteFile(alone, content, 0o600))
	copied := &bench{Store: open(t, alone, Options{}), t: t, ctx: t.Context()}
	if got := copied.paths(); got != "/a.md" {
		t.Errorf("the file that was moved away has vectors of %q, want /a.md", got)
	}

	b.check(os.Rename(away, b.Path()))
	b.embed(placed...)
	if got := b.paths(); got != "/a.md /b.md" {
		t.Errorf("put back, it has vectors of %q", got)
	}
	b.check(b.Close())
	again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
	if got := again.paths(); got != "/a.md /b.md" {
		t.Errorf("opened again, it has vectors of %q", got)
	}
}

func TestAStoreThatIsRemoved(t *testing.T) {
	for name, remove := range map[string]func(path string) error{
		"the file":   os.Remove,
		"its folder": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"its folder, which is a file now": func(path string) error {
			return errors.Join(os.RemoveAll(filepath.Dir(path)), os.WriteFile(filepath.Dir(path), nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.embed(b.put("/a.md", "one")...)
			placed := b.put("/b.md", "two")
			b.check(remove(b.Path()))
			b.refused(placed, "it was removed")
			if err := b.SetSetting(b.ctx, "k", "v"); !errors.Is(err, ErrGone) {
				t.Errorf("another write: %v, want ErrGone", err)
			}
			b.check(b.Close())
			if _, err := os.Stat(b.Path()); err == nil {
				t.Error("closing made a file")
			}
			if info, err := os.Stat(filepath.Dir(b.Path())); err == nil && !info.IsDir() {
				b.check(os.Remove(filepath.Dir(b.Path())))
			}
			fresh := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
			if got := fresh.paths(); got != "" {
				t.Errorf("the next store has vectors of %q", got)
			}
			fresh.job, fresh.model = fresh.newJob(), fresh.use(nomic)
			fresh.embed(fresh.put("/b.md", "two")...)
		})
	}
}

// Whoever puts a backup in the place of an open store must find the backup there, and nothing else.
func TestAStoreThatIsReplaced(t *testing.T) {
	b := newBench(t)
	backup := &bench{Store: open(t, aside(b.Path(), "backup.db"), Options{}), t: t, ctx: t.Context()}
	backup.job, backup.model = backup.newJob(), backup.use(nomic)
	for _, path := range []string{"/x.md", "/y.md", "/z.md"} {
		backup.embed(backup.put(path, path)...)
	}
	b.check(backup.Close())

	b.embed(b.put("/a.md", "one")...)
	placed := b.put("/b.md", "two")
	b.check(os.Rename(backup.Path(), b.Path()))
	b.refused(placed, "it was replaced")
	if info, err := os.Stat(b.Path() + logSuffix); err != nil || info.Size() > 0 {
		t.Errorf("beside the backup lies a log of %d bytes, %v, which a crash would leave there", info.Size(), err)
	}
	b.check(b.Close())

	after := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context()}
	if got := after.paths(); got != "/x.md /y.md /z.md" {
		t.Errorf("the backup has vectors of %q", got)
	}
	if got := texts(t, after.reader, "PRAGMA integrity_check"); got[0] != "ok" {
		t.Errorf("integrity: %q", got)
	}
}

// Without its log a store cannot be brought back after a crash.
func TestALogThatIsRemoved(t *testing.T) {
	for _, suffix := range []string{logSuffix, indexSuffix} {
		t.Run(suffix, func(t *testing.T) {
			b := newBench(t)
			b.embed(b.put("/a.md", "one")...)
			placed := b.put("/b.md", "two")
			b.check(os.Remove(b.Path() + suffix))
			b.refused(placed, b.Path()+suffix+" was removed")
			b.check(b.Close())
			again := &bench{Store: open(t, b.Path(), Options{}), t: t, ctx: t.Context(), job: b.job}
			if got := again.paths(); got != "/a.md" {
				t.Errorf("opened again, it has vectors of %q, want /a.md", got)
			}
			again.model = again.use(nomic)
			again.embed(placed...)
		})
	}
}

// A connection for reading may be made at any time, and SQLite has one code for all files that it cannot open.
func TestReadingAStoreThatIsGone(t *testing.T) {
	b := newBench(t)
	b.reader.SetMaxIdleConns(0) // each read opens the file anew
	b.check(os.Remove(b.Path()))
	if _, err := b.Jobs(b.ctx, 0); !errors.Is(err, ErrGone) {
		t.Errorf("%v, want ErrGone", err)
	}
}
