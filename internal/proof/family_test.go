//go:build unix

package proof_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// family is a process group, by its id: the program, which leads it, and those
// that read documents for it.
type family int

// members are the ids of those that live. Where there is no /proc there is none.
func (f family) members() []int {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	var out []int
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // gone meanwhile
		}
		_, rest, _ := strings.Cut(string(text), ") ") // behind the name, which may hold anything
		fields := strings.Fields(rest)                // state, parent, group …
		if len(fields) < 3 || fields[0] == "Z" || fields[2] != strconv.Itoa(int(f)) {
			continue
		}
		if id, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// lives says whether any of them does.
func (f family) lives() bool {
	if _, err := os.Stat("/proc/self/stat"); err == nil {
		return len(f.members()) > 0
	}
	return syscall.Kill(-int(f), 0) == nil
}

// isGone checks that nobody outlives the program.
func (f family) isGone(t testing.TB) {
	t.Helper()
	if !eventually(patience, func() bool { return !f.lives() }) {
		t.Errorf("processes %v are left behind", f.members())
	}
}

// family is the child's, as long as it has been started.
func (c *child) family() family { return family(c.cmd.Process.Pid) }

// leavesNobody checks that no process of the child outlives it.
func (c *child) leavesNobody() {
	c.t.Helper()
	c.family().isGone(c.t)
}
