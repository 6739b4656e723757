package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"modernc.org/sqlite"
)

// migrateUntilHalted is a process that opens a store of an older version and comes to a halt in the middle.
func migrateUntilHalted(ctx context.Context, path string) error {
	err := sqlite.RegisterScalarFunction("test_halt", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		fmt.Println("halted")
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if err != nil {
		return err
	}
	if migrations, err = haltAt(migrations); err != nil {
		return err
	}
	_, err = Open(ctx, path, Options{})
	return err
}

// embedUntilKilled is a process that stores one document after the other, and says so.
func embedUntilKilled(ctx context.Context, path string) error {
	durability := Full
	if os.Getenv(placeVariable) == "normal" {
		durability = Normal
	}
	s, err := Open(ctx, path, Options{Durability: durability})
	if err != nil {
		return err
	}
	job, err := s.CreateJob(ctx, NewJob{Title: "handbook/"})
	if err != nil {
		return err
	}
	model, err := s.UseModel(ctx, nomic)
	if err != nil {
		return err
	}
	for i := 0; ctx.Err() == nil; i++ {
		name := fmt.Sprintf("/%d-%06d.md", job, i)
		placed, err := s.PutDocument(ctx, job, model, document(name), chunks(name+" one", name+" two"))
		if err != nil {
			return err
		}
		if _, err := s.PutVectors(ctx, job, model, vectorsFor(placed)); err != nil {
			return err
		}
		fmt.Println("stored", name)
	}
	return ctx.Err()
}

func TestWhatWasStoredBeforeAKillIsThere(t *testing.T) {
	for _, durability := range []string{"full", "normal"} {
		t.Run(durability, func(t *testing.T) {
			path := newPath(t)
			stored := map[string]bool{}
			for round := range 4 {
				c := start(t, "embed", path, placeVariable+"="+durability)
				said := []string{}
				for range 1 + 7*round { // some more each time, so that the kill comes at different moments
					said = append(said, c.hear(t))
				}
				for _, line := range append(said, c.kill(t)...) {
					if name, ok := strings.CutPrefix(line, "stored "); ok {
						stored[name] = true
					}
				}
				if info, err := os.Stat(path + logSuffix); err != nil || info.Size() == 0 {
					t.Fatalf("nothing is in the log: the test shows nothing: %v", err)
				}
				if _, err := os.Stat(path + indexSuffix); err != nil {
					t.Fatalf("the log's index is not left behind: %v", err)
				}
				b := &bench{Store: open(t, path, Options{}), t: t, ctx: t.Context()}
				got := map[string]int{}
				for _, r := range b.records(ExportFilter{}) {
					got[r.Path]++
				}
				for name := range stored {
					if got[name] != 2 {
						t.Errorf("round %d: %s has %d vectors, and both were stored", round, name, got[name])
					}
				}
				for name, n := range got {
					if n != 2 {
						t.Errorf("round %d: of the answer for %s %d vectors are there, want both or none", round, name, n)
					}
				}
				b.check(b.Close())
			}
		})
	}
}

// Logs without their store must not find their way into the next one.
func TestALogWithoutItsStore(t *testing.T) {
	path := newPath(t)
	c := start(t, "embed", path)
	c.hear(t)
	c.kill(t)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + logSuffix); err != nil {
		t.Fatalf("no log is left behind: the test shows nothing: %v", err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, ErrNoStore) {
		t.Errorf("reading it: %v, want ErrNoStore", err)
	}
	b := &bench{Store: open(t, path, Options{}), t: t, ctx: t.Context()}
	if got := len(b.records(ExportFilter{})); got != 0 {
		t.Errorf("%d vectors of the lost store are in the new one", got)
	}
	b.job, b.model = b.newJob(), b.use(nomic)
	b.embed(b.put("/a.md", "one")...)
	b.check(b.Close())
	for _, suffix := range []string{logSuffix, indexSuffix} {
		if _, err := os.Stat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", suffix, err)
		}
	}
}
