package simulate

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

// connect starts a node on a network of its own and returns a client of it. Both
// end with the test, or with the bubble.
func connect(t *testing.T, spec Spec) (*Server, *api.Client) {
	t.Helper()
	network := NewNetwork()
	s, err := network.Start(context.WithoutCancel(t.Context()), spec)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: network.Dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, client(t, s.URL(), transport)
}

// TestANodeOnANetworkInMemory runs the real client and the real HTTP server in a
// bubble, with exact time.
func TestANodeOnANetworkInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, c := connect(t, Spec{Address: "attic:11434", Models: Known(MiniLM), PerText: 10 * ms, RoundTrip: 20 * ms, Load: time.Second, Cold: true})
		if n.URL() != "http://attic:11434" {
			t.Errorf("its address is %s", n.URL())
		}
		begun := time.Now()
		if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: texts(5)}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != time.Second+70*ms {
			t.Errorf("took %v, want 1.07s", took)
		}

		ctx, cancel := context.WithTimeout(t.Context(), 45*ms)
		defer cancel()
		if _, err := c.Embed(ctx, &api.EmbedRequest{Model: MiniLM, Input: texts(50)}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		time.Sleep(time.Second)
		if s := n.Stats(); s.Cancelled != 1 || s.Texts != 5+4 { // 45 ms less 10 on the way are three and a half texts
			t.Errorf("stats %+v", s)
		}

		if err := n.Set(Fault{Kind: Down, After: 1}); err != nil {
			t.Fatal(err)
		}
		for i, want := range []error{nil, syscall.ECONNRESET, syscall.ECONNREFUSED} {
			if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: texts(5)}); !errors.Is(err, want) {
				t.Errorf("request %d to a node that dies in the second: %v, want %v", i, err, want)
			}
		}
		if s := n.Stats(); s.Failed != 1 { // the third found nobody
			t.Errorf("stats %+v", s)
		}
	})
}

func TestDownAndBackOnANetworkInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := connect(t, Spec{Models: Known(MiniLM), PerText: time.Hour, Load: time.Second})
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := ask(t.Context(), c); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("a request under way got %v, want a reset", err)
			}
		})
		synctest.Wait()
		if err := s.Set(Fault{Kind: Down}); err != nil {
			t.Fatal(err)
		}
		group.Wait()
		if _, err := c.Version(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("down: %v, want connection refused", err)
		}
		if err := s.Clear(); err != nil {
			t.Fatal(err)
		}
		running, err := c.ListRunning(t.Context())
		if err != nil || len(running.Models) != 0 {
			t.Errorf("back: %v, %v; want an empty memory", running, err)
		}
	})
}

func TestRefuseLetsRequestsEndOnANetworkInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := connect(t, Spec{Models: Known(MiniLM), PerText: 20 * ms})
		if _, err := c.Version(t.Context()); err != nil { // leaves an idle connection
			t.Fatal(err)
		}
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := ask(t.Context(), c); err != nil {
				t.Errorf("the request under way: %v", err)
			}
		})
		synctest.Wait()
		if err := s.Set(Fault{Kind: Refuse}); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(t.Context(), c); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("a new request: %v, want connection refused", err)
		}
		group.Wait()
		if err := s.Clear(); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(t.Context(), c); err != nil {
			t.Errorf("back: %v", err)
		}
	})
}

func TestConnectionsInMemoryEndAsThoseOfTCPDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := NewNetwork()
		l, err := network.Listen(t.Context(), "attic:0")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := network.Listen(t.Context(), l.Addr().String()); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("listening twice: %v", err)
		}
		pair := func() (here, there net.Conn) {
			var group sync.WaitGroup
			group.Go(func() { there, _ = l.Accept() })
			here, err := network.Dial(t.Context(), "tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			group.Wait()
			return here, there
		}
		buffer := make([]byte, 1)

		here, there := pair()
		_ = there.Close()
		if _, err := here.Read(buffer); err != io.EOF { //nolint:errorlint // nothing else will do
			t.Errorf("read after the other end was closed: %v", err)
		}
		if _, err := here.Write(buffer); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("write after the other end was closed: %v", err)
		}
		if _, err := there.Read(buffer); !errors.Is(err, net.ErrClosed) {
			t.Errorf("read after this end was closed: %v", err)
		}
		_ = here.Close()
		if err := here.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("closed twice: %v", err)
		}

		here, there = pair()
		reset(there)
		for _, f := range []func([]byte) (int, error){here.Read, here.Write} {
			if _, err := f(buffer); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("after a reset: %v", err)
			}
		}
		_ = here.Close()

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := network.Dial(ctx, "tcp", l.Addr().String()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nobody accepts: %v", err)
		}
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := network.Dial(t.Context(), "tcp", l.Addr().String()); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("closed while dialling: %v", err)
			}
		})
		synctest.Wait()
		_ = l.Close()
		group.Wait()
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept after the end: %v", err)
		}
		var op *net.OpError
		if _, err := network.Dial(t.Context(), "tcp", "attic:1"); !errors.As(err, &op) || !strings.Contains(err.Error(), "attic:1: connect: connection refused") {
			t.Errorf("nobody listens: %v", err)
		}
	})
}
