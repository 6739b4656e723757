package simulate

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy stands between a client and a server and spoils the connection: what
// goes wrong on the way, whatever the server does. It is safe for concurrent
// use.
type Proxy struct {
	upstream string // host:port
	address  string
	toxic    atomic.Pointer[Toxic]
	life     context.Context
	end      context.CancelFunc
	running  sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while unplugged
	links    map[*link]struct{}
}

// Toxic is what a Proxy does to its connections. The zero Toxic does nothing.
// All but Unplugged act on what the server answers.
type Toxic struct {
	// Latency holds every piece up for so long.
	Latency time.Duration
	// BytesPerSecond is the bandwidth of a connection. 0 is no limit.
	BytesPerSecond int
	// Slice cuts the answer into pieces of so many bytes, Pause apart.
	Slice int
	Pause time.Duration
	// SlowClose is how much later than the server the client learns of the end
	// of a connection.
	SlowClose time.Duration
	// Limit closes a connection after so many bytes. 0 is no limit.
	Limit int
	// Reset resets a connection at the first byte of an answer.
	Reset bool
	// Silent takes everything and passes nothing on, in either direction. A
	// connection that has lost something by it is reset when that ends.
	Silent bool
	// Unplugged refuses connections and resets those that are open.
	Unplugged bool
}

// StartProxy lets a proxy listen on any free port of 127.0.0.1, in front of a
// server's host:port.
func StartProxy(ctx context.Context, upstream string) (*Proxy, error) {
	listener, err := listenTCP(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("a proxy for %s cannot listen: %w", upstream, err)
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	p := &Proxy{
		upstream: upstream, address: listener.Addr().String(), life: life, end: end, links: make(map[*link]struct{}),
	}
	p.toxic.Store(&Toxic{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serve(listener)
	return p, nil
}

// URL is where clients find the server, without a slash at its end.
func (p *Proxy) URL() string { return "http://" + p.address }

// Set puts a toxic in force in place of the one before, on connections that are
// open too.
func (p *Proxy) Set(t Toxic) error {
	p.toxic.Store(&t)
	p.mu.Lock()
	if t.Unplugged {
		p.unplug()
	}
	for l := range p.links {
		if l.lossy.Load() && !t.Silent || t.Unplugged {
			l.reset()
		}
	}
	p.mu.Unlock()
	if t.Unplugged {
		return nil
	}
	return persist(p.life, p.plug)
}

// Clear lets everything pass again.
func (p *Proxy) Clear() error { return p.Set(Toxic{}) }

// Close ends the proxy and its connections; nothing of it runs any more when it
// returns.
func (p *Proxy) Close() {
	p.end()
	p.mu.Lock()
	p.unplug()
	for l := range p.links {
		l.close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

// plug opens the listener where it was, unless it is open or the proxy closed.
func (p *Proxy) plug() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil || p.life.Err() != nil {
		return nil
	}
	listener, err := listenTCP(p.life, p.address)
	if err != nil {
		return fmt.Errorf("a proxy for %s cannot come back: %w", p.upstream, err)
	}
	p.serve(listener)
	return nil
}

// unplug closes the listener. The lock is held.
func (p *Proxy) unplug() {
	if p.listener != nil {
		_ = p.listener.Close() // fails only where it is closed already
		p.listener = nil
	}
}

// serve starts to take connections. The lock is held.
func (p *Proxy) serve(listener net.Listener) {
	p.listener = listener
	p.running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil { // it was closed
				return
			}
			p.running.Go(func() { p.connect(client) })
		}
	})
}

// connect carries one connection until either side ends it.
func (p *Proxy) connect(client net.Conn) {
	server, err := new(net.Dialer).DialContext(p.life, "tcp", p.upstream)
	if err != nil {
		reset(client)
		return
	}
	l := newLink(p, client, server)
	p.mu.Lock()
	p.links[l] = struct{}{}
	if p.listener == nil { // unplugged meanwhile
		l.reset()
	}
	p.mu.Unlock()
	l.carry()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}
