package simulate

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// link is one connection through a Proxy.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	life           context.Context
	end            context.CancelFunc
	lossy          atomic.Bool // something was swallowed
}

func newLink(p *Proxy, client, server net.Conn) *link {
	life, end := context.WithCancel(p.life)
	return &link{proxy: p, client: client, server: server, life: life, end: end}
}

// close ends the link on both sides.
func (l *link) close() {
	l.end()
	_ = l.client.Close() // fails only where it is closed already
	_ = l.server.Close()
}

// reset does so as a machine does that has forgotten its connections.
func (l *link) reset() {
	l.end()
	reset(l.client)
	reset(l.server)
}

// carry passes on what comes from either side, until one of them ends.
func (l *link) carry() {
	var both sync.WaitGroup
	both.Go(func() {
		defer l.close()
		l.upwards()
	})
	both.Go(func() {
		defer l.close()
		l.downwards()
	})
	both.Wait()
}

// pieceSize is how much is passed on at a time.
const pieceSize = 16 << 10

// upwards passes on what the client says.
func (l *link) upwards() {
	buffer := make([]byte, pieceSize)
	for {
		n, err := l.client.Read(buffer)
		if n > 0 && !l.swallows() {
			if _, err := l.server.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// downwards passes on what the server says, spoilt.
func (l *link) downwards() {
	buffer := make([]byte, pieceSize)
	passed := 0
	for {
		n, err := l.server.Read(buffer)
		t := l.proxy.toxic.Load()
		if n > 0 && !l.swallows() {
			if t.Reset {
				l.reset()
				return
			}
			data, last := buffer[:n], false
			if t.Limit > 0 && passed+n >= t.Limit {
				data, last = data[:max(0, t.Limit-passed)], true
			}
			if !sleep(l.life, t.Latency) || !l.write(t, data) || last {
				return
			}
			passed += n
		}
		if err != nil {
			sleep(l.life, t.SlowClose)
			return
		}
	}
}

// swallows says whether what was just read is lost.
func (l *link) swallows() bool {
	if l.proxy.toxic.Load().Silent {
		l.lossy.Store(true)
		return true
	}
	return false
}

// write passes an answer on, as slowly as the toxic wants, and says whether the
// client is still there.
func (l *link) write(t *Toxic, data []byte) bool {
	for len(data) > 0 {
		n := len(data)
		if t.Slice > 0 {
			n = min(n, t.Slice)
		}
		pause := t.Pause
		if t.BytesPerSecond > 0 {
			const perSecond = 50 // pieces
			n = min(n, max(1, t.BytesPerSecond/perSecond))
			pause += time.Duration(n) * time.Second / time.Duration(t.BytesPerSecond)
		}
		if _, err := l.client.Write(data[:n]); err != nil {
			return false
		}
		if !sleep(l.life, pause) {
			return false
		}
		data = data[n:]
	}
	return true
}
