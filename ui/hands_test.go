package ui

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/journal"
	"flocktop/internal/prefs"
	"flocktop/ui/internal/layout"
)

// listening gives the screen a terminal in memory.
func (s *screen) listening(env map[string]string) *strings.Builder {
	term, out := testTerminal(env, nil)
	s.model.term = term
	return out
}

func click(x, y int) tea.MouseMsg {
	return tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
}

func TestUndoTakesTheLastThingBack(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("u")
		s.shows("nothing was done yet")
		s.press("f", "j", "enter")
		s.did("force sequential")
		s.press("P", "u")
		s.did("policy auto")
		s.shows("prediction decides again")
		s.press("u") // what was done before that is no habit
		s.did("policy auto")
		s.shows("Take back what was done just now: sequential is forced?", "Then the mode is chosen automatically again.", "> Leave it")
		s.press("y")
		s.did("force none")
		s.shows("the mode is chosen automatically again")
		s.press("d", "y", "u")
		s.did("restore http://10.9.66.90:11434")
		s.press("u")
		s.shows("nothing was done yet")
	})
}

func TestWhatCannotBeTakenBackYetCanBeLater(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("x", "y")
		s.engine.Fail = errors.New("handbook/ is still ending: try again in a moment")
		s.press("u")
		s.shows("try again in a moment")
		s.engine.Fail = nil
		s.press("u")
		s.did("restore 2")
		s.shows("handbook/ is in the queue again")
	})
}

func TestACancelledJobComesBackByUndo(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("x", "y", "u")
		s.did("restore 2")
		s.shows("handbook/ is in the queue again")
	})
}

func TestTheLogIsNarrowedByLevelAndWords(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("5", "l")
		s.shows("Log, warnings and errors", "GPU declared", "2 of 5")
		s.hides("store opened")
		s.press("l", "l", "/")
		s.write("ready !attic")
		s.shows("gpu-box ready", "1 of 5")
		s.hides("attic ready", "store opened")
		s.press("enter")
		s.shows("/ready !attic")
		s.press("esc")
		s.shows("store opened")
		s.press("/")
		s.write("nothing like it")
		s.shows("No entry that /nothing like it lets through", "esc shows all 5 entries")
		s.press("esc")
		s.shows("store opened")
		s.press(":")
		s.write("level errors")
		s.press("enter")
		s.shows("Log, errors")
	})
}

func TestTheLogStaysWhereItWasScrolled(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		add := func(n int) {
			s.change(func(e *fakeEngine) {
				for range n {
					level := slog.LevelInfo
					if len(e.log)%2 == 0 {
						level = slog.LevelWarn
					}
					e.log = append(e.log, journal.Entry{Seq: uint64(len(e.log)), At: frozen, Level: level, Text: fmt.Sprintf("entry-%03d.", len(e.log))})
				}
			})
		}
		add(100)
		s.press("5", "z", "l", "pgup")
		before := strings.Join(s.lines()[2:22], "\n")
		add(31)
		after := strings.Join(s.lines()[2:22], "\n")
		if before != after {
			t.Errorf("the log moved:\n%s\nto\n%s", before, after)
		}
		s.shows("newer, G goes there")
		s.press("G")
		s.hides("newer")
		s.press("k", "pgup")
		s.shows("newer")
		s.press("z", "1") // nobody reads on there
		s.hides("newer")
	})
}

func TestYCopiesWhatIsShown(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		out := s.listening(nil)
		s.press("2", "y")
		s.press("5", "l", "y")
		s.shows("copied 2 lines")
		if !strings.Contains(out.String(), "\x1b]52;c;") {
			t.Errorf("nothing went to the terminal: %q", out)
		}
	})
}

func TestTheWindowSaysHowFarTheBatchIs(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		out := s.listening(map[string]string{"TERM_PROGRAM": "ghostty"})
		s.change(func(e *fakeEngine) { e.jobs = busyFlock().jobs })
		if !strings.Contains(out.String(), "\x1b]2;46 % handbook/ - flocktop\x07\x1b]9;4;1;46") {
			t.Errorf("the terminal was told %q", out)
		}
		out.Reset()
		_, _ = s.model.term.Write(gives) // ctrl+z: the shell has a title of its own
		_, _ = s.model.term.Write(takes)
		s.send(tea.ResumeMsg{})
		if !strings.Contains(out.String(), "\x1b]2;46 % handbook/ - flocktop\x07") {
			t.Errorf("after it was suspended the terminal was told %q", out)
		}
		out.Reset()
		s.change(func(e *fakeEngine) { e.jobs = idleFlock().jobs })
		if !strings.Contains(out.String(), "\x1b]2;flocktop\x07\x1b]9;4;0") {
			t.Errorf("the terminal was told %q", out)
		}
	})
}

func TestTheMouseDoesWhatKeysDo(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("M")
		if !s.model.mouse {
			t.Fatal("the mouse is not on")
		}
		jobs := s.model.screen.Panes[layout.Jobs]
		s.send(click(jobs.X+3, jobs.Y+1))
		if s.model.focus != layout.Jobs {
			t.Error("a click does not focus its pane")
		}
		last := s.model.screen.Panes[layout.Log]
		s.send(tea.MouseMsg{X: last.X + 2, Y: last.Y + 2, Button: tea.MouseButtonWheelUp})
		s.wait(2 * flashFor)
		line := s.lastLine()
		s.send(click(strings.Index(line, "force")+2, 35))
		s.shows("Force a mode")
		s.send(click(0, 5)) // beside the dialogue
		s.hides("Force a mode")
		s.press("M")
		if s.model.mouse {
			t.Error("the mouse stays on")
		}
	})
}

func TestTheMouseComesBackAfterSuspending(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("M")
		_, cmd := s.model.Update(tea.ResumeMsg{})
		if !slices.Contains(kinds(cmd), fmt.Sprintf("%T", tea.EnableMouseCellMotion())) {
			t.Error("the mouse is not turned on again")
		}
	})
}

// kinds are the types of the messages that a command brings.
func kinds(cmd tea.Cmd) []string {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []string{fmt.Sprintf("%T", msg)}
	}
	var out []string
	for _, c := range batch {
		out = append(out, kinds(c)...)
	}
	return out
}

func TestThemesChangeAtOnceAndByName(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		now := frozen
		s.model.clock = func() time.Time { return now }
		s.press("T")
		s.shows("theme dark")
		now = now.Add(2 * oneGesture)
		s.press(":")
		s.write("theme saf")
		s.press("enter")
		s.shows("theme safe")
		s.press("u")
		if s.model.themeName != "dark" {
			t.Errorf("after undo the theme is %s", s.model.themeName)
		}
		s.press(":")
		s.write("theme plaid")
		s.press("enter")
		s.shows("plaid is no theme; there are auto, dark, light, safe, mono")
	})
}

func TestWhatIsSetLasts(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("5", "l", "z", "T", "M")
		s.wait(2 * keepAfter)
		want := prefs.Prefs{
			Starts: 99, Focus: "log", Zoom: "log", LogLevel: "warnings", Theme: "dark", Mouse: true, Policy: "auto",
		}
		if got := s.engine.Prefs(); got != want {
			t.Errorf("kept is %+v, want %+v", got, want)
		}
	})
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.prefs = prefs.Prefs{Starts: 7, Zoom: "log", LogLevel: "errors", Mouse: true}
		return e
	}, func(s *screen) {
		s.shows("Log, errors", "as in the last session: zoomed on Log, the log shows errors alone; esc shows all")
		s.hides("Decision")
		if !s.model.mouse {
			t.Error("the mouse is off")
		}
	})
}

func TestTipsStandAtTheFirstStartsAndTakeNoKey(t *testing.T) {
	newcomer := func() *fakeEngine {
		e := busyFlock()
		e.prefs = prefs.Prefs{Starts: 1}
		return e
	}
	onScreen(t, 80, 24, newcomer, func(s *screen) {
		s.shows("tip b queues files")
		s.press("tab")
		s.shows("tip b queues files")
		s.model.began = frozen.Add(-tipTime - time.Second)
		s.shows("tip Decision says why")
	})
	onScreen(t, 80, 23, newcomer, func(s *screen) { s.hides("tip ") }) // no line to spare
	onScreen(t, 80, 24, busyFlock, func(s *screen) { s.hides("tip ") })
}

func TestGraphsFallBackToBlocks(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.shows("⣿")
		s.press(":")
		s.write("graphs blo")
		s.press("enter")
		s.hides("⣿")
		s.shows("▄")
	})
}

func TestALineOfTheLogIsCopiedAsOne(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) {
			e.log = append(e.log, journal.Entry{Seq: uint64(len(e.log)), At: frozen, Level: slog.LevelError, Node: "a\nb", Text: "no\nrm -rf ~\x1b[2J"})
		})
		s.press("5", "l", "l")
		want := "2025-11-03 14:03:06 ERROR shed connection refused, next try in 2s\n2025-11-03 14:03:11 ERROR a b no rm -rf ~\n"
		if got := s.model.log.copied(s.model.scene()); !strings.HasSuffix(got, want) {
			t.Errorf("copied is %q, want %q", got, want)
		}
	})
}

func TestWhatWasSetLastIsWhatIsKept(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		late := s.model.tasks.keepPrefs(prefs.Prefs{Theme: "light"}) // is slow to begin
		s.model.themeKept = "dark"
		if err := s.model.keepAtEnd(); err != nil {
			t.Fatal(err)
		}
		if msg := late(); msg != nil {
			t.Fatal(msg)
		}
		if got := s.engine.Prefs().Theme; got != "dark" {
			t.Errorf("kept is the theme %q", got)
		}
	})
}

// Who has come into a zoomed pane by its number or by z sees how one gets back.
func TestAZoomedPaneSaysTheWayBack(t *testing.T) {
	for _, keys := range [][]string{{"4"}, {"5", "z"}, {"1", "z"}} {
		onScreen(t, 80, 24, busyFlock, func(s *screen) {
			if line := s.lastLine(); strings.Contains(line, "esc") {
				t.Errorf("there is a way back from nowhere: %q", line)
			}
			s.press(keys...)
			if line := s.lastLine(); !s.model.zoomed || !strings.HasPrefix(line, " esc back  ") {
				t.Errorf("after %v: %q", keys, line)
			}
			s.press("esc")
			if line := s.lastLine(); s.model.zoomed || strings.Contains(line, "esc") {
				t.Errorf("after %v and esc: %q", keys, line)
			}
		})
	}
}
