package simulate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is a Node that listens: on a TCP port, or on a Network in memory. It is
// safe for concurrent use.
type Server struct {
	*Node
	address string
	open    listenFunc
	http    *http.Server
	cancel  context.CancelFunc
	serving sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while down
	conns    map[net.Conn]http.ConnState
	closed   bool
}

// headerTimeout bounds how long a client may take over the head of a request.
const headerTimeout = 10 * time.Second

// listenFunc opens a listener at an address.
type listenFunc func(ctx context.Context, address string) (net.Listener, error)

func listenTCP(ctx context.Context, address string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", address) //nolint:wrapcheck // the caller says what for
}

// Start makes a node of the spec and lets it listen. The server ends with the
// context or with Close, whichever comes first.
func Start(ctx context.Context, spec Spec) (*Server, error) { return startOn(ctx, spec, listenTCP) }

func startOn(ctx context.Context, spec Spec, open listenFunc) (*Server, error) {
	if err := spec.Check(); err != nil {
		return nil, err
	}
	address := spec.Address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := open(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("simulated node %q cannot listen on %s: %w", spec.Name, address, err)
	}
	// the context of requests outlives ctx until Close has told everybody
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{
		Node: New(spec), address: listener.Addr().String(), open: open, cancel: cancel, conns: make(map[net.Conn]http.ConnState),
	}
	s.die = s.goDown
	s.http = &http.Server{
		Handler:           guardedHandler(spec.Guard, s.Node),
		ReadHeaderTimeout: headerTimeout,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnState:         s.track,
	}
	s.mu.Lock()
	s.serve(listener)
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	context.AfterFunc(base, func() { stop() })
	return s, nil
}

// URL is the server's address as a client wants it, without a slash at its end.
func (s *Server) URL() string {
	if s.spec.TLS != nil {
		return "https://" + s.address
	}
	return "http://" + s.address
}

// Set puts faults in force in place of all others; see Fault. Down and Refuse
// close the listener, and it is opened again, at the same address, when they end.
func (s *Server) Set(faults ...Fault) error {
	s.Node.Set(faults...)
	if s.immediate(Down) {
		s.goDown()
		return nil
	}
	if s.immediate(Refuse) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.deafen()
		for conn, state := range s.conns {
			if state == http.StateIdle {
				_ = conn.Close() // a client would otherwise reuse it
			}
		}
		return nil
	}
	return s.listen()
}

// Clear ends all faults. Requests that hang go on hanging.
func (s *Server) Clear() error { return s.Set() }

// Close ends the server: connections are cut, and nothing of it runs any more
// when Close returns. It can be called more than once.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.deafen()
	s.mu.Unlock()
	s.cancel()
	s.begin() // ends the life of all requests under way
	err := s.http.Close()
	if errors.Is(err, net.ErrClosed) { // of our own listener, see deafen
		err = nil
	}
	s.serving.Wait()
	s.handlers.end()
	s.memory.clear()
	return err
}

// serve starts to take connections. The caller holds the lock.
func (s *Server) serve(listener net.Listener) {
	s.listener = listener
	if s.spec.TLS != nil {
		listener = tls.NewListener(listener, s.spec.TLS)
	}
	s.serving.Go(guarded(s.spec.Guard, func() {
		_ = s.http.Serve(listener) // always ends with an error: that the listener was closed
	}))
}

// The listener's port may be in use for a moment by a connection that went out
// from it; then it is tried again.
const (
	listenTries = 50
	listenPause = 20 * time.Millisecond
)

// persist tries until it works, until that has taken too long, or until the
// context ends.
func persist(ctx context.Context, try func() error) error {
	for left := listenTries; ; left-- {
		err := try()
		if err == nil || left == 1 || !sleep(ctx, listenPause) {
			return err
		}
	}
}

// listen opens the listener where it was, if it is not open.
func (s *Server) listen() error {
	if err := persist(s.life.Load(), s.listenOnce); err != nil {
		return fmt.Errorf("simulated node %q cannot come back: %w", s.spec.Name, err)
	}
	return nil
}

// listenOnce tries to open the listener, unless it is open or the server closed.
func (s *Server) listenOnce() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.listener != nil {
		return nil
	}
	listener, err := s.open(s.life.Load(), s.address)
	if err != nil {
		return err
	}
	s.serve(listener)
	return nil
}

// deafen closes the listener. The caller holds the lock.
func (s *Server) deafen() {
	if s.listener == nil {
		return
	}
	_ = s.listener.Close() // fails only where it is closed already
	s.listener = nil
}

// goDown closes the listener and resets all connections.
func (s *Server) goDown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deafen()
	for conn := range s.conns {
		reset(conn)
	}
}

// track keeps account of the open connections.
func (s *Server) track(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateHijacked, http.StateClosed:
		delete(s.conns, conn)
	case http.StateNew, http.StateActive, http.StateIdle:
		s.conns[conn] = state
	}
}
