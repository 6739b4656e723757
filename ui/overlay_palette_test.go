package ui

import (
	"strings"
	"testing"

	"flocktop/ui/internal/layout"
)

func TestThePaletteFindsByAFewLetters(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press(":")
		s.shows("Command", "queue files and folders as a batch")
		s.write("frc")
		s.shows("> force", "force a mode, or lift it")
		s.press("enter")
		s.shows("Force a mode")
		s.hides("Command")
	})
}

func TestThePaletteKnowsTheNamesOfTheSeed(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("tab", ":")
		s.write("lb_stats")
		s.press("enter")
		if s.model.focus != layout.Nodes {
			t.Errorf("lb_stats leads to pane %d", s.model.focus)
		}
		s.press(":")
		s.write("parallelism_report")
		s.press("enter")
		s.shows("Adaptive parallelism report")
	})
}

func TestAWordMayFollowACommand(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press(":")
		s.write("for")
		s.press("tab")
		s.shows("> force sequential", "force hybrid", "force auto")
		s.write("par")
		s.press("enter")
		s.did("force parallel")
		s.press(":")
		s.write("policy nonsense")
		s.press("enter")
		s.shows("policy takes auto or rules, not nonsense")
	})
}

func TestThePaletteSaysWhatIsNotPossibleAndStays(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press(":")
		s.write("cancel")
		s.shows("not now: no job is running or queued")
		s.press("enter")
		s.shows("Command", "cancel is not possible now")
		s.press("esc")
		s.hides("Command")
	})
}

func TestLettersThatMeanNothingSaySo(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press(":")
		s.write("qqqq")
		s.shows("no command has these letters")
		s.press("enter") // does nothing
		s.shows("Command")
		for range "qqqq" {
			s.press("backspace")
		}
		s.shows("Command")
		s.press("backspace")
		s.hides("Command")
	})
}

func TestTheWordsOfTheDecisionFindWhatChangesIt(t *testing.T) {
	for word, finds := range map[string]string{"hybrid": "force", "sequential": "force", "adaptive": "policy", "parallelism_report": "report"} {
		onScreen(t, 120, 36, busyFlock, func(s *screen) {
			s.press(":")
			s.write(word)
			p, ok := s.model.overlay().(*palette)
			if !ok || len(p.found) == 0 || p.found[0].text != finds {
				t.Errorf("%s does not find %s", word, finds)
			}
		})
	}
}

// What is cut in the list stands below it in full, for the one that is selected.
func TestThePaletteTellsTheWholeOfWhatIsSelected(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}} {
		onScreen(t, size[0], size[1], busyFlock, func(s *screen) {
			s.press(":")
			s.write("theme")
			view := strings.Join(strings.Fields(s.view()), " ")
			if want := "auto, dark, light, safe for the colour-blind, mono"; !strings.Contains(strings.ReplaceAll(view, "│ │ ", ""), want) {
				t.Errorf("%v: %q is not in\n%s", size, want, s.view())
			}
		})
	}
}

func TestThePaletteIsPagedAndGoesRound(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press(":")
		p, _ := s.model.overlay().(*palette)
		last := len(p.found) - 1
		s.press("pgdown")
		if p.cursor.at < 10 {
			t.Errorf("a page down leads to %d", p.cursor.at)
		}
		s.press("pgup", "up")
		if p.cursor.at != last {
			t.Errorf("up from the first leads to %d, want %d", p.cursor.at, last)
		}
		s.press("down")
		if p.cursor.at != 0 {
			t.Errorf("down from the last leads to %d", p.cursor.at)
		}
	})
	onScreen(t, 140, 80, busyFlock, func(s *screen) {
		s.press(":")
		s.hides(" more ")
	})
}
