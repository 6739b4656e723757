package ui

import (
	"strings"
	"testing"

	"flocktop/ui/internal/layout"
)

// clickOn clicks on the first place where a text is seen.
func (s *screen) clickOn(text string) {
	s.t.Helper()
	for y, l := range s.lines() {
		if before, _, seen := strings.Cut(l, text); seen {
			s.send(click(len([]rune(before)), y))
			return
		}
	}
	s.t.Fatalf("there is no %q to click on:\n%s", text, s.view())
}

func TestAClickSelectsInEveryDialogueAndADoubleOneChooses(t *testing.T) {
	for name, c := range map[string]struct {
		open    []string
		on, did string
		shows   string
	}{
		"force":   {[]string{"f"}, "Hybrid", "force hybrid", ""},
		"models":  {[]string{"m"}, "bge-m3", "model bge-m3:latest", ""},
		"palette": {[]string{":"}, "who has the last word", "policy rules", ""},
		"confirm": {[]string{"x"}, "Cancel it", "cancel 2", ""},
		"history": {[]string{"h"}, "letters/", "", "it took"},
		"node":    {[]string{"n", "w"}, "qwen3", "", "gpu-box is busy with our batch"},
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, 120, 36, busyFlock, func(s *screen) {
				s.press(c.open...)
				s.clickOn(c.on)
				if got := s.engine.LastCall(); got != "" {
					t.Fatalf("a single click does %q", got)
				}
				s.clickOn(c.on)
				s.did(c.did)
				s.shows(c.shows)
			})
		})
	}
}

func TestADoubleClickOnAHeadSortsAndOpensNothing(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		nodes := s.model.screen.Panes[layout.Nodes]
		s.send(click(nodes.X+3, nodes.Y+1))
		s.send(click(nodes.X+3, nodes.Y+1))
		if s.model.overlay() != nil {
			t.Errorf("sorting twice opens a dialogue:\n%s", s.view())
		}
		jobs := s.model.screen.Panes[layout.Jobs]
		s.send(click(jobs.X+3, jobs.Y+jobs.H-2)) // below the last job
		s.send(click(jobs.X+3, jobs.Y+jobs.H-2))
		if s.model.overlay() != nil {
			t.Errorf("two clicks on nothing open a dialogue:\n%s", s.view())
		}
	})
}

func TestWhatCoversTheHintsIsClickedInTheirPlace(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		line := s.lastLine()
		at := strings.Index(line, "force")
		s.press("/")
		s.send(click(at, 35))
		if got := s.model.nodes.filter(); got != "" {
			t.Errorf("a click on the prompt typed %q", got)
		}
		s.press("esc", "P")
		s.shows("policy rules: the table")
		s.send(click(at, 35))
		s.hides("Force a mode", "policy rules: the table")
		s.send(click(at, 35))
		s.shows("Force a mode")
	})
}

func TestFoldersAreOpenedAndFilesMarkedByTheMouse(t *testing.T) {
	tree(t, "sub/inner.md", "guide.md")
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("b")
		s.clickOn("sub/")
		s.clickOn("sub/")
		s.shows("inner.md")
		s.clickOn("inner.md")
		s.clickOn("inner.md")
		s.shows("1 marked")
		s.clickOn("[●] inner.md")
		s.hides("1 marked")
		s.did("")
	})
}

func TestTheReportIsClicked(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("r")
		s.clickOn(" 200 ")
		if got := s.model.report.entries()[s.model.report.cursor.at].batch; got != 200 {
			t.Errorf("a click on 200 selects %d", got)
		}
		s.press("c")
		s.clickOn(" 500")
		if got := s.model.report.entries()[s.model.report.cursor.at].batch; got != 500 {
			t.Errorf("a click on the column of 500 selects %d", got)
		}
		s.clickOn("[x] attic") // a checkbox does not wait for a second click
		s.shows("What if: without attic", "> [ ] attic")
		s.clickOn("[ ] attic")
		s.hides("What if: without attic")
		s.clickOn("4.8/s") // its name only selects
		s.shows("> [x] laptop")
		s.clickOn("4.8/s")
		s.shows("What if: without laptop")
	})
}

func TestEachOfTwoKeysInAHintIsClicked(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("n")
		s.shows("1 of 5")
		line := s.lastLine()
		before, _, _ := strings.Cut(line, "[ ]")
		at := len([]rune(before))
		s.send(click(at+2, 35))
		s.shows("2 of 5")
		s.send(click(at, 35))
		s.shows("1 of 5")
	})
}
