package plain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/internal/job"
)

func TestCtrlCExplainsWhileAJobRuns(t *testing.T) {
	c := converse(t, busy(), func(c *talk) {
		c.interrupt()
		c.hears("Control C once more ends flocktop")
		c.types("status") // begin again
		c.interrupt()
		if c.over() {
			t.Fatal("one ctrl+c after another command ends")
		}
		c.pass(time.Hour)
		c.interrupt()
		if c.over() {
			t.Fatal("ctrl+c ends although the explanation is long gone")
		}
		c.interrupt()
		if !c.over() {
			t.Error("ctrl+c twice does not end")
		}
	})
	if !c.interrupted || c.err != nil {
		t.Errorf("interrupted %v, error %v", c.interrupted, c.err)
	}
}

func TestCtrlCEndsAtOnceWhereNothingRuns(t *testing.T) {
	c := converse(t, mixed(), func(c *talk) { c.interrupt() })
	if !c.interrupted {
		t.Error("it does not say that ctrl+c ended it")
	}
}

func TestEndOfInputAndOfTheContextEnd(t *testing.T) {
	for name, end := range map[string]func(*talk){
		"end of input":      func(c *talk) { _ = c.in.Close() },
		"end of context":    func(c *talk) { c.cancel() },
		"a line before it":  func(c *talk) { _, _ = io.WriteString(c.in, "status"); _ = c.in.Close() },
		"quit, and yes":     func(c *talk) { c.types("quit", "yes") },
		"exit in a pipe":    func(c *talk) { c.types("exit"); _ = c.in.Close() },
		"cancelled by that": func(c *talk) { c.types("cancel"); _ = c.in.Close() },
	} {
		c := converse(t, busy(), func(c *talk) {
			end(c)
			synctest.Wait()
			if !c.over() {
				t.Errorf("%s does not end it", name)
			}
			c.hears("flocktop ends.")
			c.asked("")
		})
		if c.interrupted || c.err != nil {
			t.Errorf("%s: interrupted %v, error %v", name, c.interrupted, c.err)
		}
		if name == "a line before it" && !strings.Contains(c.said(), "Mode auto") {
			t.Error("the last line, without its end, is not obeyed")
		}
	}
}

func TestABrokenInputIsAnError(t *testing.T) {
	c := converse(t, mixed(), func(c *talk) { _ = c.in.CloseWithError(errors.New("the cable is out")) })
	if c.err == nil || !strings.Contains(c.err.Error(), "the cable is out") {
		t.Errorf("error %v", c.err)
	}
}

// deaf takes nothing.
type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestABrokenOutputEndsAndLeavesNoReader(t *testing.T) {
	mine, theirs := net.Pipe() // a connection can be interrupted
	defer mine.Close()
	defer theirs.Close()
	_, err := Run(t.Context(), mixed(), Options{In: mine, Out: deaf{}})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error %v", err)
	} // that nobody reads on is what goleak sees
}

func TestALongLineIsNotReadAndDoesNoHarm(t *testing.T) {
	converse(t, mixed(), func(c *talk) {
		_, _ = io.WriteString(c.in, "batch "+strings.Repeat("x", 3*maxLine)+"\n")
		synctest.Wait()
		c.hears("too long")
		c.types("policy")
		c.hears("Mode auto")
	})
}

func TestHowMuchIsAnnounced(t *testing.T) {
	for line, want := range map[string][2]bool{ // a node away, a node at work
		"":        {true, false},
		"quiet":   {false, false},
		"verbose": {true, true},
	} {
		e := mixed()
		c := converse(t, e, func(c *talk) {
			c.types(line)
			setNode(e, 0, 5, "failed") // ejected
			setNode(e, 1, 1+1, "")     // busy
			c.pass(5 * time.Second)
		})
		got := [2]bool{strings.Contains(c.said(), "gpu-box is ejected"), strings.Contains(c.said(), "attic is busy")}
		if got != want {
			t.Errorf("%q announces %v, want %v\n%s", line, got, want, c.said())
		}
	}
}

func TestTheNextCommandWaitsForTheLast(t *testing.T) {
	e := mixed()
	c := converse(t, e, func(c *talk) { _, _ = io.WriteString(c.in, "try\npause\nhistory\nresume\n") })
	want := "retry|pause true|pause false"
	if got := strings.Join(e.Calls, "|"); got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if strings.Index(c.said(), "tried again") > strings.Index(c.said(), "is paused") {
		t.Errorf("answers are out of order:\n%s", c.said())
	}
}

// faulty is an engine with a fault of its own.
type faulty struct{ *fake }

func (faulty) Queue(context.Context, []string) (job.ID, error) { panic("a fault") }

func TestAPanicOfACommandIsToldAndEndsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := mixed()
		e.changes = make(chan struct{}, 1)
		in, out := io.Pipe()
		defer func() { _ = out.Close() }()
		ctx, cancel := context.WithCancel(t.Context())
		var told string
		var said bytes.Buffer
		ended := make(chan error)
		go func() {
			_, err := Run(ctx, faulty{e}, Options{In: in, Out: &said, Fault: func(value any, stack []byte) {
				told = fmt.Sprintf("%v %v", value, strings.Contains(string(stack), "faulty.Queue"))
				cancel()
			}})
			ended <- err
		}()
		_, _ = io.WriteString(out, "batch .\n")
		if err := <-ended; err != nil || told != "a fault true" || !strings.Contains(said.String(), "flocktop ends.") {
			t.Errorf("told %q, error %v, said %q", told, err, &said)
		}
	})
}

// Jobs that wait are offered at the next start; who leaves is told so, and asked.
func TestQuitAsksWhileJobsWait(t *testing.T) {
	e := mixed()
	e.jobs = []job.Status{{ID: 1, Title: "first", State: job.Queued}, {ID: 2, Title: "second", State: job.Queued}}
	converse(t, e, func(c *talk) {
		c.types("quit")
		if c.over() {
			t.Fatal("it ends without a question")
		}
		c.hears("2 jobs are queued. What is embedded is kept, and the next start offers to go on with the rest. Quit?")
		c.types("yes")
		synctest.Wait()
		if !c.over() {
			t.Error("yes does not end it")
		}
		c.asked("")
	})
}
