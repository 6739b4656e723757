package pdf

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// The reasons for a file without text, by errors.Is.
var (
	ErrPassword = errors.New("the PDF is encrypted and needs a password")
	ErrDamaged  = errors.New("damaged PDF")
	ErrTooLong  = fmt.Errorf("the PDF holds more than %d MiB of text", maxText>>20)
	ErrTimeout  = errors.New("reading the PDF took too long")
	ErrCrashed  = errors.New("the PDF worker process ended while it read this file")
	ErrNoWorker = errors.New("PDF files cannot be read by this program: it does not call WorkerMain at its start")
	ErrClosed   = errors.New("the PDF reader is closed")
)

// Text is what a PDF file says.
type Text struct {
	Title string   `json:"title"`
	Pages []string `json:"pages"` // in order; blank where a page has no text, such as a scan
	Lost  int      `json:"lost"`  // pages that could not be read; they are blank
}

// Options set a Reader up.
type Options struct {
	CacheDir     string        // where the compiled reader is kept; made if missing; blank: compile at each start
	Timeout      time.Duration // for one file; 0 means one minute
	StartTimeout time.Duration // for the worker's start, which compiles at the first time; 0 means two minutes

	// Command starts a worker instead of this program itself; for tests of what goes wrong.
	command []string
}

// Reader reads PDF files, one at a time, in a worker process that it starts when the first one comes.
type Reader struct {
	options Options
	turn    chan struct{} // holds one token: who has it may use what follows
	worker  *process      // nil where none runs
	closed  bool
}

// NewReader makes a Reader; it starts nothing.
func NewReader(options Options) *Reader {
	if options.Timeout <= 0 {
		options.Timeout = time.Minute
	}
	if options.StartTimeout <= 0 {
		options.StartTimeout = 2 * time.Minute
	}
	r := &Reader{options: options, turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// Read gives the text of one file. It waits for its turn, for at most Timeout for the text, and no longer
// than ctx lives. The error is one of this package's or ctx's.
func (r *Reader) Read(ctx context.Context, file []byte) (Text, error) {
	select {
	case <-r.turn:
		defer func() { r.turn <- struct{}{} }()
	case <-ctx.Done():
		return Text{}, ctx.Err()
	}
	if err := r.ready(ctx); err != nil {
		return Text{}, err
	}
	payload, err := r.worker.ask(ctx, file, r.options.Timeout)
	if err != nil {
		r.worker = nil // it was killed: nobody knows what it was about to say
		return Text{}, err
	}
	return parseReply(payload)
}

// ready makes sure that a worker runs.
func (r *Reader) ready(ctx context.Context) error {
	if r.closed {
		return ErrClosed
	}
	if r.worker != nil && r.worker.running() {
		return nil
	}
	if !hooked.Load() {
		return ErrNoWorker
	}
	command := r.options.command
	if command == nil {
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("starting the PDF worker: %w", err)
		}
		command = []string{self}
	}
	worker, err := start(ctx, command, r.options.CacheDir, r.options.StartTimeout)
	if err != nil {
		return fmt.Errorf("starting the PDF worker: %w", err)
	}
	r.worker = worker
	return nil
}

// Close ends the worker. A Read under way ends first.
func (r *Reader) Close() error {
	<-r.turn
	defer func() { r.turn <- struct{}{} }()
	r.closed = true
	if r.worker != nil {
		r.worker.kill()
		r.worker = nil
	}
	return nil
}
