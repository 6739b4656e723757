//go:build unix

package proof_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is a pseudo terminal with the dashboard on it.
type terminal struct {
	*child
	master  *os.File
	slave   *os.File      // closed when the program has ended
	before  string        // of the line
	after   string        // when the program had ended
	settled chan struct{} // closed when that is known

	mu      sync.Mutex
	written []byte        // all that the program wrote
	mark    int           // what was written before it is of no interest any more
	news    chan struct{} // holds a token when more was written
	drained chan struct{} // closed when no more can come
}

// dashboard opens the dashboard on a wide terminal, or what the arguments say.
func (h *home) dashboard(args ...string) *terminal {
	h.t.Helper()
	return h.onTerminal(append(args, "--theme", "dark")...)
}

// dashboardUnder is the dashboard as a program starts it that gets the command
// line behind arguments of its own.
func (h *home) dashboardUnder(starter string, args ...string) *terminal {
	h.t.Helper()
	c := h.child("--theme", "dark")
	c.cmd.Args = slices.Concat([]string{starter}, args, c.cmd.Args)
	c.cmd.Path = starter
	return c.onTerminal()
}

// onTerminal runs the program on a wide terminal.
func (h *home) onTerminal(args ...string) *terminal {
	h.t.Helper()
	return h.child(args...).onTerminal()
}

// onTerminal starts the program on a wide terminal.
func (c *child) onTerminal() *terminal {
	c.t.Helper()
	t := &terminal{
		child: c, news: make(chan struct{}, 1), drained: make(chan struct{}), settled: make(chan struct{}),
	}
	t.said = t.shown
	master, slave, err := pty.Open()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 50, Cols: 200}); err != nil {
		c.t.Fatal(err)
	}
	t.master, t.slave = pollable(c.t, master), slave
	t.before = settings(c.t, slave)
	t.cmd.Stdin, t.cmd.Stdout, t.cmd.Stderr = slave, slave, slave
	t.cmd.SysProcAttr = sessionLeader()
	t.run()
	go func() {
		// the program has its own; with the last one the settings would be lost
		defer slave.Close()
		defer close(t.settled)
		<-t.ended
		t.after = settings(c.t, slave)
	}()
	go t.read()
	c.t.Cleanup(func() {
		t.hangUp()
		<-t.drained
		<-t.settled
	})
	return t
}

// settings are those of the terminal's line, as stty writes them down: echo,
// signals and the like.
func settings(t testing.TB, slave *os.File) string {
	t.Helper()
	stty := exec.CommandContext(context.WithoutCancel(t.Context()), "stty", "-g")
	stty.Stdin = slave
	out, err := stty.Output()
	if err != nil {
		return err.Error() // it may be gone
	}
	return string(out)
}

// pollable gives a file that can be closed while it is read from: the reading
// ends then.
func pollable(t testing.TB, file *os.File) *os.File {
	t.Helper()
	defer file.Close()
	fd, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), file.Name())
}

// Where the cursor is, is asked once at the start, behind a question that this
// terminal does not know: the answer says that there will be no other.
var (
	whereIsTheCursor = []byte("\x1b[6n")
	cursorIsHere     = []byte("\x1b[1;1R")
)

// read keeps what the program writes, until the last process on the terminal
// has ended.
func (t *terminal) read() {
	defer close(t.drained)
	buffer := make([]byte, 1<<16)
	asked := false
	for {
		n, err := t.master.Read(buffer)
		t.mu.Lock()
		t.written = append(t.written, buffer[:n]...)
		answer := !asked && bytes.Contains(t.written, whereIsTheCursor)
		t.mu.Unlock()
		if answer {
			asked = true
			_, _ = t.master.Write(cursorIsHere) // the program may be gone already
		}
		select {
		case t.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// hangUp takes the terminal away, as closing its window does.
func (t *terminal) hangUp() { _ = t.master.Close() }

// press sends keys as they would be typed, or pasted where they are many.
func (t *terminal) press(keys string) {
	t.child.t.Helper()
	t.mu.Lock()
	t.mark = len(t.written)
	t.mu.Unlock()
	if _, err := t.master.WriteString(keys); err != nil {
		t.child.t.Fatal(err)
	}
}

// control are the sequences that move the cursor or change colours.
var control = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[()][A-Z0-9]`)

// shown is what was written since the last key, as plain text.
func (t *terminal) shown() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(control.ReplaceAll(t.written[t.mark:], nil))
}

// await waits until a text was written since the last key.
func (t *terminal) await(text string) {
	t.child.t.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for !strings.Contains(t.shown(), text) {
		select {
		case <-t.news:
		case <-t.drained:
			if !strings.Contains(t.shown(), text) {
				t.child.t.Fatalf("the program ended and never wrote %q, but\n%s", text, t.shown())
			}
		case <-timeout.C:
			t.child.t.Fatalf("the program does not write %q, but\n%s", text, t.shown())
		}
	}
}

// resize makes the terminal as large; what was written before is of no interest
// any more.
func (t *terminal) resize(rows, columns uint16) {
	t.child.t.Helper()
	t.mu.Lock()
	t.mark = len(t.written)
	t.mu.Unlock()
	if err := pty.Setsize(t.slave, &pty.Winsize{Rows: rows, Cols: columns}); err != nil {
		t.child.t.Fatal(err)
	}
}

// modes are the private modes of a terminal that a program may leave switched
// on or off to its user's harm, and how they must be at the end.
var modes = map[string]string{
	"1049": "l",                                        // the other screen
	"25":   "h",                                        // the cursor
	"1000": "l", "1002": "l", "1003": "l", "1006": "l", // the mouse
	"2004": "l", // marks around what is pasted
	"1004": "l", // telling of the focus
}

var private = regexp.MustCompile(`\x1b\[\?([0-9;]+)([hl])`)

// restored checks that the terminal is as it was, once the program has ended.
func (t *terminal) restored() {
	t.child.t.Helper()
	<-t.drained
	<-t.settled
	t.given(t.after)
}

// given checks that the program has given the terminal back: its modes, and the
// settings of its line, as they are now.
func (t *terminal) given(now string) {
	t.child.t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	last := map[string]string{}
	for _, m := range private.FindAllSubmatch(t.written, -1) {
		for number := range bytes.SplitSeq(m[1], []byte(";")) {
			last[string(number)] = string(m[2])
		}
	}
	if last["1049"] == "" {
		t.child.t.Error("the program never took the other screen: this shows nothing")
	}
	if t.before != now {
		t.child.t.Errorf("the line was set to %s and is left at %s", t.before, now)
	}
	for number, want := range modes {
		if got := last[number]; got != "" && got != want {
			t.child.t.Errorf("mode %s is left at %q", number, got)
		}
	}
}

func TestModesOfATerminal(t *testing.T) {
	for text, want := range map[string]int{"\x1b[?1049h\x1b[?25l": 2, "\x1b[?1000;1006h": 1, "\x1b[1;31m": 0} {
		if got := len(private.FindAllString(text, -1)); got != want {
			t.Errorf("%q: %d sequences, want %d", text, got, want)
		}
	}
}
