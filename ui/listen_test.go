package ui

import (
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/journal"
)

// counting counts how often its state is pulled.
type counting struct {
	*fakeEngine
	pulls atomic.Int64
}

func (c *counting) Flock() cluster.Snapshot {
	c.pulls.Add(1)
	return c.fakeEngine.Flock()
}

// stormy lets the engine change so often in a second, and returns what counted
// the pulls meanwhile.
func stormy(s *screen, often int) *counting {
	counted := &counting{fakeEngine: s.engine}
	s.model.tasks.engine = counted
	s.change(func(*fakeEngine) {})
	counted.pulls.Store(0)
	for range often {
		s.engine.change(func(*fakeEngine) {})
		s.wait(time.Second / time.Duration(often))
	}
	return counted
}

func TestAStormOfChangesCostsTwentyFramesASecond(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		counted := stormy(s, 5000)
		if n := counted.pulls.Load(); n < 17 || n > 21 {
			t.Errorf("%d pulls in a second of 5,000 changes", n)
		}
		counted.pulls.Store(0)
		s.wait(10 * time.Second)
		if n := counted.pulls.Load(); n > 1 {
			t.Errorf("%d pulls in ten seconds without a change", n)
		}
	})
}

func TestAnIdleFlockCostsTwoFramesASecond(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		counted := stormy(s, 500) // a thousand nodes, probed every two seconds
		if n := counted.pulls.Load(); n < 1 || n > 3 {
			t.Errorf("%d pulls in a second of 500 probes", n)
		}
	})
}

func TestWhatTheUserDoesIsSeenAtOnce(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(*fakeEngine) {})
		s.send(keyMsg("P")) // no time passes
		s.shows("policy rules")
		s.hides("mode auto · policy auto")
	})
}

func TestTheLastChangeIsAlwaysSeen(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		for range 100 {
			s.engine.change(func(e *fakeEngine) { e.settings.Model = "passing" })
		}
		s.change(func(e *fakeEngine) { e.settings.Model = "the-last" })
		s.shows("the-last")
	})
}

func TestAKeyDoesNotWaitForAFrame(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.send(keyMsg("?"))
		s.shows("queue files and folders")
	})
}

func TestTheLogFollowsAndStays(t *testing.T) {
	add := func(s *screen, text string) {
		s.change(func(e *fakeEngine) {
			e.log = append(e.log, journal.Entry{Seq: uint64(len(e.log)), At: frozen, Level: slog.LevelInfo, Text: text})
		})
	}
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		for i := range 20 {
			add(s, "entry "+strings.Repeat("i", i+1)+".")
		}
		s.shows("entry " + strings.Repeat("i", 20) + ".") // the newest
		s.press("tab", "tab", "tab", "tab", "g")
		s.shows("store opened", "newer") // the oldest
		add(s, "one more.")
		s.shows("store opened") // it stays there
		s.hides("one more.")
		s.press("G")
		s.shows("one more.")
	})
}

func TestTheClockMovesEverySecond(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		now = now.Add(49 * time.Second)
		s.wait(time.Second)
		s.shows("14:04:00")
	})
}
