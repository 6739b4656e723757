package cluster_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// diligent is a server whose requests last long enough to be seen under way.
func diligent(name string) simulate.Spec {
	spec := steady(name)
	spec.PerText = 100 * time.Millisecond
	return spec
}

// A flocktop that was stopped in mid-batch, or whose machine slept, blames no node
// for it, and tells the time apart.
func TestAStopOfTheProgramIsNoNodesFault(t *testing.T) {
	const stopped = 10 * time.Second
	for name, test := range map[string]struct {
		still time.Duration // that the steady clock goes on
		times int
		said  string
	}{
		"stopped":       {stopped, 1, "flocktop was stopped for 10s; that counts against no node"},
		"it slept":      {0, 1, "flocktop was stopped for 10s: this machine slept, or its clock was set; that counts against no node"},
		"several times": {stopped, 5, "flocktop was stopped for 10s; that counts against no node"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
					cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
				}, diligent("a"), diligent("b"))
				b.soon(t, time.Hour, b.batch(newMemory(), texts(100))) // speeds are known now
				for i := range test.times {
					time.AfterFunc(time.Duration(i+2)*1700*time.Millisecond, func() { b.flock.Leap(test.still, stopped) })
				}
				m := newMemory()
				begun := time.Now()
				p := b.soon(t, time.Hour, b.batch(m, texts(500)[100:]))
				took := time.Since(begun)
				time.Sleep(5 * time.Second) // the probes after it
				m.expect(t, 400, 0)
				for _, n := range b.flock.Refresh().Nodes {
					if n.LastError != "" {
						t.Errorf("%s is blamed: %s", n.Name, n.LastError)
					}
				}
				if said := strings.Count(log.String(), test.said); said != test.times || strings.Contains(log.String(), "WARN") {
					t.Errorf("the log says so %d times of %d, or more than that:\n%s", said, test.times, log.String())
				}
				all := time.Duration(test.times) * stopped
				if off := (p.Stopped - all).Abs(); off > time.Duration(test.times)*200*time.Millisecond {
					t.Errorf("stopped for %v, told are %v", all, p.Stopped)
				}
				if off := (p.Elapsed - took).Abs(); off > time.Duration(test.times)*200*time.Millisecond {
					t.Errorf("it took %v without the stops, told are %v", took, p.Elapsed)
				}
				if off := p.Elapsed.Seconds() / p.Predicted.Seconds(); off > 1.1 || off < 0.9 {
					t.Errorf("it took %v, foreseen were %v", p.Elapsed, p.Predicted)
				}
			})
		})
	}
}

// gate holds up what is read from connections while it is shut.
type gate struct {
	mu   sync.Mutex
	shut chan struct{} // nil while it is open
}

func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case shut && g.shut == nil:
		g.shut = make(chan struct{})
	case !shut && g.shut != nil:
		close(g.shut)
		g.shut = nil
	}
}

// gatedConn is a connection behind a gate.
type gatedConn struct {
	net.Conn
	gate *gate
}

func (c gatedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.gate.mu.Lock()
	shut := c.gate.shut
	c.gate.mu.Unlock()
	if shut != nil {
		<-shut
	}
	return n, err //nolint:wrapcheck // as it is
}

// A server that works while flocktop is stopped has its answers ready when it goes
// on: they teach no pace that no node has.
func TestAnswersThatWaitedForAStoppedProgramTeachNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
			dial := cfg.Dial
			cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dial(ctx, network, address)
				return gatedConn{c, g}, err
			}
		}, diligent("a"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		const stops, stopped = 8, 7 * time.Second
		for i := range stops {
			time.AfterFunc(time.Duration(i+1)*10*time.Second+time.Duration(i)*50*time.Millisecond, func() {
				g.set(true)
				thaw := b.flock.Freeze()
				time.Sleep(stopped)
				thaw()
				g.set(false)
			})
		}
		begun := time.Now()
		batch := b.batch(newMemory(), texts(900)[100:])
		var paces []time.Duration
		batch.Observe = func(p cluster.Progress) {
			if len(p.Shares) > 0 && p.Shares[0].PerText > 0 {
				paces = append(paces, p.Shares[0].PerText)
			}
		}
		p := b.soon(t, time.Hour, batch)
		took := time.Since(begun)
		if apart := spread(paces); apart > 1.02 {
			t.Errorf("a text is thought to take %v to %v", slices.Min(paces), slices.Max(paces))
		}
		if fault := b.flock.Refresh().Nodes[0].LastError; fault != "" {
			t.Errorf("it is blamed: %s", fault)
		}
		if off := (took - p.Elapsed - p.Stopped).Abs(); off > 200*time.Millisecond || p.Stopped < stops*(stopped-200*time.Millisecond) {
			t.Errorf("it took %v: stopped for %v, and %v", took, p.Stopped, p.Elapsed)
		}
	})
}

// The time in which nothing could be done ends where the program is stopped: it
// does not give up after that for having waited in vain.
func TestAStoppedProgramHasNotWaitedInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("only"))
		b.soon(t, time.Hour, b.batch(newMemory(), texts(100)))
		set(t, b.servers[0], simulate.Fault{Kind: simulate.Down})
		time.AfterFunc(5*time.Second, func() { b.flock.Leap(time.Hour, time.Hour) })
		time.AfterFunc(10*time.Second, func() { set(t, b.servers[0]) })
		batch := b.batch(newMemory(), texts(200)[100:])
		batch.Wait = time.Minute
		p := b.soon(t, 2*time.Hour, batch)
		if p.Nodeless > 15*time.Second || p.Elapsed > 20*time.Second || p.Stopped < time.Hour-time.Second {
			t.Errorf("without a node for %v of %v, stopped for %v", p.Nodeless, p.Elapsed, p.Stopped)
		}
	})
}

// A probe on a connection that died while the machine slept is sent again, before
// anybody says that the node is away.
func TestAProbeThatASleepHasKilledIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"))
		set(t, b.servers[0], simulate.Fault{Kind: simulate.SilentAll})
		time.Sleep(3 * time.Second) // a probe is under way, and nobody will answer it
		b.flock.Leap(0, time.Hour)
		set(t, b.servers[0])
		for range 100 {
			time.Sleep(100 * time.Millisecond)
			if n := b.flock.Refresh().Nodes[0]; n.State != cluster.Ready {
				t.Fatalf("it is %s: %s", n.State, n.Note)
			}
		}
	})
}
