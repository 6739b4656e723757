package simulate

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ollama/ollama/api"
)

// pipes is a listener without a network: each dial makes a pair of pipes.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "pipe"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestANodeBehindAFakeNetwork runs the real client and the real HTTP server in a
// bubble, with exact time: what other packages' tests can build upon.
func TestANodeBehindAFakeNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Spec{Models: Known(MiniLM), PerText: 10 * ms, RoundTrip: 20 * ms, Load: time.Second, Cold: true})
		listener := newPipes()
		server := &http.Server{Handler: n, ReadHeaderTimeout: time.Minute}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) })
		transport := &http.Transport{DialContext: listener.dial}
		defer func() {
			transport.CloseIdleConnections()
			_ = server.Close()
			serving.Wait()
		}()
		c := client(t, "http://pipes", transport)

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

		n.Set(Fault{Kind: Down, After: 1})
		for i := range 3 {
			_, err := c.Embed(t.Context(), &api.EmbedRequest{Model: MiniLM, Input: texts(5)})
			if (err != nil) != (i > 0) {
				t.Errorf("request %d to a node that dies in the second: %v", i, err)
			}
		}
		if s := n.Stats(); s.Failed != 1 { // the third found nobody
			t.Errorf("stats %+v", s)
		}
	})
}
