package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// changes begins to look at a store that is open for reading beside its writer.
func changes(t *testing.T, path string) (*Changes, *Store) {
	t.Helper()
	s := open(t, path, Options{ReadOnly: true, AsItIs: true})
	c, err := s.Changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, s
}

func TestWhatOthersWriteIsNoticed(t *testing.T) {
	b := newBench(t)
	c, reader := changes(t, b.Path())
	want := func(changed bool, when string) {
		t.Helper()
		if got, err := c.Any(t.Context()); err != nil || got != changed {
			t.Errorf("%s: changed %v, %v; want %v", when, got, err, changed)
		}
	}
	want(true, "at first")
	want(false, "when nothing was written")
	placed := b.put("/a.md", "wool")
	want(true, "after a document")
	if counts, err := reader.Counts(t.Context(), b.job); err != nil || counts.Pending != 1 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	want(false, "after reading")
	b.embed(placed[0])
	want(true, "after a vector")
	want(false, "when nothing more was written")
	if _, err := reader.CreateJob(t.Context(), NewJob{Title: "x"}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("the one that looks wrote: %v", err)
	}
}

// The last step of a writer moves its log into the file, and whoever looks on keeps
// it from nothing.
func TestWhoLooksOnHoldsNoWriterUp(t *testing.T) {
	b := newBench(t)
	c, reader := changes(t, b.Path())
	for range 3 {
		b.embed(b.put("/a.md", "wool")...)
		if _, err := c.Any(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := reader.JobDocuments(t.Context(), b.job); err != nil {
			t.Fatal(err)
		}
	}
	b.check(b.Close())
	if log, err := os.Stat(b.Path() + logSuffix); err == nil && log.Size() > 0 {
		t.Errorf("%d bytes are left in the log", log.Size())
	}
	again := open(t, b.Path(), Options{})
	if _, err := again.CreateJob(t.Context(), NewJob{Title: "x"}); err != nil {
		t.Error(err)
	}
	if changed, err := c.Any(t.Context()); err != nil || !changed {
		t.Errorf("what the next writer does: %v, %v", changed, err)
	}
}

func TestAStoreThatVanishesOrIsOfANewerProgramIsNoticed(t *testing.T) {
	b := newBench(t)
	c, _ := changes(t, b.Path())
	_, err := b.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", len(migrations)+1))
	b.check(err)
	if _, err := c.Any(t.Context()); err == nil || !strings.Contains(err.Error(), "newer flocktop") {
		t.Errorf("a newer schema: %v", err)
	}
	_, err = b.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
	b.check(err)
	if err := os.Remove(b.Path()); err != nil {
		t.Skip("an open file cannot be removed here:", err)
	}
	if _, err := c.Any(t.Context()); !errors.Is(err, ErrGone) {
		t.Errorf("a store that was removed: %v", err)
	}
}

func TestAsItIsAnOlderStoreIsNotTouched(t *testing.T) {
	path := newPath(t)
	atVersion(t, path, len(migrations)-1)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path, Options{ReadOnly: true, AsItIs: true})
	if schema, ok := errors.AsType[*SchemaError](err); !ok || schema.Found != len(migrations)-1 || !strings.Contains(err.Error(), "older flocktop") {
		t.Errorf("%v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestWhoHoldsAStoreIsKnownWithoutTakingIt(t *testing.T) {
	path := newPath(t)
	free := func(when string) {
		t.Helper()
		if holder, held, err := HeldBy(path); err != nil || held {
			t.Errorf("%s: %v, %v, %v", when, holder, held, err)
		}
	}
	free("before there is one")
	c := start(t, "hold", path)
	if line := c.hear(t); line != "held" {
		t.Fatalf("it said %q", line)
	}
	if holder, held, err := HeldBy(path); err != nil || !held || holder.Name != "flocktop embed" || holder.PID == os.Getpid() {
		t.Errorf("held by %+v, %v, %v", holder, held, err)
	}
	c.kill(t)
	free("after its holder was killed")
	look, err := os.Open(path + lockSuffix)
	if err != nil {
		t.Fatal(err)
	}
	if err := tryShare(look); err != nil {
		t.Fatal(err)
	}
	free("while somebody else looks too")
	if err := look.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, Options{}) // whoever looked has not kept it
}
