//go:build unix

package proof_test

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"
)

// quietly checks that nothing was written that moves a cursor or colours words.
func (t *terminal) quietly() {
	t.child.t.Helper()
	<-t.drained
	if at := bytes.IndexByte(t.written, '\x1b'); at >= 0 {
		t.child.t.Errorf("an escape sequence was written: %q", t.written[at:min(len(t.written), at+20)])
	}
}

func TestPlainDemoEmbedsTheSamplesAndEnds(t *testing.T) {
	screen := newHome(t, nil).onTerminal("demo", "--plain")
	screen.await("5 nodes: ")
	if said := screen.shown(); !strings.Contains(strings.SplitAfter(said, "\n")[0], "SIMULATED") {
		t.Errorf("the first line does not say that the servers are simulated:\n%s", said)
	}
	screen.press("batch\n")
	screen.await("handbook")
	screen.press("batch 1\n")
	screen.await("Queued as job 1")
	screen.await("handbook, job 1, starts.")
	screen.await("handbook is done. ")
	screen.press("failures\n")
	screen.await("No job has failures.")
	screen.press("history\n")
	screen.await("Job 1, handbook, done at ")
	screen.press("quit\n")
	screen.exits(0)
	screen.quietly()
	screen.leavesNobody()
}

// spokenWays are ways of ending a conversation in the middle of a job.
var spokenWays = map[string]struct {
	end  func(*terminal)
	code int
}{
	"SIGTERM":             {func(s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130},
	"the terminal closes": {(*terminal).hangUp, 130},
	"quit, and yes": {func(s *terminal) {
		s.press("quit\n")
		s.await("yes or no")
		s.press("yes\n")
	}, 0},
	"the end of the input": {func(s *terminal) { s.press("\x04") }, 0},
	"ctrl+c twice": {func(s *terminal) {
		s.press("\x03")
		s.await("Control C once more ends flocktop")
		s.press("\x03")
	}, 130},
}

func TestPlainEndsAndKeepsItsJob(t *testing.T) {
	for name, way := range spokenWays {
		t.Run(name, func(t *testing.T) {
			w := newWorking(t)
			due := w.underWay()
			screen := w.onTerminal("--plain")
			screen.await("ready. ")
			screen.press("batch " + w.docs + "\n")
			screen.await("Queued as job 1")
			w.expect(due, screen.child)
			begun := time.Now()
			way.end(screen)
			screen.exits(way.code)
			w.interrupted(screen.child.family(), time.Since(begun))
			screen.quietly()
		})
	}
}

func TestADumbTerminalGetsLines(t *testing.T) {
	c := newHome(t, nil).child("demo")
	c.cmd.Env = append(c.cmd.Env, "TERM=dumb")
	screen := c.onTerminal()
	screen.await("TERM=dumb")
	screen.press("\x04") // the end of the input
	screen.exits(0)
	screen.quietly()
}

func TestWithoutATerminalThereAreLines(t *testing.T) {
	c := newHome(t, nil).child("demo")
	c.cmd.Stdin = strings.NewReader("status\nquit\n")
	c.run()
	c.exits(0)
	for _, want := range []string{"Standard output is no terminal", "No job runs.", "flocktop ends."} {
		if !strings.Contains(c.out.String(), want) {
			t.Errorf("%q is not in\n%s", want, c.out.String())
		}
	}
}
