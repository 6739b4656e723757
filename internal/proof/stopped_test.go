//go:build unix

package proof_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"flocktop/internal/simulate"
)

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
	signal := func(s syscall.Signal) {
		if err := syscall.Kill(-c.cmd.Process.Pid, s); err != nil {
			t.Error(err)
		}
	}
	signal(syscall.SIGSTOP)
	<-time.After(stopped) // nothing else tells how long it was stopped
	signal(syscall.SIGCONT)
	c.exits(1) // for the file that cannot be read

	file, err := os.ReadFile(filepath.Join(h.dir, "state", "flocktop", "flocktop.log"))
	if err != nil {
		t.Fatal(err)
	}
	log, said := string(file), c.err.String()
	if n := strings.Count(log, "flocktop was stopped for 3s"); n != 1 {
		t.Errorf("the log says %d times that it was stopped", n)
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
