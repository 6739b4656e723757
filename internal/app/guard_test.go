package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheFirstPanicLeavesItsTraceInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crash.txt")
	g := newGuard(file)
	g.run(func() {})
	if err := g.err(); err != nil {
		t.Fatalf("without a panic: %v", err)
	}
	g.run(func() { panic("the first") })
	g.run(func() { panic("what follows from it") })
	select {
	case <-g.dead:
	default:
		t.Error("nobody is told")
	}
	if err := g.err(); err == nil || !strings.Contains(err.Error(), "the first") || !strings.Contains(err.Error(), file) {
		t.Errorf("%v does not name the panic and the file", err)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "TestTheFirstPanicLeavesItsTraceInAFile") || strings.Contains(string(text), "what follows") {
		t.Errorf("the trace is %q, %v", text, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the trace: %v, %v", info.Mode(), err)
	}
}

func TestATraceThatCannotBeWrittenIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	g := newGuard(filepath.Join(file, "crash.txt"))
	g.run(func() { panic("lost") })
	if err := g.err(); err == nil || !strings.Contains(err.Error(), "could not be written") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("%v lacks the reason or the trace", err)
	}
}

func TestACleanUpThatWaitsForWhatPanickedEndsAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(filepath.Join(t.TempDir(), "no such folder yet", "crash.txt"))
		kept := make(chan struct{}) // a lock that nobody gives back
		go func() {
			time.Sleep(time.Minute)
			g.run(func() { panic("a fault") })
		}()
		begun := time.Now()
		if err := g.finish(func() error { <-kept; return nil }); err != nil || time.Since(begun) != time.Minute+lastWait {
			t.Errorf("%v after %s", err, time.Since(begun))
		}
		close(kept)
	})
}

func TestAPanicOfTheCleanUpIsOneOfTheProgram(t *testing.T) {
	g := newGuard(filepath.Join(t.TempDir(), "crash.txt"))
	if err := g.finish(func() error { panic("at the end") }); err != nil {
		t.Error(err)
	}
	if err := g.err(); err == nil || !strings.Contains(err.Error(), "at the end") {
		t.Errorf("%v does not name the panic", err)
	}
}
