package app

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"
)

// guard stands around everything that has a goroutine of its own. Without it a
// panic there would end the program at once: the terminal in disorder, the trace
// drawn over, and nobody told. With it the first panic leaves its trace in a
// file and ends the program in the ordinary way.
type guard struct {
	file string
	dead chan struct{} // closed at the first panic

	mu    sync.Mutex
	crash *Fault
}

// Fault is a panic that was caught: what it was, and where its trace is.
type Fault struct{ sentence string }

func (f *Fault) Error() string { return f.sentence }

func newGuard(file string) *guard { return &guard{file: file, dead: make(chan struct{})} }

// Guarded does the work of the calling goroutine. A panic of it becomes a
// [Fault].
func Guarded(work func() error) (err error) {
	g := newGuard(TraceFile())
	g.run(func() { err = work() })
	if fault := g.err(); fault != nil {
		return fault
	}
	return err
}

// run does the work and catches its panic.
func (g *guard) run(work func()) {
	defer func() {
		if value := recover(); value != nil {
			g.caught(value, debug.Stack())
		}
	}()
	work()
}

func (g *guard) caught(value any, trace []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.crash != nil {
		return // it follows from the first
	}
	text := fmt.Sprintf("%s flocktop\n%v\n%s\n", time.Now().Format(time.RFC3339), value, trace)
	sentence := fmt.Sprintf("the program stopped on a fault of its own: %v; what is stored is whole; please report it with the trace in %s", value, g.file)
	if err := writeTrace(g.file, text); err != nil {
		sentence = fmt.Sprintf("the program stopped on a fault of its own: %v (its trace could not be written: %v)\n%s", value, err, trace)
	}
	g.crash = &Fault{sentence}
	close(g.dead)
}

// writeTrace adds to the file: another guard may have caught a panic before.
func writeTrace(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err //nolint:wrapcheck // names the folder
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err //nolint:wrapcheck // names the file
	}
	_, err = file.WriteString(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err //nolint:wrapcheck // names the file
}

// err is the first panic as an error; nil where there was none.
func (g *guard) err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.crash == nil {
		return nil
	}
	return g.crash
}

// lastWait is how long the clean-up may take after a panic.
const lastWait = 2 * time.Second

// finish does the clean-up. After a panic it does not wait for it for ever: what
// panicked may have kept a lock, and the rest waits for that. What is stored
// does not need the clean-up.
func (g *guard) finish(cleanUp func() error) (err error) {
	ended := make(chan error, 1)
	go func() {
		var err error
		defer func() { ended <- err }()
		g.run(func() { err = cleanUp() })
	}()
	select {
	case err := <-ended:
		return err
	case <-g.dead:
	}
	timer := time.NewTimer(lastWait)
	defer timer.Stop()
	select {
	case err := <-ended:
		return err
	case <-timer.C:
		return nil
	}
}
