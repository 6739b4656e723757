package plain

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var updateGolden = flag.Bool("update", false, "write the transcripts anew")

// talk is a conversation in a bubble, where time passes only when the test says
// so.
type talk struct {
	t          *testing.T
	e          *fake
	in         *io.PipeWriter
	interrupts chan struct{}
	cancel     context.CancelFunc
	ended      chan struct{}

	mu          sync.Mutex
	text        bytes.Buffer
	interrupted bool
	err         error
}

// Write takes what the session says.
func (c *talk) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(b) //nolint:wrapcheck // never fails
}

func (c *talk) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// types sends a line and waits until it is answered.
func (c *talk) types(lines ...string) {
	for _, l := range lines {
		_, _ = c.Write([]byte("> " + l + "\n"))
		_, _ = io.WriteString(c.in, l+"\n")
		synctest.Wait()
	}
}

func (c *talk) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (c *talk) interrupt() {
	_, _ = c.Write([]byte("> (ctrl+c)\n"))
	c.interrupts <- struct{}{}
	synctest.Wait()
}

func (c *talk) over() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// hears checks that the last words are these.
func (c *talk) hears(want string) {
	c.t.Helper()
	lines := strings.Split(strings.TrimSpace(c.said()), "\n")
	if got := lines[len(lines)-1]; !strings.Contains(got, want) {
		c.t.Errorf("heard %q, want %q", got, want)
	}
}

// asked checks what the engine was asked last.
func (c *talk) asked(want string) {
	c.t.Helper()
	got := locked(c.e, func() string {
		if len(c.e.Calls) == 0 {
			return ""
		}
		return c.e.Calls[len(c.e.Calls)-1]
	})
	if got != want {
		c.t.Errorf("the engine was asked to %q, want %q", got, want)
	}
}

// converse runs a session in a bubble; at the end the input ends, and with it
// the session.
func converse(t *testing.T, e *fake, f func(c *talk)) *talk {
	t.Helper()
	c := &talk{t: t, e: e}
	synctest.Test(t, func(t *testing.T) {
		c.t = t
		e.changes = make(chan struct{}, 1) // of the bubble
		in, out := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		c.in, c.cancel, c.interrupts, c.ended = out, cancel, make(chan struct{}), make(chan struct{})
		go func() {
			defer close(c.ended)
			c.interrupted, c.err = Run(ctx, e, Options{
				In: in, Out: c, Interrupts: c.interrupts, Clock: func() time.Time { return time.Now().UTC() },
				Simulation: e.simulation, Width: func() int { return e.width },
			})
		}()
		c.pass(time.Second)
		f(c)
		_ = out.Close()
		<-c.ended
		cancel()
		synctest.Wait()
	})
	return c
}

// golden compares a conversation with the one of that name.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *updateGolden {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs (look at it, then run the test with -update):\n%s\nwant:\n%s", name, text, want)
	}
}
