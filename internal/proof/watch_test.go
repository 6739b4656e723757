//go:build unix

package proof_test

import "testing"

// One program embeds, another watches it, sees it killed, and takes over.
func TestWhoWatchesSeesAKilledProgramAndTakesOver(t *testing.T) {
	w := newWorking(t)
	due := w.underWay()
	works := w.start("embed", w.docs)
	w.expect(due, works)
	before := inspect(t, w.store)
	screen := w.dashboard("--watch")
	screen.await("WATCHING")
	screen.await("flocktop embed (process ")
	screen.await("Decided by the flocktop that works")
	screen.press("x") // it is not the other one's user
	screen.await("cancel is not possible now: another flocktop works on this store")
	works.kill()
	works.exits(killed)
	screen.await("nobody works on this store: W takes over")
	if after := inspect(t, w.store); len(after.rows) < len(before.rows) || len(after.undone) != 1 {
		t.Errorf("%d vectors for %d, %d unfinished jobs", len(after.rows), len(before.rows), len(after.undone))
	}
	screen.press("W")
	screen.await("1 unfinished job of an earlier run; the queue is paused")
	screen.kill()
	screen.exits(killed)
	screen.leavesNobody()
}

// A second dashboard is no error: it watches, and leaves without a question.
func TestASecondDashboardWatchesTheFirst(t *testing.T) {
	w := newWorking(t)
	first := w.atWork()
	second := w.dashboard()
	second.await("WATCHING")
	second.await("the dashboard (process ")
	second.press("q")
	second.exits(0)
	second.restored()
	second.leavesNobody()
	first.kill()
	first.wait()
}
