//go:build unix

package proof_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tmux is a server of tmux of its own, with nothing of the user's configuration.
type tmux struct {
	t      testing.TB
	home   *home
	binary string
	socket string
	server int // its process
}

// newTmux starts a server that stays when its last pane is closed.
func (h *home) newTmux() *tmux {
	h.t.Helper()
	binary, err := exec.LookPath("tmux")
	if err != nil {
		h.t.Skip("there is no tmux: what a real terminal makes of the screen is not looked at")
	}
	dir, err := scratch()
	if err != nil {
		h.t.Fatal(err)
	}
	dir, err = os.MkdirTemp(dir, "tmux") // a socket's path must be short
	if err != nil {
		h.t.Fatal(err)
	}
	m := &tmux{t: h.t, home: h, binary: binary, socket: filepath.Join(dir, "s")}
	m.do("-f", "/dev/null", "start-server", ";", "set-option", "-g", "exit-empty", "off")
	if m.server, err = strconv.Atoi(m.do("display-message", "-p", "#{pid}")); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_, _ = m.ask("kill-server")
		if !eventually(patience, func() bool { return syscall.Kill(m.server, 0) != nil }) {
			_ = syscall.Kill(m.server, syscall.SIGKILL)
			h.t.Error("the server of tmux does not end")
		}
	})
	return m
}

// ask tells the server something and returns its answer, without the last end of
// a line.
func (m *tmux) ask(args ...string) (string, error) {
	cmd := exec.CommandContext(context.WithoutCancel(m.t.Context()), m.binary, append([]string{"-u", "-S", m.socket}, args...)...)
	cmd.Env = m.home.command().Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tmux %q: %w\n%s", args, err, out)
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// do is ask where nothing can go wrong.
func (m *tmux) do(args ...string) string {
	m.t.Helper()
	out, err := m.ask(args...)
	if err != nil {
		m.t.Fatal(err)
	}
	return out
}

// pane is a shell in a window of tmux.
type pane struct {
	*tmux
	id    string // tmux's name for it
	lines int    // so many were run in the shell
}

// lookEvery is how long it takes to look again: each look starts a process.
const lookEvery = 20 * time.Millisecond

// prompt is the shell's.
const prompt = "sheep> "

// newPane opens a window of that size with a shell that waits for a line.
func (m *tmux) newPane(rows, columns int) *pane {
	m.t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		m.t.Skip("there is no shell")
	}
	p := &pane{tmux: m}
	p.id = m.do("new-session", "-d", "-P", "-F", "#{pane_id}", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows),
		"-c", m.home.dir, shell, "-i")
	p.press("PS1='" + prompt + "'\r")
	p.run("echo the text that stood here before")
	return p
}

// press types keys.
func (p *pane) press(keys string) {
	p.t.Helper()
	p.do("send-keys", "-t", p.id, "-l", keys)
}

// look is what stands on the pane's screen, line by line.
func (p *pane) look() string {
	p.t.Helper()
	return p.do("capture-pane", "-p", "-t", p.id)
}

// tell is what tmux knows of the pane, by its own names.
func (p *pane) tell(format string) string {
	p.t.Helper()
	return p.do("display-message", "-p", "-t", p.id, format)
}

// becomes waits for something to become true of the pane, and fails with what it
// shows and with what should have been.
func (p *pane) becomes(is func() bool, what string, about ...any) {
	p.t.Helper()
	if !eventuallyEvery(lookEvery, patience, is) {
		p.t.Fatalf("%s: never; tmux shows\n%s", fmt.Sprintf(what, about...), p.look())
	}
}

// await waits until a text stands on the screen.
func (p *pane) await(text string) {
	p.t.Helper()
	p.becomes(func() bool { return strings.Contains(p.look(), text) }, "%q is shown", text)
}

// awaitGone waits until a text no longer stands there.
func (p *pane) awaitGone(text string) {
	p.t.Helper()
	p.becomes(func() bool { return !strings.Contains(p.look(), text) }, "%q is gone", text)
}

// resize makes the pane as large.
func (p *pane) resize(rows, columns int) {
	p.t.Helper()
	p.do("resize-window", "-t", p.id, "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows))
}

// run has the shell run a line, and waits until it waits for the next one.
func (p *pane) run(line string) {
	p.t.Helper()
	p.lines++
	p.press(fmt.Sprintf("%s; echo line '%d' is done\r", line, p.lines)) // what is typed reads otherwise
	p.await(fmt.Sprintf("line %d is done\n%s", p.lines, strings.TrimSpace(prompt)))
}

// answer has the shell run a line, and returns what it printed.
func (p *pane) answer(line string) string {
	p.t.Helper()
	p.run(line + " >answer")
	out, err := os.ReadFile(filepath.Join(p.home.dir, "answer"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(out)
}

// pasted is what a program gets for a text that is pasted: with marks around it
// where the terminal was asked for them.
func (p *pane) pasted(text string) string {
	p.t.Helper()
	p.lines++
	p.press("cat >answer\r")
	p.becomes(func() bool { return p.tell("#{pane_current_command}") == "cat" }, "the shell runs cat")
	p.do("set-buffer", text, ";", "paste-buffer", "-p", "-t", p.id)
	p.press("\r\x04")
	p.run(":")
	out, err := os.ReadFile(filepath.Join(p.home.dir, "answer"))
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSuffix(string(out), "\n")
}
