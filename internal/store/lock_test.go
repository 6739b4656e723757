package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hold is a process that holds a store.
func hold(ctx context.Context, path string) error {
	_, err := Open(ctx, path, Options{Holder: "flocktop embed"})
	if err == nil {
		fmt.Println("held")
	}
	return err
}

func TestASecondWriterIsToldWhoWrites(t *testing.T) {
	path := newPath(t)
	first := open(t, path, Options{Holder: "flocktop embed"})
	_, err := Open(t.Context(), path, Options{})
	locked, ok := errors.AsType[*LockedError](err)
	if !ok {
		t.Fatalf("the second writer: %v, want a *LockedError", err)
	}
	host, _ := os.Hostname()
	if h := locked.Holder; h.PID != os.Getpid() || h.Host != host || h.Name != "flocktop embed" || time.Since(h.Since) > time.Hour {
		t.Errorf("holder %+v", h)
	}
	for _, word := range []string{path, "flocktop embed", fmt.Sprint(os.Getpid()), "--store"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%v\nlacks %q", err, word)
		}
	}
	open(t, path, Options{ReadOnly: true}) // readers are welcome
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, Options{})
}

func TestTheLockIsOneHoweverTheStoreIsReached(t *testing.T) {
	path := newPath(t)
	open(t, path, Options{})
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Symlink(filepath.Dir(path), folder); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{link, filepath.Join(folder, "store.db")} {
		_, err := Open(t.Context(), other, Options{})
		if _, ok := errors.AsType[*LockedError](err); !ok {
			t.Errorf("through %s: %v, want a *LockedError", other, err)
		}
	}
}

func TestALockWithoutAReadableHolder(t *testing.T) {
	path := newPath(t)
	open(t, path, Options{})
	if err := os.WriteFile(path+lockSuffix, []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path, Options{})
	if _, ok := errors.AsType[*LockedError](err); !ok || !strings.Contains(err.Error(), "another process") {
		t.Errorf("%v, want a *LockedError that speaks of another process", err)
	}
}

// A holder that was killed never blocks the next one, and what it committed is there.
func TestADeadHolderDoesNotBlock(t *testing.T) {
	path := newPath(t)
	holder := start(t, "hold", path)
	if line := holder.hear(t); line != "held" {
		t.Fatalf("the holder said %q", line)
	}
	_, err := Open(t.Context(), path, Options{})
	if locked, ok := errors.AsType[*LockedError](err); !ok || locked.Holder.PID != holder.Process.Pid {
		t.Errorf("while it lives: %v, want a *LockedError with process %d", err, holder.Process.Pid)
	}
	if !Recoverable(err) {
		t.Error("nobody is told to wait for the other one")
	}
	holder.kill(t)
	open(t, path, Options{})
}
