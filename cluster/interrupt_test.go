package cluster_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// wires are the connections of a flock, which a test can kill.
type wires struct {
	mu  sync.Mutex
	all []*wire
}

// wire is one of them: its reads end when it is dead, or do not.
type wire struct {
	net.Conn
	dead   chan struct{}
	silent chan struct{}
}

func (w *wires) dial(ctx context.Context, dial cluster.DialFunc, network, address string) (net.Conn, error) {
	c, err := dial(ctx, network, address)
	if err != nil {
		return nil, err //nolint:wrapcheck // as it is
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &wire{Conn: c, dead: make(chan struct{}), silent: make(chan struct{})}
	w.all = append(w.all, one)
	return one, nil
}

// reset kills what connections there are, as a server does that has given them up.
func (w *wires) reset() {
	w.each(func(one *wire) { close(one.dead) })
}

// swallow kills them so that nothing comes through any more, and nobody is told.
func (w *wires) swallow() {
	w.each(func(one *wire) { close(one.silent) })
}

func (w *wires) each(do func(*wire)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.all {
		do(one)
		_ = one.Conn.SetReadDeadline(time.Now()) // whoever reads comes back to look
	}
	w.all = nil
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	select {
	case <-w.dead:
		return 0, syscall.ECONNRESET
	default:
	}
	select {
	case <-w.silent:
		<-w.dead
		return 0, net.ErrClosed
	default:
		return n, err //nolint:wrapcheck // as it is
	}
}

func (w *wire) Close() error {
	select {
	case <-w.silent:
		close(w.dead)
	default:
	}
	return w.Conn.Close() //nolint:wrapcheck // as it is
}

// What a stop of the program has killed on its way is held against no node and no
// text, however the connections died, and is sent again: a text that is alone too.
func TestRequestsThatAStopHasKilledAreSentAgain(t *testing.T) {
	const stopped = 30 * time.Minute
	for name, test := range map[string]struct {
		still, slept time.Duration
		kill         func(*wires)
		texts        int
	}{
		"stopped, reset":              {stopped, 0, (*wires).reset, 400},
		"stopped, swallowed":          {stopped, 0, (*wires).swallow, 400},
		"slept, reset":                {0, stopped, (*wires).reset, 400},
		"slept, swallowed":            {0, stopped, (*wires).swallow, 400},
		"slept, swallowed, one alone": {0, stopped, (*wires).swallow, 1},
		"stopped, reset, one alone":   {stopped, 0, (*wires).reset, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				w := &wires{}
				slow := func(name string) simulate.Spec {
					spec := diligent(name)
					spec.PerText = 150 * time.Millisecond
					if test.texts == 1 {
						spec.PerText = 4 * time.Second
					}
					return spec
				}
				b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
					cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
					dial := cfg.Dial
					cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
						return w.dial(ctx, dial, network, address)
					}
				}, slow("a"), slow("b"))
				b.soon(t, time.Hour, b.batch(newMemory(), texts(40))) // speeds are known now
				log.Reset()
				before := b.flock.Refresh().Nodes
				const stops = 3
				for i := range stops {
					time.AfterFunc(time.Duration(i+1)*1700*time.Millisecond, func() {
						b.flock.Leap(test.still, test.still+test.slept, func() { test.kill(w) })
					})
				}
				m := newMemory()
				begun := time.Now()
				p := b.soon(t, time.Hour, b.batch(m, texts(40 + test.texts)[40:]))
				took := time.Since(begun)
				m.expect(t, test.texts, 0)
				for i, n := range b.flock.Refresh().Nodes {
					if n.LastError != "" || n.ErrorRate != before[i].ErrorRate || !n.State.Works() {
						t.Errorf("%s is blamed: %s, %q, errors %v", n.Name, n.State, n.LastError, n.ErrorRate)
					}
				}
				for _, s := range p.Shares {
					if s.Errors != 0 {
						t.Errorf("%s has %d errors", s.Name, s.Errors)
					}
				}
				if strings.Contains(log.String(), "WARN") {
					t.Errorf("the log blames somebody:\n%s", log.String())
				}
				// two requests of half a second each may be done anew after each stop
				if most := p.Predicted + stops*1500*time.Millisecond; test.texts > 1 && took > most {
					t.Errorf("it took %v, %v at the most were to be expected", took, most)
				}
			})
		})
	}
}

// A node that fails whatever it is sent is found out on a machine that has no moment
// for flocktop every other second, too.
func TestANodeIsNotExcusedForEverByStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wires{}
		slow := diligent("a")
		slow.PerText = 400 * time.Millisecond
		b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
			dial := cfg.Dial
			cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if !strings.HasPrefix(address, "node1:") {
					return dial(ctx, network, address)
				}
				return w.dial(ctx, dial, network, address)
			}
		}, slow, diligent("b"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		for i := range 200 { // none of its requests lasts so long
			time.AfterFunc(time.Duration(3*i+1)*100*time.Millisecond, func() { b.flock.Leap(time.Second, time.Second) })
			time.AfterFunc(time.Duration(3*i+2)*100*time.Millisecond, w.reset)
		}
		m := newMemory()
		batch, blamed := b.batch(m, texts(300)[100:]), time.Duration(0)
		batch.Observe = func(p cluster.Progress) {
			if blamed == 0 && len(p.Shares) > 0 && p.Shares[0].Errors > 0 {
				blamed = p.Elapsed
			}
		}
		b.soon(t, time.Hour, batch)
		m.expect(t, 200, 0)
		if blamed == 0 || blamed > 2*time.Second {
			t.Errorf("it is found out after %v", blamed)
		}
	})
}

// Canary texts that a sleep has killed say nothing about their node: it embeds them
// again at once.
func TestCanaryTextsThatASleepHasKilledAreSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		w := &wires{}
		b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
			cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			dial := cfg.Dial
			cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				return w.dial(ctx, dial, network, address)
			}
		}, diligent("a"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(20)))
		asked := func() int { return b.servers[0].Stats().Requests }
		before := asked()
		for deadline := time.Now().Add(5 * time.Second); asked() == before && time.Now().Before(deadline); {
			time.Sleep(50 * time.Millisecond) // it is calm after a while
		}
		if b.flock.Refresh().Nodes[0].Check != cluster.MatchingSoFar || asked() != before+1 {
			t.Fatal("the longer texts are not under way")
		}
		b.flock.Leap(0, time.Hour, w.reset)
		time.Sleep(2 * time.Second)
		if check := b.flock.Refresh().Nodes[0].Check; check != cluster.Matching || strings.Contains(log.String(), "canary texts: ") {
			t.Errorf("its vectors %s:\n%s", check, log.String())
		}
	})
}
