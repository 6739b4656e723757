package pdf

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
)

// The environment of a worker.
const (
	envWorker = "FLOCKTOP_WORKER"       // roleExtract in a worker, unset elsewhere
	envCache  = "FLOCKTOP_WORKER_CACHE" // folder for the compiled reader; may be blank

	roleExtract = "extract"
)

// hooked remembers that this program can be its own worker. It is a fact of the process, and guards
// against starting programs that would not know what they are started for.
var hooked atomic.Bool //nolint:gochecknoglobals // see above

// WorkerMain makes this process a worker if it was started as one, and tells so after the work is done:
// the caller is to return then. It must be called before the program does anything else.
func WorkerMain() (handled bool) {
	if os.Getenv(envWorker) != roleExtract {
		hooked.Store(true)
		return false
	}
	// ctrl+c reaches every process of a terminal; this one ends when its parent closes the pipe
	signal.Ignore(os.Interrupt)
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

func work() error {
	engine, err := newEngine(os.Getenv(envCache))
	if err != nil {
		return fmt.Errorf("starting the PDF reader: %w", err)
	}
	// whatever else writes to standard output must not get between the frames
	out := os.Stdout
	os.Stdout = os.Stderr
	return serve(os.Stdin, out, engine.read, func() { os.Exit(0) })
}

// serve answers requests until in ends. When that happens while a file is being read, nobody waits for
// the answer any more: quit is called at once, to end the process. It does not return where it may.
func serve(in io.Reader, out io.Writer, read func(file []byte) reply, quit func()) error {
	if err := writeFrame(out, []byte(greeting)); err != nil {
		return err
	}
	requests := make(chan []byte)
	ended := make(chan error, 1)
	go func() {
		defer close(requests)
		for {
			file, err := readFrame(in, maxRequest)
			if err != nil {
				ended <- err
				quit()
				return
			}
			requests <- file
		}
	}()
	for file := range requests {
		answer, err := json.Marshal(read(file))
		if err != nil {
			return err
		}
		if err := writeFrame(out, answer); err != nil {
			return err
		}
	}
	if err := <-ended; !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
