//go:build unix

package proof_test

import (
	"os/exec"
	"testing"
)

// Sizes that follow each other faster than frames, in the middle of a job, do no
// harm: the last one is drawn whole.
func TestTheTerminalChangesItsSizeInMidJob(t *testing.T) {
	w := newWorking(t)
	screen := w.atWork()
	for i := range uint16(200) {
		screen.resize(1+(i*7)%90, 1+(i*31)%400)
	}
	for _, size := range [][2]uint16{{24, 80}, {15, 60}, {60, 240}} {
		screen.resize(size[0], size[1])
		screen.await("Nodes")
		screen.await("? help")
	}
	screen.resize(3, 20)
	screen.await("60") // the card says how large it must be
	screen.resize(50, 200)
	screen.await("q quit")
	w.wire.release()
	screen.await("docs done: ")
	screen.press("q")
	w.ended(screen)
}

// A shell with job control gets the terminal while the dashboard is stopped, and
// gives it back.
func TestStoppedAndBroughtBackInMidJob(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	w := newWorking(t)
	due := w.underWay()
	screen := w.dashboardUnder(shell, "-c", `set -m; "$0" "$@"; echo "the shell is back"; read line; fg >/dev/null; exit $?`)
	screen.await(fit)
	queue(screen, w.docs, "copies")
	w.reaches(due, screen.ended, screen.said) // the starter's family is another
	screen.press("M")
	screen.await("the mouse is on")
	screen.press("\x1a")
	screen.await("the shell is back")
	screen.given(settings(t, screen.slave))
	screen.press("\r")
	for _, text := range []string{"Nodes", "Jobs", "Log", "q quit"} { // all of it is drawn anew
		screen.await(text)
	}
	screen.press("\x1b[<0;150;45M") // a click into the log: the mouse is back too
	screen.await("l level")
	screen.press("?")
	screen.await("Keys")
	screen.press("\x1b")
	w.wire.release()
	screen.await("docs done: ")
	screen.press("q")
	w.ended(screen)
}

// ended checks that the user left after the job was done.
func (w *working) ended(screen *terminal) {
	w.t.Helper()
	screen.exits(0)
	screen.restored()
	screen.leavesNobody()
	if s := inspect(w.t, w.store); len(s.jobs) != 1 || len(s.undone) != 0 || len(s.rows) != len(s.texts) {
		w.t.Errorf("%d jobs, %d unfinished, %d vectors of %d texts", len(s.jobs), len(s.undone), len(s.rows), len(s.texts))
	}
}
