package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain lets the test program be workers that misbehave in one way each.
func TestMain(m *testing.M) {
	if Main(Roles{
		"echoes":   func(cacheDir string) (Handler, error) { return echo(cacheDir, nil), nil },
		"hangs":    func(string) (Handler, error) { return echo("", func() { select {} }), nil },
		"crashes":  func(string) (Handler, error) { return echo("", func() { panic("broken inside") }), nil },
		"dies":     func(string) (Handler, error) { return nil, errors.New("out of luck") },
		"stranger": func(string) (Handler, error) { return nil, writeFrame(childOutput(), []byte("another work")) },
		"babbles": func(string) (Handler, error) {
			return echo("", func() { _, _ = childOutput().WriteString("\xff\xff\xff\xffwhat is no frame") }), nil
		},
	}) {
		return
	}
	goleak.VerifyTestMain(m)
}

// echo answers with the request behind prefix, and does what bad does when asked for "bad".
func echo(prefix string, bad func()) Handler {
	return func(request []byte) []byte {
		if string(request) == "bad" {
			bad()
		}
		return append([]byte(prefix), request...)
	}
}

// childOutput is where frames go; os.Stdout is not, in a worker.
func childOutput() *os.File { return os.NewFile(1, "stdout") }

func newTestClient(t *testing.T, options Options) *Client {
	t.Helper()
	c := NewClient(options)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func requireEcho(t *testing.T, c *Client, when string) {
	t.Helper()
	if got, err := c.Ask(t.Context(), []byte("good")); err != nil || string(got) != "good" {
		t.Fatalf("%s: got %q, %v", when, got, err)
	}
}

func TestOneWorkerAnswersManyRequests(t *testing.T) {
	c := newTestClient(t, Options{Role: "echoes", CacheDir: "in folder: "})
	var first *process
	for _, request := range []string{"a", "", strings.Repeat("x", 1<<20)} {
		got, err := c.Ask(t.Context(), []byte(request))
		if err != nil || string(got) != "in folder: "+request {
			t.Fatalf("got %d bytes, %v", len(got), err)
		}
		if first == nil {
			first = c.worker
		}
		if c.worker != first {
			t.Error("another worker was started")
		}
	}
}

func TestABadRequestCostsThatRequestOnly(t *testing.T) {
	for _, test := range []struct {
		role string
		want error
		says string
	}{
		{"hangs", ErrTimeout, "more than 300ms"},
		{"crashes", ErrCrashed, "broken inside"},
		{"babbles", errFrame, "frame too long"},
	} {
		t.Run(test.role, func(t *testing.T) {
			c := newTestClient(t, Options{Role: test.role, Timeout: 300 * time.Millisecond})
			requireEcho(t, c, "before")
			if _, err := c.Ask(t.Context(), []byte("bad")); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v saying %q", err, test.want, test.says)
			}
			requireEcho(t, c, "after")
		})
	}
}

func TestWorkerThatDiedWhileIdleIsReplaced(t *testing.T) {
	c := newTestClient(t, Options{Role: "echoes"})
	requireEcho(t, c, "before")
	first := c.worker
	if err := first.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-first.exited
	requireEcho(t, c, "after")
}

func TestWorkersThatCannotStart(t *testing.T) {
	for name, test := range map[string]struct {
		options Options
		says    string
	}{
		"it says why":     {Options{Role: "dies"}, "out of luck"},
		"unknown role":    {Options{Role: "dances"}, `no worker "dances"`},
		"other version":   {Options{Role: "stranger"}, "another version"},
		"no such program": {Options{Role: "echoes", command: "/nowhere/none"}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newTestClient(t, test.options).Ask(t.Context(), []byte("good"))
			if !errors.Is(err, ErrStart) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want ErrStart saying %q", err, test.says)
			}
			if errors.Is(err, os.ErrNotExist) {
				t.Error("reads as if the request's file were missing")
			}
		})
	}
}

func TestContextEndsARequestAtOnce(t *testing.T) {
	c := newTestClient(t, Options{Role: "hangs"})
	requireEcho(t, c, "before")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	waiting := make(chan error, 1)
	go func() { // waits for its turn meanwhile, and gets none
		_, err := c.Ask(ctx, []byte("good"))
		waiting <- err
	}()
	_, err := c.Ask(ctx, []byte("bad"))
	other := <-waiting
	if !errors.Is(err, context.DeadlineExceeded) || (other != nil && !errors.Is(other, context.DeadlineExceeded)) {
		t.Errorf("got %v, and %v for the one that waited", err, other)
	}
	requireEcho(t, c, "after")
}

func TestProgramsWithoutTheHookStartNothing(t *testing.T) {
	hooked.Store(false)
	defer hooked.Store(true)
	if _, err := newTestClient(t, Options{Role: "echoes"}).Ask(t.Context(), nil); !errors.Is(err, ErrNoHook) {
		t.Errorf("got %v, want ErrNoHook", err)
	}
}

func TestClosedClientAnswersNothing(t *testing.T) {
	c := NewClient(Options{Role: "echoes"})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Ask(t.Context(), nil); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	var good bytes.Buffer
	if err := writeFrame(&good, []byte("payload")); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good.String(), "", "\x00\x00\x00", "\xff\xff\xff\xff", "\x00\x00\x00\x05ab"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		payload, err := readFrame(bytes.NewReader(data), 1<<10)
		if err == nil && !bytes.Equal(payload, data[4:4+len(payload)]) {
			t.Fatalf("%q was read out of %q", payload, data)
		}
	})
}

func FuzzServe(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01a\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x09a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var out bytes.Buffer
		_ = serve(bytes.NewReader(data), &out, func(request []byte) []byte { return request })
		for n := 0; out.Len() > 0; n++ { // whatever came in, whole frames go out
			frame, err := readFrame(&out, maxFrame)
			if err != nil || (n == 0 && string(frame) != greeting) {
				t.Fatalf("frame %d: %q, %v", n, frame, err)
			}
		}
	})
}

func TestServeEndsThoughAHandlerHangs(t *testing.T) {
	in, parent := io.Pipe()
	begun, release := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() {
		done <- serve(in, io.Discard, func([]byte) []byte {
			close(begun)
			<-release
			return nil
		})
	}()
	if err := writeFrame(parent, []byte("request")); err != nil {
		t.Fatal(err)
	}
	<-begun
	if err := parent.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	close(release)
}
