//go:build unix

package proof_test

import (
	"math/rand/v2"
	"testing"
)

func TestKilledDashboardOffersItsJobAndEndsAsIfNothingHadHappened(t *testing.T) {
	rounds := min(environment(t, "FLOCKTOP_KILL_ROUNDS", 4), 10)
	k, _, reference := newKilling(t, rounds)
	k.random = rand.New(rand.NewPCG(uint64(environment(t, "FLOCKTOP_KILL_SEED", 1)), 2))
	for number := range rounds {
		k.dashboardRound(number+1, rounds)
		if t.Failed() {
			t.FailNow()
		}
	}
	before := k.state
	k.wire.begin(moment{}, nil)
	screen := k.home.dashboard()
	k.letGoOn(screen, before)
	screen.await("docs done: ")
	screen.press("q") // nothing runs any more: it does not ask
	screen.exits(0)
	screen.restored()
	k.finished(before, reference)
	if counts := k.state.jobs[0].Counts; counts.Embedded+counts.Skipped+counts.Failed != counts.Chunks || counts.FailedFiles != 1 {
		t.Errorf("the counts do not reconcile: %+v", counts)
	}
}

// dashboardRound starts the dashboard, lets it go on with the job, or queues it
// the first time, and kills it.
func (k *killing) dashboardRound(number, of int) {
	t := k.t
	t.Helper()
	m := k.draw(of - number)
	m.texts = max(1, m.texts)
	due := make(chan struct{})
	k.wire.begin(m, func() { close(due) })
	screen := k.home.dashboard()
	before := k.state
	if number == 1 {
		screen.await(fit)
		queue(screen, k.docs, "copies")
	} else {
		k.letGoOn(screen, before)
	}
	select {
	case <-due:
		screen.kill()
	case <-screen.ended:
	}
	if code := screen.wait(); code != killed {
		t.Fatalf("round %d: the dashboard was to be killed at %+v, and ended with exit code %d", number, m, code)
	}
	screen.leavesNobody()
	k.state = inspect(t, k.home.store)
	t.Logf("round %d: killed at %+v: %d texts sent, %d of %d vectors stored", number, m, len(k.wire.texts()), len(k.state.rows), k.total)
	k.checkKept(before)
	k.checkOneJob(before, true)
}

// letGoOn checks that the job is offered and that the queue is paused, and lets
// it go on.
func (k *killing) letGoOn(screen *terminal, before state) {
	k.t.Helper()
	screen.await("1 unfinished job of an earlier run; the queue is paused")
	screen.await(fit)
	if sent := len(k.wire.texts()); sent > 0 {
		k.t.Errorf("%d texts were sent while the queue was paused", sent)
	}
	if now := inspect(k.t, k.home.store); len(now.rows) != len(before.rows) || len(now.undone) != 1 {
		k.t.Errorf("before the queue goes on: %d vectors for %d, %d unfinished jobs", len(now.rows), len(before.rows), len(now.undone))
	}
	screen.press("p")
	screen.await("the queue goes on")
}
