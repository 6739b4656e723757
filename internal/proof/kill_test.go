//go:build unix

package proof_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"flocktop/internal/simulate"
)

// environment is a number that the environment may change.
func environment(t *testing.T, name string, standard int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%s is no number from 1 on", name, text)
	}
	return n
}

// killing is a job that is killed again and again.
type killing struct {
	t      *testing.T
	home   *home
	wire   *wire
	random *rand.Rand
	docs   string
	total  int // different texts of the corpus
	state  state
}

// newKilling prepares a corpus that is large enough for the rounds, and embeds
// it undisturbed on one node. It returns what that gave.
func newKilling(t *testing.T, rounds int) (k *killing, exit int, reference string) {
	t.Helper()
	const first, round = 300, 40 // texts
	seed := environment(t, "FLOCKTOP_KILL_SEED", 1)
	t.Logf("FLOCKTOP_KILL_SEED=%d FLOCKTOP_KILL_ROUNDS=%d", seed, rounds)
	_, single := newWire(t, simulate.Spec{Name: "alone", Models: simulate.Known(simulate.MiniLM)})
	undisturbed := newHome(t, single)
	docs := filepath.Join(undisturbed.dir, "docs")
	corpus(t, docs, first+round*rounds)
	c := undisturbed.start("embed", "--json", docs)
	exit = c.wait()
	if err := c.result().reconciles(); err != nil {
		t.Fatalf("undisturbed: %v in %s", err, c.out.String())
	}
	whole := inspect(t, undisturbed.store)

	w, nodes := newWire(t, flock(2*time.Millisecond)...)
	w.expects(func(text string) bool { return whole.texts[text] })
	k = &killing{
		t: t, home: newHome(t, nodes), wire: w, docs: docs, total: len(whole.rows),
		random: rand.New(rand.NewPCG(uint64(seed), 0)),
	}
	return k, exit, undisturbed.store
}

// draw chooses when a run is killed, so that the texts that are left do for the
// rounds that are left: while a request arrives, while it is answered, or while
// the answer is written down; now and then before it gets anywhere.
func (k *killing) draw(left int) moment {
	const early, often = 300, 8 // milliseconds after the start, in one of so many rounds
	if k.random.IntN(often) == 0 {
		return moment{later: time.Duration(k.random.IntN(early)) * time.Millisecond}
	}
	remaining := k.total - len(k.state.rows)
	m := moment{texts: 1 + k.random.IntN(max(1, min(remaining, 2*remaining/(left+1))))}
	if k.random.IntN(3) > 0 {
		m.answered = true
	}
	if k.random.IntN(2) > 0 {
		m.later = time.Duration(k.random.IntN(8000)) * time.Microsecond
	}
	return m
}

// round starts the program, kills it, and checks what is left.
func (k *killing) round(number, of int) {
	t := k.t
	t.Helper()
	m := k.draw(of - number)
	due := make(chan struct{})
	k.wire.begin(m, func() { close(due) })
	c := k.home.start("embed", "--json", k.docs)
	if m.texts == 0 {
		time.AfterFunc(m.later, func() { close(due) })
	}
	select {
	case <-due:
		c.kill()
	case <-c.ended:
	}
	if code := c.wait(); code != killed {
		t.Fatalf("round %d: the program was to be killed at %+v, and ended with exit code %d\n%s%s",
			number, m, code, c.out.String(), c.err.String())
	}
	c.leavesNobody()
	before := k.state
	k.state = inspect(t, k.home.store)
	t.Logf("round %d: killed at %+v: %d texts sent, %d of %d vectors stored", number, m, len(k.wire.texts()), len(k.state.rows), k.total)
	k.checkKept(before)
	k.checkOneJob(before, m.texts > 0)
}

// checkKept compares two states, and both with what was sent in between.
func (k *killing) checkKept(before state) {
	k.t.Helper()
	for text, old := range before.rows {
		if now, ok := k.state.rows[text]; !ok || now != old {
			k.t.Errorf("a vector that was stored is lost or was replaced: %+v, now %+v: %q", old, now, text)
		}
	}
	for text, times := range k.wire.texts() {
		if _, stored := before.rows[text]; stored {
			k.t.Errorf("a text with a vector was sent %d times more: %q", times, text)
		}
		if !k.state.texts[text] {
			k.t.Errorf("a text was sent before it was in the store: %q", text)
		}
	}
}

// checkOneJob checks that the job is there once, and that no run began another.
func (k *killing) checkOneJob(before state, begun bool) {
	k.t.Helper()
	if len(k.state.jobs) > 1 || len(k.state.undone) != len(k.state.jobs) {
		k.t.Errorf("there are %d jobs, %d of them unfinished: %+v", len(k.state.jobs), len(k.state.undone), k.state.jobs)
	}
	if begun && len(k.state.undone) != 1 {
		k.t.Error("texts were sent, and the store knows of no job")
	}
	if len(before.undone) == 1 && (len(k.state.undone) != 1 || k.state.undone[0].ID != before.undone[0].ID) {
		k.t.Errorf("job %d was unfinished, now these are: %+v", before.undone[0].ID, k.state.undone)
	}
}

// finished checks the end: one job, done, and a store like the undisturbed one.
func (k *killing) finished(before state, reference string) {
	k.t.Helper()
	k.state = inspect(k.t, k.home.store)
	k.checkKept(before)
	if len(k.state.jobs) != 1 || len(k.state.undone) != 0 {
		k.t.Errorf("jobs at the end: %+v", k.state.jobs)
	}
	if len(k.state.rows) != k.total {
		k.t.Errorf("%d vectors of %d texts", len(k.state.rows), k.total)
	}
	equal(k.t, records(k.t, k.home.store), records(k.t, reference))
}

func TestKilledEmbedGoesOnAndEndsAsIfNothingHadHappened(t *testing.T) {
	rounds := environment(t, "FLOCKTOP_KILL_ROUNDS", 4)
	k, exit, reference := newKilling(t, rounds)
	for number := range rounds {
		k.round(number+1, rounds)
		if t.Failed() {
			t.FailNow()
		}
	}
	before := k.state
	k.wire.begin(moment{}, nil)
	c := k.home.start("embed", "--json", k.docs)
	c.exits(exit)
	r := c.result()
	if err := r.reconciles(); err != nil {
		t.Errorf("%v: %s", err, c.out.String())
	}
	if r.Embedded != k.total-len(before.rows) {
		t.Errorf("%d embedded by the last run; %d of %d were stored before", r.Embedded, len(before.rows), k.total)
	}
	k.finished(before, reference)
	sent := 0
	for _, times := range k.wire.texts() {
		sent += times
	}
	t.Logf("%d kills, %d texts; the last run embedded %d (%d sent) and skipped %d", rounds, k.total, r.Embedded, sent, r.Skipped)
}

// While a store is made there is no job yet, and the file passes through states
// that it never has again.
func TestKilledWhileTheStoreIsMade(t *testing.T) {
	rounds := 2 * environment(t, "FLOCKTOP_KILL_ROUNDS", 4)
	_, nodes := newWire(t, simulate.Spec{Name: "alone", Models: simulate.Known(simulate.MiniLM)})
	random := rand.New(rand.NewPCG(uint64(environment(t, "FLOCKTOP_KILL_SEED", 1)), 1))
	for range rounds {
		h := newHome(t, nodes)
		doc := filepath.Join(h.dir, "doc.txt")
		write(t, doc, "one sheep")
		c := h.start("embed", doc)
		// from the moment on when its lock is there, the store is being made
		if !eventually(patience, func() bool { _, err := os.Stat(h.store + ".lock"); return err == nil }) {
			t.Fatal("no lock")
		}
		after := time.Duration(random.IntN(20_000)) * time.Microsecond
		time.AfterFunc(after, c.kill)
		code := c.wait()
		size := int64(-1)
		if info, err := os.Stat(h.store); err == nil {
			size = info.Size()
		}
		t.Logf("killed %s after the lock was there: exit code %d, the file has %d bytes", after, code, size)
		again := h.start("embed", "--json", doc)
		if code := again.wait(); code != 0 {
			t.Fatalf("the next run: exit code %d\n%s", code, again.err.String())
		}
		if s := inspect(t, h.store); len(s.rows) != 1 || len(s.undone) != 0 {
			t.Errorf("%d vectors, %d unfinished jobs", len(s.rows), len(s.undone))
		}
	}
}
