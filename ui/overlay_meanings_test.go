package ui

import (
	"strings"
	"testing"

	"flocktop/cluster"
	"flocktop/ui/internal/theme"
)

func TestHelpWorksOnPagesAndDialogues(t *testing.T) {
	onScreen(t, 120, 60, busyFlock, func(s *screen) {
		for _, page := range []string{"r", "h", "n", "b", "f", "m", "x", "D"} {
			s.press(page, "?")
			s.shows("In ", "Move")
			s.press("?")
			s.hides("page down")
			for s.model.overlay() != nil {
				s.press("esc")
			}
		}
		s.press("r", "?")
		s.shows("In Adaptive parallelism report", "what if")
		s.press("i")
		s.shows("What the numbers mean")
		s.press("esc", "esc")
		s.shows("Adaptive parallelism report")
		s.press("esc", "a")
		s.press("?") // a letter here
		if _, is := s.model.overlay().(*addOverlay); !is {
			t.Error("a letter that is typed opens the help")
		}
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("h", "/", "?")
		s.hides("page down")
	})
}

func TestEachStateOfANodeHasAMeaning(t *testing.T) {
	plain := theme.Plain(false)
	sc := &scene{data: &data{}, theme: &plain}
	words := map[string]bool{}
	for _, c := range chapters(sc) {
		if c.name == "States of a node" {
			for _, one := range c.meanings {
				for word := range strings.SplitSeq(one.word, ", ") {
					words[word] = true
				}
			}
		}
	}
	for state := cluster.Probing; state <= cluster.Drifting; state++ {
		_, shown, _ := strings.Cut(stateCell(sc, &cluster.Node{State: state}).text, " ")
		if !words[shown] {
			t.Errorf("what %q means is said nowhere", shown)
		}
	}
}

func TestWhatTheNumbersMeanIsReadAtAnySize(t *testing.T) {
	onScreen(t, 60, 15, busyFlock, func(s *screen) {
		s.press(":")
		s.write("legend")
		s.press("enter")
		s.shows("What the numbers mean", "more lines")
		s.press("G")
		s.shows("failed", "given up")
		s.hides("more lines")
	})
	onScreen(t, 60, 15, idleFlock, func(s *screen) {
		for _, w := range []int{58, 76, 104} {
			o := &meaningsOverlay{}
			sc := s.model.scene()
			for _, l := range o.lines(sc, w) {
				if strings.Contains(l, "…") {
					t.Errorf("at %d cells a line is cut: %q", w, l)
				}
			}
		}
		plain := theme.Plain(true)
		for _, c := range chapters(&scene{data: &s.model.data, theme: &plain}) {
			for _, m := range c.meanings {
				if strings.TrimSpace(m.word) == "" || m.text == "" {
					t.Errorf("%+v says nothing", m)
				}
			}
		}
	})
}

// Every reason that a decision may have is explained.
func TestEveryReasonIsExplained(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		known := map[string]bool{}
		for _, m := range reasons(s.model.data.settings.Thresholds) {
			known[m.word] = true
		}
		for _, j := range s.model.data.jobs {
			if r := string(j.Verdict.Reason); r != "" && !known[r] {
				t.Errorf("%s is not explained", r)
			}
		}
		if len(known) != 11 {
			t.Errorf("%d reasons", len(known))
		}
	})
}
