package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"flocktop/internal/documents/pdf/pdftest"
)

// envRole makes the test program a worker that misbehaves.
const envRole = "FLOCKTOP_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "":
		if WorkerMain() {
			return
		}
		goleak.VerifyTestMain(m)
	case "dies":
		fmt.Fprintln(os.Stderr, "fatal error: out of luck")
		os.Exit(3)
	case "stranger":
		_ = writeFrame(os.Stdout, []byte("some other worker"))
		_, _ = readFrame(os.Stdin, maxRequest)
	default: // greets, then does its own with what it is asked
		role := os.Getenv(envRole)
		_ = serve(os.Stdin, os.Stdout, func(file []byte) reply { return misbehave(role, file) }, func() { os.Exit(0) })
	}
}

func misbehave(role string, file []byte) reply {
	if bytes.Equal(file, []byte("good")) {
		return reply{Text: Text{Pages: []string{"good"}}}
	}
	switch role {
	case "hangs":
		select {}
	case "crashes":
		panic("broken inside")
	case "babbles":
		_, _ = os.Stdout.WriteString("\xff\xff\xff\xffwhat is no frame")
	}
	return reply{}
}

// cacheDir is kept between the tests of one run: compiling takes seconds.
var cacheDir = sharedCache()

func sharedCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return dir + "/flocktop-test"
}

func newTestReader(t *testing.T, options Options) *Reader {
	t.Helper()
	options.CacheDir = cacheDir
	r := NewReader(options)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestReadGivesPagesInOrder(t *testing.T) {
	r := newTestReader(t, Options{})
	for range 2 { // the second time with the same worker
		text, err := r.Read(t.Context(), pdftest.Write("A (short) guide", "First page.\nSecond line.", "", "Third page."))
		if err != nil {
			t.Fatal(err)
		}
		if text.Title != "A (short) guide" || len(text.Pages) != 3 || text.Lost != 0 {
			t.Fatalf("got %+v", text)
		}
		for i, want := range []string{"First page. Second line.", "", "Third page."} {
			if got := strings.Join(strings.Fields(text.Pages[i]), " "); got != want {
				t.Errorf("page %d: got %q, want %q", i+1, got, want)
			}
		}
	}
}

func TestDamagedFilesFailAlone(t *testing.T) {
	r := newTestReader(t, Options{})
	whole := pdftest.Write("Title", "Some text.", "More text.")
	for name, file := range map[string][]byte{
		"empty":       {},
		"only header": []byte("%PDF-1.7\n"),
		"no PDF":      []byte("plain text"),
		"noise":       bytes.Repeat([]byte("%PDF-1.4 \x00\xff<<"), 100),
	} {
		if text, err := r.Read(t.Context(), file); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %+v, %v, want ErrDamaged", name, text, err)
		}
	}
	for at := 50; at < len(whole); at += 150 { // cut off and scribbled over anywhere: no panic, no hang
		if _, err := r.Read(t.Context(), whole[:at]); errors.Is(err, ErrCrashed) || errors.Is(err, ErrTimeout) {
			t.Errorf("cut at %d: %v", at, err)
		}
		scribbled := slices.Concat(whole[:at], []byte("\x00(((<<<"), whole[at:])
		if _, err := r.Read(t.Context(), scribbled); errors.Is(err, ErrCrashed) || errors.Is(err, ErrTimeout) {
			t.Errorf("scribbled at %d: %v", at, err)
		}
	}
	if _, err := r.Read(t.Context(), whole); err != nil {
		t.Errorf("a good file after the damaged ones: %v", err)
	}
}

func TestOneBadFileCostsThatFileOnly(t *testing.T) {
	for _, test := range []struct {
		role string
		want error
		says string
	}{
		{"hangs", ErrTimeout, "more than 500ms"},
		{"crashes", ErrCrashed, "broken inside"},
		{"babbles", errFrame, "frame too long"},
	} {
		t.Run(test.role, func(t *testing.T) {
			t.Setenv(envRole, test.role)
			r := newTestReader(t, Options{Timeout: 500 * time.Millisecond})
			if text, err := r.Read(t.Context(), []byte("good")); err != nil || text.Pages[0] != "good" {
				t.Fatalf("before: %+v, %v", text, err)
			}
			_, err := r.Read(t.Context(), []byte("bad"))
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %v saying %q", err, test.want, test.says)
			}
			if text, err := r.Read(t.Context(), []byte("good")); err != nil || text.Pages[0] != "good" {
				t.Errorf("after: %+v, %v", text, err)
			}
		})
	}
}

func TestWorkerThatDiedWhileIdleIsReplaced(t *testing.T) {
	t.Setenv(envRole, "obeys")
	r := newTestReader(t, Options{})
	if _, err := r.Read(t.Context(), []byte("good")); err != nil {
		t.Fatal(err)
	}
	first := r.worker
	if err := first.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-first.exited
	if _, err := r.Read(t.Context(), []byte("good")); err != nil {
		t.Errorf("after the worker died: %v", err)
	}
}

func TestWorkersThatCannotStart(t *testing.T) {
	for _, test := range []struct {
		role string
		want string
	}{
		{"dies", "out of luck"},
		{"stranger", "another version of the program"},
	} {
		t.Run(test.role, func(t *testing.T) {
			t.Setenv(envRole, test.role)
			r := newTestReader(t, Options{})
			if _, err := r.Read(t.Context(), []byte("good")); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q in it", err, test.want)
			}
		})
	}
	t.Run("no such program", func(t *testing.T) {
		r := newTestReader(t, Options{command: []string{t.TempDir() + "/none"}})
		if _, err := r.Read(t.Context(), []byte("good")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
}

func TestContextEndsAReadAtOnce(t *testing.T) {
	t.Setenv(envRole, "hangs")
	r := newTestReader(t, Options{})
	if _, err := r.Read(t.Context(), []byte("good")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() {
		_, err := r.Read(ctx, []byte("bad"))
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestProgramsWithoutTheHookStartNothing(t *testing.T) {
	hooked.Store(false)
	defer hooked.Store(true)
	if _, err := newTestReader(t, Options{}).Read(t.Context(), nil); !errors.Is(err, ErrNoWorker) {
		t.Errorf("got %v, want ErrNoWorker", err)
	}
}

func TestClosedReaderReadsNothing(t *testing.T) {
	r := NewReader(Options{})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(t.Context(), nil); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

func TestJoinHyphens(t *testing.T) {
	if got := joinHyphens("an exam\x02\r\nple of\uFFFE\r\nten"); got != "an example often" {
		t.Errorf("got %q", got)
	}
}

func FuzzFrames(f *testing.F) {
	var good bytes.Buffer
	if err := writeFrame(&good, []byte(`{"text":{"title":"t","pages":["p"]}}`)); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0})
	f.Add([]byte("\xff\xff\xff\xff"))
	f.Add([]byte("\x00\x00\x00\x05{\"t\"")) // cut short
	f.Add([]byte("\x00\x00\x00\x04null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		payload, err := readFrame(bytes.NewReader(data), 1<<10)
		if err != nil {
			return
		}
		if len(payload) != len(data[4:][:len(payload)]) {
			t.Fatalf("%d bytes out of %d", len(payload), len(data))
		}
		_, _ = parseReply(payload) // any answer but a panic
	})
}

func FuzzServe(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01a\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x09a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var out bytes.Buffer
		answered := 0
		_ = serve(bytes.NewReader(data), &out, func([]byte) reply { answered++; return reply{} }, func() {})
		for range answered + 1 { // the greeting, and a whole frame for each request
			if _, err := readFrame(&out, 1<<10); err != nil {
				t.Fatal(err)
			}
		}
	})
}
