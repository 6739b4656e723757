//go:build unix

package proof_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// panics are faults of the program in the middle of a job.
var panics = map[string]struct {
	places  []string        // where
	act     func(*terminal) // what makes the program come by; nil where it does so by itself
	goesOn  bool            // the job must go on for that
	stack   string          // a function of the trace
	unended bool            // the clean-up cannot be done
}{
	"in a request":                    {places: []string{"a request"}, goesOn: true, stack: "cluster.(*run).call"},
	"in a probe":                      {places: []string{"a probe"}, stack: "cluster.(*Flock).probeLoop"},
	"while the flock's lock is taken": {places: []string{"a probe with the lock"}, stack: "cluster.(*Flock).probePause", unended: true},
	"in the batch's driver":           {places: []string{"the driver"}, goesOn: true, stack: "cluster.(*Flock).Embed"},
	"in the ledger":                   {places: []string{"the ledger"}, goesOn: true, stack: "cluster.(*bookkeeper).keep"},
	"in a transaction":                {places: []string{"a transaction"}, goesOn: true, stack: "store.(*Store).PutVectors"},
	"in the app":                      {places: []string{"the app"}, stack: "app.(*App).changed"},
	"in Update":                       {places: []string{"Update"}, stack: "ui.(*model).Update"},
	"in View":                         {places: []string{"View"}, stack: "ui.(*model).View"},
	"in a command":                    {places: []string{"a command"}, act: pressing("p"), stack: "(*tasks).pause"},
	"while it closes":                 {places: []string{"what is learned"}, act: leaving, stack: "app.(*App).close"},
	"while a signal ends it":          {places: []string{"what is learned"}, act: terminated, stack: "app.(*App).close"},
	"and another at the end":          {places: []string{"a probe", "what is learned"}, stack: "cluster.(*Flock).probeLoop"},
	"and another in the screen":       {places: []string{"Update", "a probe"}, stack: "flocktop/"},
}

func pressing(keys string) func(*terminal) { return func(s *terminal) { s.press(keys) } }

func terminated(s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }

// leaving is what a user does who leaves while a job runs.
func leaving(s *terminal) {
	s.press("q")
	s.await("y yes")
	s.press("y")
}

// many chunks are more than can be under way: when the job goes on, further
// requests have to be sent.
const many = 400

func TestAPanicEndsTheDashboardInOrder(t *testing.T) {
	for name, fault := range panics {
		t.Run(name, func(t *testing.T) {
			w := newWorkingOn(t, many)
			w.provokable()
			screen := w.atWork()
			for _, p := range fault.places {
				w.provoke(p, 0)
			}
			begun := time.Now()
			if fault.act != nil {
				fault.act(screen)
			}
			if fault.goesOn {
				w.wire.release()
			}
			code := screen.wait()
			took := time.Since(begun)
			if code != 1 {
				t.Errorf("exit code %d", code)
			}
			screen.restored()
			w.told(screen.afterwards(), fault.stack)
			w.calm()
			if fault.unended {
				w.completes(w.left(screen.child.family(), took))
			} else {
				w.completes(w.interrupted(screen.child.family(), took))
			}
		})
	}
}

// A panic anywhere ends the command without a screen in the same way.
func TestAPanicEndsEmbedInOrder(t *testing.T) {
	for name, stack := range map[string]string{
		"a request": "cluster.(*run).call", "a probe": "cluster.(*Flock).probeLoop", "a transaction": "store.(*Store).PutVectors",
		"the command line": "cli.(*command).follow",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkingOn(t, many)
			w.provokable()
			due := w.underWay()
			c := w.start("embed", "--json", w.docs)
			w.expect(due, c)
			w.provoke(name, 0)
			begun := time.Now()
			if name != "a probe" {
				w.wire.release()
			}
			c.exits(1)
			w.told(c.err.String(), stack)
			w.completes(w.interrupted(c.family(), time.Since(begun)))
		})
	}
}

// Before there is a vector, a job has no more than its documents.
func TestAPanicBeforeTheFirstAnswer(t *testing.T) {
	for name, fault := range map[string]struct {
		later int
		stack string
	}{
		"the opening": {0, "app.Open"}, "a probe": {0, "cluster.(*Flock).probeLoop"}, "the queue": {0, "job.(*Queue).Run"}, "the walk": {3, "job.producer.read"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkingOn(t, many)
			w.provokable()
			w.wire.beginAndHold(moment{texts: 1}, func() {})
			w.provoke(name, fault.later)
			c := w.start("embed", "--json", w.docs)
			c.exits(1)
			w.told(c.err.String(), fault.stack)
			c.leavesNobody()
			w.wire.begin(moment{}, nil)
			again := w.start("embed", "--json", w.docs)
			again.wait()
			if err := again.result().reconciles(); err != nil {
				t.Errorf("%v: %s", err, again.out.String())
			}
			if s := inspect(t, w.store); len(s.jobs) != 1 || len(s.undone) != 0 || len(s.rows) != len(s.texts) {
				t.Errorf("%d jobs, %d unfinished, %d vectors of %d texts", len(s.jobs), len(s.undone), len(s.rows), len(s.texts))
			}
		})
	}
}

// The simulated servers are a part of the program, too, as long as it is the
// demo. Its own folder is gone afterwards.
func TestAPanicEndsTheDemoInOrder(t *testing.T) {
	for name, fault := range map[string]struct {
		scenario, stack string
	}{
		"a simulated server": {"mixed", "simulate.(*Node).embed"},
		"the script":         {"faulty", "simulate.(*Flock).play"},
		"the clean-up":       {"mixed", "app.(*Demo).end"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t, nil)
			h.provokable()
			h.provoke(name, 0)
			screen := h.dashboard("demo", "--scenario", fault.scenario)
			if name == "the clean-up" {
				screen.await("SIMULATED")
				screen.press("q")
			}
			screen.exits(1)
			screen.restored()
			h.told(screen.afterwards(), fault.stack)
			screen.leavesNobody()
			inspect(t, h.store)
			if left, _ := filepath.Glob(filepath.Join(h.dir, "flocktop-demo-*")); len(left) != 0 {
				t.Errorf("%v is left behind", left)
			}
		})
	}
}

// afterwards is what was written when the program had left the other screen.
func (t *terminal) afterwards() string {
	<-t.drained
	leave := []byte("\x1b[?1049l")
	return string(t.written[bytes.LastIndex(t.written, leave)+len(leave):])
}

var tracePath = regexp.MustCompile(`trace in (\S+)`)

// told checks that the user is told where the trace is, and what it holds.
func (h *home) told(text, function string) {
	h.t.Helper()
	if strings.Contains(text, "goroutine ") {
		h.t.Errorf("the trace is on the terminal: %s", text)
	}
	m := tracePath.FindStringSubmatch(text)
	if m == nil || strings.Count(text, "flocktop: ") != 1 {
		h.t.Fatalf("the trace is not named once: %q", text)
	}
	path := strings.Join(strings.Fields(m[1]), "")
	trace, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, part := range []string{"provoked in ", "goroutine ", "provoke.Here", function} {
		if !strings.Contains(string(trace), part) {
			h.t.Errorf("%q is not in the trace\n%s", part, trace)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		h.t.Errorf("others may read the trace: %v, %v", info, err)
	}
	if all, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "crash-*")); len(all) != 1 {
		h.t.Errorf("there are traces %v", all)
	}
}
