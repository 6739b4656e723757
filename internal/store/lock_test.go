package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// holdVariable makes this test binary a process that holds a store until it is killed.
const holdVariable = "FLOCKTOP_TEST_HOLD"

// hold is that process.
func hold(path string) int {
	if _, err := Open(context.Background(), path, Options{Holder: "flocktop embed"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("held")
	time.Sleep(time.Minute) // killed long before; the end if the test itself is killed
	return 1
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
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.CommandContext(t.Context(), self)
	holder.Env = append(os.Environ(), holdVariable+"="+path)
	holder.Stderr = os.Stderr
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("the holder said %q, %v", line, err)
	}
	_, err = Open(t.Context(), path, Options{})
	if locked, ok := errors.AsType[*LockedError](err); !ok || locked.Holder.PID != holder.Process.Pid {
		t.Errorf("while it lives: %v, want a *LockedError with process %d", err, holder.Process.Pid)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // "signal: killed"
	open(t, path, Options{})
}
