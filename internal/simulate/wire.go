package simulate

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
)

// wireNetwork is what the connections of a Network say they are.
const wireNetwork = "tcp"

// wire is one end of a connection on a Network: a pipe whose ends can be closed
// as a TCP connection is, by an end or by a reset.
type wire struct {
	net.Conn
	local, remote hostPort
	broken        *atomic.Bool // by a reset of either end
	abortive      atomic.Bool  // the close will be a reset
	closed        atomic.Bool  // by this end
}

// newWire returns both ends of a connection.
func newWire(client, server hostPort) (here, there *wire) {
	a, b := net.Pipe()
	broken := new(atomic.Bool)
	return &wire{Conn: a, local: client, remote: server, broken: broken},
		&wire{Conn: b, local: server, remote: client, broken: broken}
}

func (w *wire) LocalAddr() net.Addr  { return w.local }
func (w *wire) RemoteAddr() net.Addr { return w.remote }

// SetLinger makes Close a reset where the seconds are 0, as that of a
// [net.TCPConn] does.
func (w *wire) SetLinger(seconds int) error {
	w.abortive.Store(seconds == 0)
	return nil
}

func (w *wire) Close() error {
	if w.closed.Swap(true) {
		return &net.OpError{Op: "close", Net: wireNetwork, Source: w.local, Addr: w.remote, Err: net.ErrClosed}
	}
	if w.abortive.Load() {
		w.broken.Store(true)
	}
	return w.Conn.Close() //nolint:wrapcheck // never fails
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	return n, w.explain("read", err)
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	return n, w.explain("write", err)
}

// explain turns a pipe's error into that of a TCP connection.
func (w *wire) explain(op string, err error) error {
	over := err == io.EOF || errors.Is(err, io.ErrClosedPipe) //nolint:errorlint // nobody wraps io.EOF
	switch {
	case !over:
		return err // none, or a deadline, which is the same on both
	case w.closed.Load():
		return &net.OpError{Op: op, Net: wireNetwork, Source: w.local, Addr: w.remote, Err: net.ErrClosed}
	case w.broken.Load():
		return netError(op, w.local, w.remote, op, syscall.ECONNRESET)
	case op == "write":
		return netError(op, w.local, w.remote, op, syscall.EPIPE)
	default:
		return err
	}
}
