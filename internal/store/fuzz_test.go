package store

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// What is decoded is what was stored, to the byte; all else is damage.
func FuzzDecodeVectors(f *testing.F) {
	for dimension, blob := range map[int][]byte{
		2:           appendVector(nil, []float32{1, -0.5, math.MaxFloat32, math.SmallestNonzeroFloat32}),
		3:           appendVector(nil, []float32{1, 2, 3}),
		1:           {0, 0, 0xc0, 0x7f}, // not a number
		4:           make([]byte, 15),
		0:           {},
		-1:          {1, 2, 3, 4},
		math.MaxInt: {1, 2, 3, 4},
	} {
		f.Add(blob, dimension)
	}
	f.Fuzz(func(t *testing.T, blob []byte, dimension int) {
		vectors, err := decodeVectors(blob, dimension)
		one, oneErr := decodeVector(blob, dimension)
		for _, err := range []error{err, oneErr} {
			if err != nil && !errors.Is(err, ErrDamaged) {
				t.Fatalf("%v, want ErrDamaged", err)
			}
		}
		if err == nil {
			var again []byte
			for _, v := range vectors {
				if len(v) != dimension {
					t.Fatalf("a vector of %d numbers, want %d", len(v), dimension)
				}
				again = appendVector(again, v)
			}
			if len(vectors) == 0 || !bytes.Equal(again, blob) {
				t.Fatalf("%d vectors of %x are %x again", len(vectors), blob, again)
			}
		}
		if (oneErr == nil) != (err == nil && len(vectors) == 1) {
			t.Fatalf("as one vector: %v, %v; as many: %d, %v", one, oneErr, len(vectors), err)
		}
	})
}

// whole is what a store's file is made of, with rows in every table.
func whole(f *testing.F) []byte {
	f.Helper()
	path := filepath.Join(f.TempDir(), "store.db")
	filled(f, path, len(migrations))
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	return content
}

// Whatever a file holds, opening and reading it answers, or says that it is none of ours, or damaged. What is none of
// ours stays as it is, byte for byte. The bytes stand at a place of a file that is a store otherwise, or alone.
func FuzzOpen(f *testing.F) {
	store := whole(f)
	const alone = -1
	patch := func(at int, bytes ...byte) { f.Add(at, bytes) }
	patch(alone)
	patch(alone, []byte("SQLite format 3\x00")...)
	patch(alone, store[:100]...)
	patch(alone, store[:pageSize]...)
	patch(0, []byte("wool")...)
	patch(16, 0, 1)                             // pages of 64 KiB
	patch(16, 2, 0)                             // pages of 512 bytes
	patch(18, 1, 1)                             // without a log
	patch(18, 3, 3)                             // a format of the future
	patch(24, 0xff, 0xff, 0xff, 0xff)           // changes
	patch(28, 0, 0, 0, 1)                       // one page
	patch(32, 0, 0, 0, 2, 0, 0, 0, 9)           // the second page is free
	patch(44, 0, 0, 0, 9)                       // a schema of the future
	patch(56, 0, 0, 0, 2)                       // UTF-16
	patch(60, 0xff, 0xff, 0xff, 0xff)           // version -1
	patch(60, 0, 0, 0, 0)                       // version 0 with all its tables
	patch(60, 0x7f, 0xff, 0xff, 0xff)           // far in the future
	patch(68, 0, 0, 0, 0)                       // somebody else's
	patch(100, 0x0d, 0, 0, 0, 0, 0, 0, 0)       // no tables
	patch(100, 5, 0, 0, 0xff, 0xff)             // tables everywhere
	patch(pageSize, 0, 0, 0, 0, 0, 0, 0, 0)     // a page without a kind
	patch(2*pageSize-4, 0xff, 0xff, 0xff, 0xff) // the end of a page
	f.Fuzz(func(t *testing.T, at int, patch []byte) {
		content := patch
		if at >= 0 {
			content = bytes.Clone(store)
			copy(content[at%len(content):], patch)
		}
		path := filepath.Join(t.TempDir(), "store.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, opt := range []Options{{ReadOnly: true}, {Durability: Normal}} {
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path, opt)
			if err == nil {
				err = errors.Join(readEverything(t, s), writeSomething(t, s), s.Close())
			}
			if err != nil && !is[*FileError](err) && !is[*SchemaError](err) && !is[*OtherDigestError](err) {
				t.Fatalf("opened with %+v: %v, which no caller knows", opt, err)
			}
			if !errors.Is(err, ErrNotAStore) && !is[*SchemaError](err) {
				continue
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
				t.Fatalf("what is not to be touched has %d bytes instead of %d, %v", len(after), len(before), err)
			}
		}
	})
}

// readEverything looks at all that a store has.
func readEverything(t *testing.T, s *Store) error {
	t.Helper()
	ctx := t.Context()
	var errs []error
	for _, err := range s.Export(ctx, ExportFilter{}) {
		errs = append(errs, err)
	}
	jobs, err := s.Jobs(ctx, 0)
	errs = append(errs, err)
	for _, j := range jobs {
		_, err := s.JobFailures(ctx, j.ID)
		_, err2 := s.Counts(ctx, j.ID)
		errs = append(errs, err, err2)
	}
	_, err = s.Models(ctx)
	errs = append(errs, err)
	_, err = s.Speeds(ctx)
	errs = append(errs, err)
	_, err = s.NodeStats(ctx)
	errs = append(errs, err)
	_, _, err = s.Setting(ctx, SettingLastModel)
	errs = append(errs, err)
	_, err = s.CanaryChecks(ctx)
	errs = append(errs, err)
	_, err = s.CanaryReferences(ctx)
	return errors.Join(append(errs, err)...)
}

// writeSomething stores a vector.
func writeSomething(t *testing.T, s *Store) error {
	t.Helper()
	if s.ReadOnly() {
		return nil
	}
	ctx := t.Context()
	job, err := s.CreateJob(ctx, NewJob{Title: "notes"})
	if err != nil {
		return err
	}
	model, err := s.UseModel(ctx, nomic)
	if err != nil {
		return err
	}
	placed, err := s.PutDocument(ctx, job, model, document("/fuzz.md"), chunks("wool"))
	if err != nil {
		return err
	}
	_, err = s.PutVectors(ctx, job, model, vectorsFor(placed))
	return err
}
