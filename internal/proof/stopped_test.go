//go:build unix

package proof_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"flocktop/internal/simulate"
)

// wasStopped is what the log says of a stop.
var wasStopped = regexp.MustCompile(`flocktop was stopped for (\S+);`)

// stoppedFor stops the program for so long, as a shell does, and has it go on.
func (c *child) stoppedFor(long time.Duration) {
	c.t.Helper()
	for _, s := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := syscall.Kill(-c.cmd.Process.Pid, s); err != nil {
			c.t.Error(err)
		}
		if s == syscall.SIGSTOP {
			<-time.After(long) // nothing else tells how long it was stopped
		}
	}
}

// A program that a shell has stopped in mid-job and that goes on later blames no
// node for that time, and says once that it was stopped.
func TestAStoppedProgramBlamesNoNode(t *testing.T) {
	const stopped = 3 * time.Second
	var specs []simulate.Spec
	for _, spec := range flock(20 * time.Millisecond) {
		spec.PerRequest = 100 * time.Millisecond // some request is under way at any moment
		specs = append(specs, spec)
	}
	w, nodes := newWire(t, specs...)
	w.expects(ofCorpus)
	h := newHome(t, nodes)
	docs := filepath.Join(h.dir, "docs")
	corpus(t, docs, 250)
	due := make(chan struct{})
	w.begin(moment{texts: 60}, func() { close(due) })
	c := h.start("embed", docs)
	select {
	case <-due:
	case <-c.ended:
		t.Fatalf("the program ended too soon\n%s", c.err.String())
	}
	c.stoppedFor(stopped)
	c.exits(1) // for the file that cannot be read

	file, err := os.ReadFile(filepath.Join(h.dir, "state", "flocktop", "flocktop.log"))
	if err != nil {
		t.Fatal(err)
	}
	log, said := string(file), c.err.String()
	// on a busy machine it was stopped for longer than it was to be
	if told := wasStopped.FindAllStringSubmatch(log, -1); len(told) != 1 {
		t.Errorf("the log says %d times that it was stopped", len(told))
	} else if took, err := time.ParseDuration(told[0][1]); err != nil || took < stopped {
		t.Errorf("the log says that it was stopped for %s: that was %v and more", told[0][1], stopped)
	}
	if !strings.Contains(said, "flocktop was stopped for ") {
		t.Error("it is not said that it was stopped")
	}
	for _, blame := range []string{"slow: ", "ejected", "offline", "a request failed", "Waiting"} {
		if strings.Contains(log, blame) || strings.Contains(said, blame) {
			t.Errorf("a node is blamed: %q", blame)
		}
	}
	if t.Failed() {
		t.Logf("log:\n%s\nsaid:\n%s", log, said)
	}
}

// What a job waits for its model does not pass while the program is stopped.
func TestAStoppedProgramDoesNotWait(t *testing.T) {
	const wait, stopped = 3 * time.Second, 4 * time.Second
	h := newHome(t, []string{"--node", "127.0.0.1:1"})
	docs := filepath.Join(h.dir, "docs")
	corpus(t, docs, 5)
	screen := h.onTerminal("embed", "--wait", wait.String(), docs)
	screen.await("Waiting for a node") // hardly anything of it has passed
	screen.stoppedFor(stopped)
	goesOn := time.Now()
	screen.exits(1)
	if left := time.Since(goesOn); left < wait/2 {
		t.Errorf("it gave up %v after it was told to go on, of %v that it was to wait", left, wait)
	}
	screen.await("waited " + wait.String() + " in vain")
}
