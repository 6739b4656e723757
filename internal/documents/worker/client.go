package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// What can go wrong, by errors.Is.
var (
	ErrTimeout = errors.New("it took too long")
	ErrCrashed = errors.New("the worker process crashed")
	ErrStart   = errors.New("the worker process cannot be started")
	ErrNoHook  = fmt.Errorf("%w: the program does not call WorkerMain at its beginning", ErrStart)
	ErrClosed  = errors.New("closed already")
)

const (
	// DefaultTimeout is for one request.
	DefaultTimeout = time.Minute
	// DefaultStartTimeout lets a role compile what it needs on a slow machine.
	DefaultStartTimeout = 2 * time.Minute
)

// Options set a Client up.
type Options struct {
	Role         string        // one of those that the program gave to Main
	CacheDir     string        // handed to the role; may be blank
	Timeout      time.Duration // for one request; 0 means DefaultTimeout
	StartTimeout time.Duration // for the worker's start; 0 means DefaultStartTimeout

	// command is started instead of this program itself, in tests.
	command string
}

// Client has one worker, which it starts when the first request comes. It may be used by several
// goroutines at once: their requests wait for each other.
type Client struct {
	options Options
	turn    chan struct{} // holds one token: who has it may use what follows
	worker  *process      // nil where none runs
	closed  bool
}

// NewClient makes a Client; it starts nothing.
func NewClient(options Options) *Client {
	if options.Timeout <= 0 {
		options.Timeout = DefaultTimeout
	}
	if options.StartTimeout <= 0 {
		options.StartTimeout = DefaultStartTimeout
	}
	c := &Client{options: options, turn: make(chan struct{}, 1)}
	c.turn <- struct{}{}
	return c
}

// Ask gives the worker's reply to one request. It waits for its turn, then at most Timeout, and never
// longer than ctx lives. The error is one of this package's, or ctx's; the next request is not affected.
func (c *Client) Ask(ctx context.Context, request []byte) (reply []byte, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-c.turn:
		defer func() { c.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	reply, err = c.worker.ask(ctx, request, c.options.Timeout)
	if err != nil {
		c.worker = nil // it was killed: nobody knows what it was about to say
	}
	return reply, err
}

// ready makes sure that a worker runs.
func (c *Client) ready(ctx context.Context) error {
	if c.closed {
		return ErrClosed
	}
	if c.worker != nil && c.worker.running() {
		return nil
	}
	c.worker = nil
	if !hooked.Load() {
		return ErrNoHook
	}
	command := c.options.command
	if command == "" {
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("%w: %s", ErrStart, err.Error()) // a missing program is no missing file of the request
		}
		command = self
	}
	worker, err := start(ctx, command, c.options)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %s", ErrStart, err.Error()) // a missing program is no missing file of the request
	}
	c.worker = worker
	return nil
}

// Close ends the worker. A request under way is answered first.
func (c *Client) Close() error {
	<-c.turn
	defer func() { c.turn <- struct{}{} }()
	c.closed = true
	if c.worker != nil {
		c.worker.kill()
		c.worker = nil
	}
	return nil
}
