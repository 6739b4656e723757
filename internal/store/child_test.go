package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What makes this test binary another process: a role with the store's path, or the place in which it runs a test.
const (
	roleVariable  = "FLOCKTOP_TEST_ROLE"
	pathVariable  = "FLOCKTOP_TEST_PATH"
	placeVariable = "FLOCKTOP_TEST_PLACE"
)

// roles are what a child does with a store until it is killed.
var roles = map[string]func(context.Context, string) error{
	"hold":    hold,
	"embed":   embedUntilKilled,
	"migrate": migrateUntilHalted,
}

// play is the main function of a child.
func play(role string) int {
	// Killed long before; this is the end if the test itself is killed.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := roles[role](ctx, os.Getenv(pathVariable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	<-ctx.Done()
	return 1
}

// child is a process that plays a role.
type child struct {
	*exec.Cmd
	said *bufio.Scanner // what it has to say, line by line
}

// start begins a role. The child ends with the test, if it is not killed before.
func start(t *testing.T, role, path string, environment ...string) child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := child{Cmd: exec.CommandContext(t.Context(), self)}
	c.Env = append(os.Environ(), roleVariable+"="+role, pathVariable+"="+path)
	c.Env = append(c.Env, environment...)
	c.Stderr = os.Stderr
	output, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.said = bufio.NewScanner(output)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// hear waits for the next line.
func (c child) hear(t *testing.T) string {
	t.Helper()
	if !c.said.Scan() {
		t.Fatalf("the child says nothing more: %v", c.said.Err())
	}
	return c.said.Text()
}

// kill ends it without a chance to tidy up, and gives what it had said and nobody heard.
func (c child) kill(t *testing.T) (rest []string) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for c.said.Scan() {
		rest = append(rest, c.said.Text())
	}
	_ = c.Wait() // "signal: killed"
	return rest
}

// elsewhere runs the test again in a process of its own, as attr starts it, and says whether this is that process.
// Where there can be no such process, the test is skipped.
func elsewhere(t *testing.T, place string, attr *syscall.SysProcAttr, environment ...string) bool {
	t.Helper()
	if os.Getenv(placeVariable) == place {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), placeVariable+"="+place, "TMPDIR="+t.TempDir(), "GORACE=atexit_sleep_ms=0")
	cmd.Env = append(cmd.Env, environment...)
	cmd.SysProcAttr = attr
	output, err := cmd.CombinedOutput()
	failed, ran := errors.AsType[*exec.ExitError](err)
	switch {
	case err != nil && !ran:
		t.Skipf("a process in the place %q is not to be had: %v", place, err)
	case ran && failed.ExitCode() == exitNoPlace:
		t.Skipf("the place %q is not to be had: %s", place, output)
	case err != nil:
		t.Errorf("in the place %q: %v\n%s", place, err, output)
	}
	return false
}

// exitNoPlace is how a child ends that cannot come to its place.
const exitNoPlace = 77

// aside is a path beside another.
func aside(path, name string) string { return filepath.Join(filepath.Dir(path), name) }
