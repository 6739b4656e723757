package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// hurry presses keys faster than anything that they begin gets done.
func (s *screen) hurry(keys ...string) {
	var cmds []tea.Cmd
	for _, k := range keys {
		_, cmd := s.model.Update(keyMsg(k))
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		s.run(cmd)
		s.settle()
	}
}

// moves are the moves that the engine was asked for.
func (s *screen) moves() string {
	var out []string
	for _, call := range s.engine.Calls {
		if by, is := strings.CutPrefix(call, "move 12 "); is {
			out = append(out, by)
		}
	}
	return strings.Join(out, " ")
}

func TestUndoMeansWhatIsStillUnderWay(t *testing.T) {
	for _, c := range []struct {
		keys, moves, place, says string
	}{
		{"K,u", "-1 +1", "3", "has its place in the queue again"},
		{"K,K,K,u", "-1 -1 +1", "2", "has its place in the queue again"}, // the third moved nothing, and is no step
		{"L,u", "+6 -6", "3", "has its place in the queue again"},
		{"L,u,K", "+6 -1 +1", "9", "has its place in the queue again"}, // u means all that is under way
		{"K,K,u,u", "-1 -1 +1", "2", "> Leave it"},                     // the one before is not what was done last: it is asked about
		{"N,K,u", "-2 +2", "3", "has its place in the queue again"},
		{"J,J,z,u", "+1 +1", "5", "Throughput"}, // the zoom was later than both
	} {
		onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
			s.press("j", "j", "j")
			s.hurry(strings.Split(c.keys, ",")...)
			s.shows(c.says)
			if got := s.moves(); got != c.moves {
				t.Errorf("%s moves %s, want %s", c.keys, got, c.moves)
			}
			s.press("esc")
			s.wait(2 * calmTime)
			s.shows("> report-003.pdf    ○ queued  " + c.place)
		})
	}
}

// What was done before is not meant by u that was pressed after a key of which nothing
// came.
func TestUndoOfWhatCameToNothingTakesBackNothing(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "j", "P")
		s.hurry("N", "N", "u", "u")
		s.press("y") // what was before is asked about
		s.shows("> report-003.pdf    ○ queued  3")
		s.did("policy auto")
	})
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "P")
		s.engine.change(func(e *fakeEngine) { // somebody else moves it, and the screen does not know yet
			e.jobs = slices.Clone(e.jobs)
			at := slices.IndexFunc(e.jobs, func(j job.Status) bool { return j.Title == "report-002.pdf" })
			e.jobs[at-1], e.jobs[at] = e.jobs[at], e.jobs[at-1]
		})
		s.hurry("K", "u")
		s.shows("report-002.pdf is the next one already")
		s.did("policy rules")
	})
}

func TestUndoIsOwedByAllThatCanBeTakenBack(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.hurry("p", "P", "u", "u")
		s.did("policy auto")
		s.shows("> Leave it") // of the pause, which was not done last
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) { // from a dialogue
		s.press("f", "j")
		s.hurry("enter", "u")
		s.did("force none")
		s.shows("the mode is chosen automatically again")
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) { // nothing that was done before is taken back for what failed
		s.press("P")
		_ = s.model.act(nil)
		cmd := s.model.act(send(ended(errors.New("the store is locked"), "")))
		s.press("u")
		s.shows("undo comes after what is still being done")
		s.run(cmd)
		s.settle()
		s.shows("the store is locked")
		if got := s.engine.Settings().Policy; got != adaptive.Rules {
			t.Errorf("the policy is %s", got)
		}
	})
}

// slowQueue takes its time to move a job.
type slowQueue struct{ queueEngine }

func (q slowQueue) Move(ctx context.Context, id job.ID, by int) error {
	time.Sleep(10 * time.Millisecond) // of the test's bubble
	return q.queueEngine.Move(ctx, id, by)
}

// A way is counted from where the move before has brought the job, that of an undo too.
func TestAMoveIsCountedAfterAnUndoThatIsUnderWay(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, q queueEngine) {
		s.model.tasks.engine = slowQueue{q}
		s.press("j", "j", "j", "K")
		for _, k := range []string{"u", "N"} {
			_, cmd := s.model.Update(keyMsg(k))
			s.run(cmd)
			synctest.Wait() // as far as it comes
		}
		s.wait(time.Second)
		s.shows("> report-003.pdf    ○ queued  1")
		s.press("u")
		s.wait(time.Second)
		s.shows("> report-003.pdf    ○ queued  3")
	})
}

// Pressed more often than there is to be taken back, u is over with that: what is done
// later stays done.
func TestMoreUndoThanStepsIsNotOwedLater(t *testing.T) {
	onQueue(t, 120, 36, func() *fakeEngine { return longQueue(9) }, func(s *screen, _ queueEngine) {
		s.press("j", "j", "j")
		s.hurry("K", "u", "u", "u")
		s.shows("undo is not possible now")
		s.press("K")
		s.wait(2 * calmTime)
		s.shows("> report-003.pdf    ○ queued  2")
	})
}
