package worker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// The environment of a worker.
const (
	envRole  = "FLOCKTOP_WORKER"       // unset in the program itself
	envCache = "FLOCKTOP_WORKER_CACHE" // folder that the role may keep things in between runs; may be blank
)

// Handler answers one request. What it panics with ends the worker.
type Handler func(request []byte) (reply []byte)

// Roles are what workers of a program can be: each name with what makes its handler, given the folder to
// keep things in between runs, which may be blank.
type Roles map[string]func(cacheDir string) (Handler, error)

// hooked remembers that this program can be its own worker. It is a fact of the process, and guards
// against starting programs that would not know what they are started for, and would start others.
var hooked atomic.Bool //nolint:gochecknoglobals // see above

// Main makes this process a worker if it was started as one, and tells so after the work is done: the
// caller is to return then. It must be called before the program does anything else.
func Main(roles Roles) (handled bool) {
	role := os.Getenv(envRole)
	if role == "" {
		hooked.Store(true)
		return false
	}
	// ctrl+c, the end of a terminal and the end of a service reach every process of it; this one ends when its parent
	// closes the pipe, and the document that it reads is no failure
	signal.Ignore(os.Interrupt, syscall.SIGHUP, syscall.SIGTERM)
	offerToOOMKiller()
	// whatever else writes to standard output must not get between the frames
	out := os.Stdout
	os.Stdout = os.Stderr
	if err := work(roles[role], role, out); err != nil {
		fmt.Fprintln(os.Stderr, err) // the parent reads it when the pipes close
	}
	return true
}

func work(open func(string) (Handler, error), role string, out io.Writer) error {
	if open == nil {
		return fmt.Errorf("this program has no worker %q", role)
	}
	handler, err := open(os.Getenv(envCache))
	if err != nil {
		return err
	}
	return serve(os.Stdin, out, handler)
}

// offerToOOMKiller makes this process the first to go when memory runs out, rather than the one with the
// user's screen. Only Linux has the file; elsewhere nothing happens.
func offerToOOMKiller() {
	const readily = "800" // of 1000
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte(readily), 0)
}

// serve answers requests until in ends. When that happens during a request, nobody waits for the reply
// any more: serve returns at once, and with the process ends what the handler still does.
func serve(in io.Reader, out io.Writer, handle Handler) error {
	if err := writeFrame(out, []byte(greeting)); err != nil {
		return err
	}
	requests := make(chan []byte)
	ended := make(chan error, 1)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			request, err := readFrame(in, maxFrame)
			if err != nil {
				ended <- err
				return
			}
			select {
			case requests <- request:
			case <-stop:
				return
			}
		}
	}()
	for {
		replies := make(chan []byte, 1)
		select {
		case request := <-requests:
			go func() { replies <- handle(request) }()
		case err := <-ended:
			return unlessEOF(err)
		}
		select {
		case reply := <-replies:
			if err := writeFrame(out, reply); err != nil {
				return err
			}
		case err := <-ended:
			return unlessEOF(err)
		}
	}
}

// unlessEOF forgives the end of the requests, which is how a worker is told to end.
func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
