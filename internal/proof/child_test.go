//go:build unix

package proof_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take on a machine that is busy with other
// things. No test waits for it when all is well.
const patience = 2 * time.Minute

// home is where a program runs: folders of its own, and the flags of its nodes.
type home struct {
	t      testing.TB
	dir    string
	store  string
	binary string
	cache  string
	nodes  []string
}

func newHome(t testing.TB, nodes []string) *home {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return &home{
		t: t, dir: dir, store: filepath.Join(dir, "store.db"), binary: binary, nodes: nodes,
		cache: filepath.Join(filepath.Dir(binary), "cache"),
	}
}

// command is the program with these arguments, in a process group of its own,
// ended at the latest with the test.
func (h *home) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.WithoutCancel(h.t.Context()), h.binary, slices.Concat(args, []string{"--store", h.store}, h.nodes)...)
	cmd.Dir = h.dir
	cmd.Env = []string{
		"HOME=" + h.dir, "TMPDIR=" + h.dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"XDG_CONFIG_HOME=" + filepath.Join(h.dir, "config"), "XDG_DATA_HOME=" + filepath.Join(h.dir, "data"),
		"XDG_STATE_HOME=" + filepath.Join(h.dir, "state"), "XDG_CACHE_HOME=" + h.cache,
		"FLOCKTOP_PROVOKE=" + h.provocations(),
	}
	return cmd
}

// child is the program as a process.
type child struct {
	t     testing.TB
	cmd   *exec.Cmd
	ended chan struct{}
	out   bytes.Buffer // read when it has ended
	err   bytes.Buffer
	said  func() string // its last words
}

// start runs a command without a terminal.
func (h *home) start(args ...string) *child {
	h.t.Helper()
	c := h.child(args...)
	c.run()
	return c
}

// child is a command that is not started yet.
func (h *home) child(args ...string) *child {
	c := &child{t: h.t, cmd: h.command(args...), ended: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.err
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.said = c.err.String
	return c
}

// run starts the process, and sees to it that nothing of it is left behind.
func (c *child) run() {
	c.t.Helper()
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		_ = c.cmd.Wait() // how it ended is in ProcessState
	}()
	c.t.Cleanup(func() {
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) // there is nobody left as a rule
		<-c.ended
	})
}

// exits waits for the end, which is to have that exit code.
func (c *child) exits(want int) {
	c.t.Helper()
	if code := c.wait(); code != want {
		c.t.Errorf("exit code %d, want %d\n%s", code, want, c.said())
	}
}

// wait waits for the end and returns the exit code: as shells say it, 128 and
// the signal where one ended it.
func (c *child) wait() int {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		_ = c.cmd.Process.Signal(syscall.SIGQUIT) // it says where it hangs
		<-c.ended
		c.t.Fatalf("the program does not end by itself\n%s", c.said())
	}
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return c.cmd.ProcessState.ExitCode()
}

// killed is the exit code of a program that was killed.
const killed = 128 + int(syscall.SIGKILL)

// kill is what a test does to it at a moment. A program that has ended already
// cannot be killed.
func (c *child) kill() { _ = c.cmd.Process.Kill() }

// eventually says whether something became true in time.
func eventually(limit time.Duration, is func() bool) bool {
	return eventuallyEvery(5*time.Millisecond, limit, is)
}

// eventuallyEvery is eventually for what is dear to look at: it looks so often.
func eventuallyEvery(pause, limit time.Duration, is func() bool) bool {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	end := time.After(limit)
	for !is() {
		select {
		case <-tick.C:
		case <-end:
			return is()
		}
	}
	return true
}

// result is what embed --json prints, as far as it matters here.
type result struct {
	Documents, Chunks, Embedded, Skipped, Failed int
	Failures                                     []struct {
		Path   string
		Chunk  *int
		Reason string
	}
}

// result reads what the program printed.
func (c *child) result() result {
	c.t.Helper()
	var r result
	if err := json.Unmarshal(c.out.Bytes(), &r); err != nil {
		c.t.Fatalf("%v in %q\n%s", err, c.out.String(), c.err.String())
	}
	return r
}

// reconciles checks the counts of a job that has ended.
func (r result) reconciles() error {
	if r.Embedded+r.Skipped+r.Failed != r.Chunks {
		return fmt.Errorf("%d embedded, %d skipped, %d failed are not %d chunks", r.Embedded, r.Skipped, r.Failed, r.Chunks)
	}
	if r.Failed != 0 || len(r.Failures) != 1 || r.Failures[0].Chunk != nil || filepath.Base(r.Failures[0].Path) != unreadable {
		return errors.New("the failures are not the one unreadable file")
	}
	return nil
}
