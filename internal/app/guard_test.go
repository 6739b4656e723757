package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	g := newGuard(filepath.Join(t.TempDir(), "no such folder", "crash.txt"))
	g.run(func() { panic("lost") })
	if err := g.err(); err == nil || !strings.Contains(err.Error(), "could not be written") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("%v lacks the reason or the trace", err)
	}
}
