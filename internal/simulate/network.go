package simulate

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// Network is a network in memory: nodes listen on it under host:port names, and
// clients reach them with Dial. It waits on nothing but channels, so a whole
// flock runs on it inside a synctest bubble, in exact time. It is safe for
// concurrent use.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*listener
	port      int // that was given out last
}

// firstPort is what stands for port 0 first: the beginning of the range that
// operating systems draw such ports from.
const firstPort = 49152

// NewNetwork returns a network on which nobody listens yet.
func NewNetwork() *Network {
	return &Network{listeners: make(map[string]*listener), port: firstPort - 1}
}

// Start makes a node of the spec and lets it listen on this network, as the
// function of that name does on the machine's own.
func (n *Network) Start(ctx context.Context, spec Spec) (*Server, error) {
	return startOn(ctx, spec, n.Listen)
}

// Listen takes connections to an address. Port 0 stands for any free one.
func (n *Network) Listen(_ context.Context, address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err //nolint:wrapcheck // says all there is to say
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if port == "0" {
		n.port++
		port = strconv.Itoa(n.port)
	}
	l := &listener{
		network: n, address: hostPort(net.JoinHostPort(host, port)),
		conns: make(chan net.Conn), closed: make(chan struct{}),
	}
	if n.listeners[l.address.String()] != nil {
		return nil, netError("listen", nil, l.address, "bind", syscall.EADDRINUSE)
	}
	n.listeners[l.address.String()] = l
	return l, nil
}

// Dial connects to whoever listens at the address, as [net.Dialer.DialContext]
// does; where nobody does, the connection is refused.
func (n *Network) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[address]
	n.port++
	from := hostPort(fmt.Sprintf("client:%d", n.port))
	n.mu.Unlock()
	if l == nil {
		return nil, netError("dial", from, hostPort(address), "connect", syscall.ECONNREFUSED)
	}
	here, there := newWire(from, l.address)
	select {
	case l.conns <- there:
		return here, nil
	case <-l.closed:
		return nil, netError("dial", from, l.address, "connect", syscall.ECONNREFUSED)
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Net: wireNetwork, Source: from, Addr: l.address, Err: ctx.Err()}
	}
}

// listener is where a node listens.
type listener struct {
	network *Network
	address hostPort
	conns   chan net.Conn
	closing sync.Once
	closed  chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "accept", Net: wireNetwork, Addr: l.address, Err: net.ErrClosed}
	}
}

// Close makes room for another listener at the address. Connections live on.
func (l *listener) Close() error {
	l.closing.Do(func() {
		l.network.mu.Lock()
		delete(l.network.listeners, l.address.String())
		l.network.mu.Unlock()
		close(l.closed)
	})
	return nil
}

func (l *listener) Addr() net.Addr { return l.address }

// hostPort is a host:port that stands for an address.
type hostPort string

func (a hostPort) Network() string { return wireNetwork }
func (a hostPort) String() string  { return string(a) }

// netError is the error that the machine's own network would give.
func netError(op string, from, to net.Addr, call string, errno syscall.Errno) error {
	return &net.OpError{Op: op, Net: wireNetwork, Source: from, Addr: to, Err: os.NewSyscallError(call, errno)}
}
