//go:build unix

package proof_test

import (
	"bytes"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// barOn runs embed on a terminal, with these variables too, until its job is
// under way; it stands still then.
func (w *working) barOn(env []string, args ...string) *terminal {
	w.t.Helper()
	due := w.underWay()
	c := w.child(append([]string{"embed", w.docs}, args...)...)
	c.cmd.Env = append(c.cmd.Env, env...)
	screen := c.onTerminal()
	w.expect(due, c)
	return screen
}

// bar is a drawn line of progress: it goes back to where it began.
var bar = regexp.MustCompile(`\r[^\r\n]*\d+/~?\d+[^\r\n]*\x1b\[[JK]\r`)

// harmless are the sequences that the line is made of: colours and erasing to the end of the line.
var harmless = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\[[JK]`)

// unmarked checks that the terminal was never set otherwise than it was, and that
// no bar stands at its end.
func (t *terminal) unmarked() {
	t.child.t.Helper()
	<-t.drained
	<-t.settled
	if t.before != t.after {
		t.child.t.Errorf("the line was set to %s and is left at %s", t.before, t.after)
	}
	if rest := harmless.ReplaceAll(t.written, nil); bytes.Contains(rest, []byte("\x1b")) {
		t.child.t.Errorf("other sequences than colours and erasing: %q", rest)
	}
	bars := bar.FindAllIndex(t.written, -1)
	if len(bars) == 0 {
		t.child.t.Fatalf("no bar was drawn: %q", t.written)
	}
	if after := t.written[bars[len(bars)-1][1]:]; !bytes.HasPrefix(after, []byte("\r\x1b[K")) && !bytes.HasPrefix(after, []byte("^C\r\x1b[K")) {
		t.child.t.Errorf("the last bar is left: %q", after)
	}
}

// However embed ends, the bar is gone from the terminal, and what is said stands
// there.
func TestTheBarIsGoneAtTheEnd(t *testing.T) {
	for name, way := range map[string]struct {
		end  func(*working, *terminal)
		code int
		says string
	}{
		"done":    {func(w *working, _ *terminal) { w.wire.release() }, 1, "1 file could not be read"},
		"ctrl+c":  {func(_ *working, s *terminal) { s.press("\x03") }, 130, "Interrupted: what is stored stays"},
		"SIGTERM": {func(_ *working, s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130, "Interrupted: what is stored stays"},
		"a panic": {func(w *working, _ *terminal) { w.provoke("the command line", 0) }, 1, "the program stopped on a fault of its own"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorking(t)
			if name == "a panic" {
				w.provokable()
			}
			screen := w.barOn(nil)
			screen.await("ETA")
			way.end(w, screen)
			screen.exits(way.code)
			screen.unmarked()
			if text := string(screen.written); !strings.Contains(text, way.says) || strings.Contains(text, "Progress:") {
				t.Errorf("%q is not said, or there are lines of progress: %q", way.says, text)
			}
		})
	}
}

// The line follows the terminal's width and never breaks.
func TestTheBarFollowsTheWidth(t *testing.T) {
	w := newWorking(t)
	screen := w.barOn([]string{"NO_COLOR=1"}, "--ascii")
	screen.await("ETA")
	const narrow = 44
	screen.resize(20, narrow)
	screen.await("#") // drawn anew
	if !eventually(patience, func() bool {
		lines := strings.FieldsFunc(screen.shown(), func(r rune) bool { return r == '\r' || r == '\n' })
		return len(lines) > 1 && len(lines[len(lines)-2]) < narrow
	}) {
		t.Errorf("the bar is wider than the terminal: %q", screen.shown())
	}
	w.wire.release()
	screen.wait()
	screen.unmarked()
	if bytes.ContainsAny(bar.Find(screen.written), "━─") || bytes.Contains(screen.written, []byte("\x1b[3")) {
		t.Errorf("colours, or other characters than ASCII: %q", screen.written)
	}
}

// Where nobody would see a line that is drawn anew, lines are appended.
func TestWithoutABarLinesAreAppended(t *testing.T) {
	for name, how := range map[string]struct{ env, args []string }{
		"--plain":   {nil, []string{"--plain"}},
		"--json":    {nil, []string{"--json"}},
		"TERM=dumb": {[]string{"TERM=dumb"}, nil},
		"CI=true":   {[]string{"CI=true"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorking(t)
			screen := w.barOn(how.env, how.args...)
			w.wire.release()
			screen.wait()
			<-screen.drained
			if text := string(screen.written); strings.Contains(text, "\x1b") || !strings.Contains(text, "Progress: ") {
				t.Errorf("sequences, or no lines of progress: %q", text)
			}
		})
	}
}
