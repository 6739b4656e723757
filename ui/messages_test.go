package ui

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/internal/journal"
)

func TestALongMessageKeepsItsRemedy(t *testing.T) {
	const long = "the store /tmp/flocktop/store.db holds 133 vectors of all-minilm, and vectors of two models cannot be compared; " +
		"name another file with --store, or delete this one"
	for _, w := range []int{60, 80, 140} {
		onScreen(t, w, 24, busyFlock, func(s *screen) {
			s.send(ended(errors.New(long), ""))
			s.shows("this one", "? help") // the keys stay
			lines := s.lines()
			got := strings.Join(strings.Fields(strings.Join(lines[:len(lines)-1], " ")), " ")
			if !strings.Contains(got, long) {
				t.Errorf("at %d cells the message is not whole: %s", w, got)
			}
			s.wait(flashFor)
			s.shows("this one") // more lines take longer to read
			s.wait(flashFor * flashRows)
			s.hides("this one")
		})
	}
	onScreen(t, 60, 15, busyFlock, func(s *screen) {
		s.send(ended(errors.New(strings.Repeat("a word and another ", 40)), ""))
		s.shows("…", "Nodes")
		s.send(click(5, 11)) // on the message
		s.hides("a word and another")
	})
}

// logging adds entries to a log.
func logging(level slog.Level, node string, texts ...string) func(*fakeEngine) {
	return func(e *fakeEngine) {
		for _, text := range texts {
			e.log = append(e.log, journal.Entry{Seq: uint64(len(e.log)), At: frozen, Level: level, Node: node, Text: text})
		}
	}
}

func TestAnEntryOfTheLogIsReadAsAWhole(t *testing.T) {
	const long = "a request failed: the server's runner crashed in mid-answer (EOF); other nodes take its texts over, and nothing is lost by it, however often that happens: what it was and whether it will happen again stands in the server's own log"
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.change(logging(slog.LevelWarn, "attic", "loading", long))
		s.press("5", "enter")
		s.shows("own log", "! attic")
		s.press("[")
		s.shows("loading")
		s.hides("own log")
		s.press("]", "enter")
		if s.model.overlay() != nil {
			t.Error("enter does not close it")
		}
	})
}

// What to do often stands at the end of a warning: the newest one is shown whole, and
// older entries stay where a click finds them.
func TestTheNewestWarningIsWrapped(t *testing.T) {
	onScreen(t, 100, 30, busyFlock, func(s *screen) {
		s.change(logging(slog.LevelInfo, "attic", "the older entry"))
		s.change(logging(slog.LevelWarn, "", "500 unfinished jobs of an earlier run; the queue is paused, which is undone by the key p"))
		s.shows("by the key p")
		s.clickOn("the older entry")
		s.clickOn("the older entry")
		if s.model.overlay() == nil {
			t.Error("two clicks on an entry above it open nothing")
		}
		s.press("esc")
		s.change(logging(slog.LevelInfo, "attic", "whatever comes then"))
		s.hides("by the key p")
	})
}

// The lines of a wrapped warning leave fewer rows to the others: the selected one is one
// of those that are seen, wherever somebody goes.
func TestTheSelectedEntryIsSeenBesideAWrappedWarning(t *testing.T) {
	for _, keys := range [][]string{{"k"}, {"pgup"}, {"g", "j"}, {"G", "k", "k"}} {
		onScreen(t, 100, 30, busyFlock, func(s *screen) {
			s.change(logging(slog.LevelInfo, "attic", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"))
			s.change(logging(slog.LevelWarn, "", "500 unfinished jobs of an earlier run; the queue is paused, which is undone by the key p"))
			s.press("5")
			s.shows(">14:", "by the key p")
			for range 12 {
				for _, k := range keys {
					s.press(k)
					if n := strings.Count(s.view(), ">14:"); n != 1 {
						t.Fatalf("after %s of %v %d entries are selected on the screen, want 1:\n%s", k, keys, n, s.view())
					}
				}
			}
			s.press("G")
			s.shows("by the key p")
			s.press("k")
			s.send(tea.WindowSizeMsg{Width: 70, Height: 30}) // it has more lines now
			s.shows(">14:")
		})
	}
}

// Where there is no room for all keys the last line says that there are more.
func TestKeysThatAreLeftOutLeaveASign(t *testing.T) {
	for _, w := range []int{60, 80, 100, 140} {
		onScreen(t, w, 24, busyFlock, func(s *screen) {
			if last := s.lastLine(); !strings.Contains(last, "  …  ? help  q quit") {
				t.Errorf("at %d: %q", w, last)
			}
			s.press("3", "enter") // a dialogue has its own
			if last := s.lastLine(); strings.Contains(last, "? help") == strings.Contains(last, "…") {
				t.Errorf("at %d: %q", w, last)
			}
		})
	}
	onScreen(t, 200, 60, busyFlock, func(s *screen) {
		if last := s.lastLine(); strings.Contains(last, "…") {
			t.Errorf("with room for all: %q", last)
		}
	})
}

// Who reads an entry of a log that follows the newest one leaves it following.
func TestTheLogFollowsAgainAfterAnEntryWasRead(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.change(logging(slog.LevelWarn, "attic", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"))
		s.press("5", "enter")
		for range 14 {
			s.press("[")
		}
		s.press("esc")
		s.hides("newer")
		s.change(logging(slog.LevelWarn, "attic", "the newest"))
		s.shows("the newest")
	})
}

func TestTheSelectedEntryStaysWhileOthersCome(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("5", "k", "k")
		s.shows(">14:03:04")
		s.change(logging(slog.LevelInfo, "nas", "one", "two"))
		s.shows(">14:03:04")
		s.press("G")
		s.shows(">14:03:11")
		s.press("enter")
		s.shows("nas", "two")
		s.change(logging(slog.LevelInfo, "nas", "three"))
		s.press("]")
		s.shows("three")
	})
}

func TestEqualEntriesInARowAreOne(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(logging(slog.LevelWarn, "nas", "ejected", "ejected", "ejected"))
		s.change(logging(slog.LevelWarn, "attic", "ejected"))
		s.change(logging(slog.LevelWarn, "nas", "ejected"))
		s.press("5", "z")
		s.shows("! x3 nas ejected", "! attic ejected")
		if got := strings.Count(s.view(), "ejected"); got != 3 {
			t.Errorf("%d lines say it", got)
		}
		if got := s.model.log.copied(s.model.scene()); !strings.Contains(got, "WARN nas ejected (x3)\n") {
			t.Errorf("copied is %q", got)
		}
	})
}

func TestANoteOfANodeUsesTheRoomThatThereIs(t *testing.T) {
	const note = "all-minilm is not installed; on it: ollama pull all-minilm"
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		e.flock.Nodes[1].State, e.flock.Nodes[1].Note = cluster.NoModel, note
		return e
	}, func(s *screen) { s.shows(note) })
}
