package simulate

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// behindProxy starts a node behind a proxy and returns a client of the proxy.
func behindProxy(t *testing.T, spec Spec) (*Server, *Proxy, *api.Client) {
	t.Helper()
	s, _ := start(t, spec)
	p, err := StartProxy(t.Context(), strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return s, p, client(t, p.URL(), transport)
}

func TestAProxySpoilsConnections(t *testing.T) {
	_, p, c := behindProxy(t, Spec{Models: Known(MiniLM)})
	for name, k := range map[string]struct {
		toxic Toxic
		ok    func(error) bool
		least time.Duration
	}{
		"nothing":   {Toxic{}, func(err error) bool { return err == nil }, 0},
		"latency":   {Toxic{Latency: 20 * ms}, func(err error) bool { return err == nil }, 20 * ms},
		"slices":    {Toxic{Slice: 100, Pause: ms}, func(err error) bool { return err == nil }, 10 * ms}, // of some kilobytes
		"bandwidth": {Toxic{BytesPerSecond: 20_000}, func(err error) bool { return err == nil }, 50 * ms},
		"limit": {Toxic{Limit: 1000}, func(err error) bool {
			// io.EOF on a connection that has passed more before
			return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)
		}, 0},
		"reset":     {Toxic{Reset: true}, func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }, 0},
		"unplugged": {Toxic{Unplugged: true}, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if err := p.Set(k.toxic); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			if _, err := ask(t.Context(), c); !k.ok(err) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begun); took < k.least {
				t.Errorf("took %v, want %v at least", took, k.least)
			}
			if err := p.Clear(); err != nil {
				t.Fatal(err)
			}
			if _, err := ask(t.Context(), c); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestASilentProxyResetsWhatItHasSwallowed(t *testing.T) {
	s, p, c := behindProxy(t, Spec{Models: Known(MiniLM)})
	if err := p.Set(Toxic{Silent: true}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := ask(t.Context(), c)
		done <- err
	}()
	for swallowed := false; !swallowed; {
		p.mu.Lock()
		for l := range p.links {
			swallowed = swallowed || l.lossy.Load()
		}
		p.mu.Unlock()
	}
	if err := p.Clear(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a reset", err)
	}
	if n := s.Stats().Requests; n != 0 {
		t.Errorf("%d requests came through", n)
	}
	if _, err := ask(t.Context(), c); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestASlowCloseHidesTheEnd(t *testing.T) {
	s, p, c := behindProxy(t, Spec{Models: Known(MiniLM)})
	if err := p.Set(Toxic{SlowClose: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t.Context(), c); err != nil { // leaves an idle connection
		t.Fatal(err)
	}
	if err := s.Set(Fault{Kind: Down}); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	open := len(p.links)
	p.mu.Unlock()
	if open != 1 {
		t.Errorf("%d connections are open, want the one whose end is hidden", open)
	}
}

func TestAProxyOfNobodyResets(t *testing.T) {
	listener, err := listenTCP(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	p, err := StartProxy(t.Context(), listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.URL(), "http://"))
	if err == nil { // it was quicker than the reset
		defer func() { _ = conn.Close() }()
		_, err = conn.Read(make([]byte, 1))
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a reset", err)
	}
}
