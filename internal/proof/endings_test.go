//go:build unix

package proof_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"flocktop/internal/documents/pdf/pdftest"
	"flocktop/internal/store"
)

// working is a home with a job that takes long enough to be ended in its
// middle, and that has a process reading PDF files for it.
type working struct {
	*home
	wire *wire
	docs string
}

func newWorking(t *testing.T) *working {
	t.Helper()
	return newWorkingOn(t, 240) // more than can be under way at a time
}

// newWorkingOn has a job of so many chunks.
func newWorkingOn(t *testing.T, chunks int) *working {
	t.Helper()
	w, nodes := newWire(t, flock(2*time.Millisecond)...)
	w.expects(ofCorpus)
	h := newHome(t, nodes)
	docs := filepath.Join(h.dir, "docs")
	corpus(t, docs, chunks)
	write(t, filepath.Join(docs, "a.pdf"), string(pdftest.Write("Sheep", "Sheep that are counted on paper.")))
	return &working{home: h, wire: w, docs: docs}
}

// underWay returns a channel that is closed when the job is under way; it
// stands still then.
func (w *working) underWay() <-chan struct{} {
	due := make(chan struct{})
	w.wire.beginAndHold(moment{texts: 20, answered: true}, func() { close(due) })
	return due
}

// expect waits for it, and for the process that reads PDF files.
func (w *working) expect(due <-chan struct{}, c *child) {
	w.t.Helper()
	w.reaches(due, c.ended, c.said)
	w.helped(c.family())
}

// atWork is a dashboard whose user has queued the job; it is under way and stands
// still.
func (w *working) atWork() *terminal {
	w.t.Helper()
	due := w.underWay()
	screen := w.dashboard()
	screen.await(fit)
	queue(screen, w.docs, "copies")
	w.expect(due, screen.child)
	return screen
}

// helped checks that a process reads PDF files for the program.
func (w *working) helped(f family) {
	w.t.Helper()
	if members := f.members(); len(members) == 1 {
		w.t.Errorf("%v is alone: this shows nothing of the processes that read documents", members)
	}
}

// reaches waits until the job is under way and a vector is stored. said are the
// program's last words, should it have ended.
func (w *working) reaches(due, ended <-chan struct{}, said func() string) {
	w.t.Helper()
	select {
	case <-due:
	case <-ended:
		w.t.Fatalf("the program ended too soon\n%s", said())
	case <-time.After(patience):
		w.t.Fatal("no text is sent")
	}
	// what was answered is kept once the vectors of the nodes are known to agree
	if !eventually(patience, w.keeps) {
		w.t.Fatal("no vector is stored")
	}
}

// keeps says whether a vector is in the store, as another process sees it.
func (w *working) keeps() bool {
	s, err := store.Open(w.t.Context(), w.store, store.Options{ReadOnly: true})
	if err != nil {
		return false
	}
	defer s.Close()
	for _, err := range s.Export(w.t.Context(), store.ExportFilter{}) {
		return err == nil
	}
	return false
}

// generous is what an end may take of a promised second, on machines that are
// busy with other things.
const generous = 10 * time.Second

// interrupted checks what every ending in mid-job leaves: no process, a store
// that is whole, and one unfinished job.
func (w *working) interrupted(f family, took time.Duration) state {
	w.t.Helper()
	s := w.left(f, took)
	if wal, err := os.Stat(w.store + "-wal"); err == nil && wal.Size() > 0 {
		w.t.Error("the store was not closed: its log is still there")
	}
	return s
}

// left is interrupted where the clean-up could not be done: the store is as
// whole as after a kill.
func (w *working) left(f family, took time.Duration) state {
	w.t.Helper()
	w.t.Logf("ended after %s", took.Round(time.Millisecond))
	if took > generous {
		w.t.Errorf("the end took %s", took)
	}
	f.isGone(w.t)
	s := inspect(w.t, w.store)
	if len(s.undone) != 1 || len(s.jobs) != 1 || len(s.rows) == 0 {
		w.t.Errorf("%d vectors, %d jobs, %d of them unfinished", len(s.rows), len(s.jobs), len(s.undone))
	}
	return s
}

// ways of ending the dashboard in the middle of a job.
var ways = map[string]struct {
	end  func(*terminal)
	code int
	lost bool // the terminal, so that nothing can be seen on it
}{
	"SIGTERM":             {func(s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130, false},
	"SIGHUP":              {func(s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 130, false},
	"SIGINT":              {func(s *terminal) { _ = s.cmd.Process.Signal(syscall.SIGINT) }, 130, false},
	"the terminal closes": {(*terminal).hangUp, 130, true},
	"q, and y to the question": {func(s *terminal) {
		s.press("q")
		s.await("y yes")
		s.press("y")
	}, 0, false},
	"ctrl+c twice": {func(s *terminal) {
		s.press("\x03")
		s.await("ctrl+c once more ends")
		s.press("\x03")
	}, 0, false},
}

func TestDashboardEndsAndKeepsItsJob(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			w := newWorking(t)
			screen := w.atWork()
			begun := time.Now()
			way.end(screen)
			code := screen.wait()
			w.interrupted(screen.child.family(), time.Since(begun))
			if code != way.code {
				t.Errorf("exit code %d, want %d", code, way.code)
			}
			if !way.lost {
				screen.restored()
			}
			again := w.dashboard()
			again.await("1 unfinished job of an earlier run")
			_ = again.cmd.Process.Signal(syscall.SIGTERM)
			again.wait()
		})
	}
}

func TestEmbedEndsAndGoesOnLater(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			w := newWorking(t)
			due := w.underWay()
			c := w.start("embed", "--json", w.docs)
			w.expect(due, c)
			begun := time.Now()
			// as a terminal does it: to all that run on it
			if err := syscall.Kill(-c.cmd.Process.Pid, signal); err != nil {
				t.Fatal(err)
			}
			code := c.wait()
			s := w.interrupted(c.family(), time.Since(begun))
			r := c.result()
			if code != 130 || r.Embedded > len(s.rows) || r.Embedded+r.Skipped >= r.Chunks {
				t.Errorf("exit code %d, %d vectors stored, %+v", code, len(s.rows), r)
			}
			for _, f := range r.Failures {
				if filepath.Base(f.Path) != unreadable {
					t.Errorf("a failure that is none: %+v", f)
				}
			}
			w.completes(s)
		})
	}
}

// completes runs the command to its end, and checks that it takes up the job.
func (w *working) completes(before state) {
	w.t.Helper()
	w.wire.begin(moment{}, nil)
	c := w.start("embed", "--json", w.docs)
	c.wait()
	r := c.result()
	if err := r.reconciles(); err != nil {
		w.t.Errorf("%v: %s", err, c.out.String())
	}
	s := inspect(w.t, w.store)
	if len(s.jobs) != 1 || len(s.undone) != 0 || s.jobs[0].ID != before.undone[0].ID || len(s.rows) != len(s.texts) {
		w.t.Errorf("%d jobs, %d unfinished, %d vectors of %d texts", len(s.jobs), len(s.undone), len(s.rows), len(s.texts))
	}
	for text := range w.wire.texts() {
		if _, stored := before.rows[text]; stored {
			w.t.Errorf("a text with a vector was sent again: %q", text)
		}
	}
	if r.Embedded != len(s.rows)-len(before.rows) {
		w.t.Errorf("%d embedded, %d were stored before and %d are now", r.Embedded, len(before.rows), len(s.rows))
	}
}

// Who starts it with signals ignored, as nohup does, wants it to go on.
func TestEmbedIgnoresWhatItsStarterIgnores(t *testing.T) {
	w := newWorking(t)
	due := w.underWay()
	c := w.child("embed", "--json", w.docs)
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	c.cmd.Args = append([]string{shell, "-c", `trap "" HUP INT; exec "$0" "$@"`}, c.cmd.Args...)
	c.cmd.Path = shell
	c.run()
	w.expect(due, c)
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT} {
		if err := syscall.Kill(-c.cmd.Process.Pid, signal); err != nil {
			t.Fatal(err)
		}
	}
	w.wire.release()
	c.exits(1) // the unreadable file
	if err := c.result().reconciles(); err != nil {
		t.Errorf("%v: %s", err, c.out.String())
	}
}

func TestNobodyReadsTheResult(t *testing.T) {
	for name, both := range map[string]bool{"embed | head -0": false, "embed 2>&1 | head -0": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorking(t)
			w.wire.begin(moment{}, nil)
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			reader.Close()
			c := w.child("embed", "--json", w.docs)
			c.cmd.Stdout = writer
			if both {
				c.cmd.Stderr = writer
			}
			c.run()
			writer.Close()
			code := c.wait()
			t.Logf("exit code %d", code)
			c.leavesNobody()
			if text := c.err.String(); strings.Contains(text, "panic") || strings.Contains(text, "goroutine") {
				t.Errorf("it panics: %s", text)
			}
			s := inspect(t, w.store)
			if !both && (len(s.undone) != 0 || len(s.rows) != len(s.texts)) {
				t.Errorf("%d unfinished jobs, %d vectors of %d texts", len(s.undone), len(s.rows), len(s.texts))
			}
			if len(s.undone) > 0 {
				w.completes(s)
			}
		})
	}
}
