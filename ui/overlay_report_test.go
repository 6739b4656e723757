package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/theme"
)

func TestReportPutsSizesSideBySide(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("r", "c")
		s.shows("batch               > 10           50          100", "even split         0.97s         5.8s")
		s.press("right")
		s.shows("> 50", "Batch size: 50 texts")
		for range 4 { // more sizes than have room
			s.write("7")
			s.press("enter")
			s.write("77")
			s.press("enter")
		}
		s.press("G")
		s.shows("> 500", "Batch size: 500 texts")
		s.hides("    7  ")
		s.press("c")
		s.shows(">       500  parallel")
	})
}

func TestWhatIfLeavesOutAndImagines(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("r", "w", "j", "j", " ")
		s.shows("What if: without laptop", "IMAGINED", "> [ ] laptop", "left out", "costs", "+")
		s.press(" ")
		s.hides("IMAGINED", "left out")
		s.press("a")
		s.write("as fast as gpu")
		s.press("enter")
		s.shows("What if: with 1 imagined", "> [x] imagined-1      82.6/s  imagined", "saves", "-42 %")
		s.press(" ") // it stays in the list
		s.shows("> [ ] imagined-1")
		s.hides("IMAGINED")
		s.press(" ", "backspace")
		s.hides("imagined-1", "IMAGINED")
		s.press("backspace")
		s.shows("only imagined nodes are forgotten")
	})
}

func TestEscStepsBackToReality(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("r", "w", " ")
		s.shows("What if: without gpu-box", "costs 8.7s")
		s.press("esc") // from the list of nodes
		s.shows("IMAGINED", "esc reality")
		s.press("esc")
		s.hides("IMAGINED")
		s.shows("Adaptive parallelism report", "esc close")
		s.press("esc")
		s.hides("Adaptive parallelism report")
	})
}

// What was imagined and what is real are of one moment, and figures never stand
// under the words of another change.
func TestAnAnswerIsShownUnderItsOwnWords(t *testing.T) {
	e := idleFlock()
	o := newReportOverlay(newTasks(t.Context(), e))
	sc := &scene{data: &data{flock: e.flock}}
	o.change.toggleWithout(e.flock.Nodes[0].ID)
	late := o.ask()
	o.change.toggleWithout(e.flock.Nodes[1].ID)
	o.update(late(), sc)
	if got := o.heading(sc).title; got != "What if: without gpu-box" {
		t.Errorf("an answer without gpu-box is called %q", got)
	}
	if n := len(o.answer.imagined.Nodes); n != 3 {
		t.Errorf("%d nodes imagined, want 3", n)
	}
}

func TestANodeThatIsGoneIsImaginedBack(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := idleFlock()
		e.flock.Nodes[1].State = cluster.Offline
		return e
	}, func(s *screen) {
		s.press("r", "w", "j", " ")
		s.shows("What if: with attic back", "> [x] attic", "saves")
		s.press(" ")
		s.hides("IMAGINED")
		s.press("G", " ")
		s.shows("shed is offline and its speed was never measured")
		s.hides("IMAGINED")
	})
}

func TestWithoutAnyNodeTheReportStillImagines(t *testing.T) {
	onScreen(t, 80, 24, allIn(cluster.NoModel), func(s *screen) {
		s.press("r")
		s.shows("There is nothing to report", "no node is ready", "w imagines nodes")
		s.press("w", "a")
		s.write("0")
		s.press("enter")
		s.shows("0 texts a second is no speed")
		s.press("backspace")
		s.write("25")
		s.press("tab")
		s.write("dream")
		s.press("enter")
		s.shows("with 1 imagined", "[x] dream", "25.0/s", "n/a", "4.0s")
	})
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("r", "w", " ", "j", " ", "j", " ", "j", " ")
		s.shows("What if: without 4 nodes", "There is nothing to report", "> [ ] nas")
		s.press("esc", "esc")
		s.hides("There is nothing to report")
	})
}

func TestSpeedsToImagine(t *testing.T) {
	known := []knownNode{
		{"gpu-box", adaptive.Node{GPU: true, PerText: 10 * time.Millisecond, PerRequest: 4 * time.Millisecond}},
		{"gpu-attic", adaptive.Node{PerText: 80 * time.Millisecond, PerRequest: 6 * time.Millisecond}},
		{"42", adaptive.Node{PerText: time.Second, PerRequest: 5 * time.Millisecond}},
	}
	for _, c := range []struct {
		text string
		want time.Duration
		like string
	}{
		{"80", 12500 * time.Microsecond, ""},
		{" 80 texts/s ", 12500 * time.Microsecond, ""},
		{"0.5/s", 2 * time.Second, ""},
		{"gpu-box", 10 * time.Millisecond, "gpu-box"},
		{"like GPU-A", 80 * time.Millisecond, "gpu-attic"},
		{"as fast as gpu-box", 10 * time.Millisecond, "gpu-box"},
		{"42", time.Second, "42"}, // a node by that name
		{"gpu", 0, ""},
		{"", 0, ""},
		{"-3", 0, ""},
		{"NaN", 0, ""},
		{"Inf", 0, ""},
		{"1e300", 0, ""},
		{"nobody", 0, ""},
	} {
		n, like, err := speedOf(c.text, known)
		if n.PerText != c.want || like != c.like || (err == nil) != (c.want > 0) {
			t.Errorf("speedOf(%q) = %v like %q, %v, want %v like %q", c.text, n.PerText, like, err, c.want, c.like)
		}
		if like == "" && err == nil && n.PerRequest != 5*time.Millisecond {
			t.Errorf("speedOf(%q): a request costs %v, want the median", c.text, n.PerRequest)
		}
	}
}

func TestTheReportIsCopiedAsAPlainTable(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("r")
		text := s.model.report.copied(s.model.scene())
		for _, want := range []string{
			"Adaptive parallelism report, nomic-embed-text, 2025-11-03 14:03",
			"batch  mode        sequential      hybrid  parallel  even split  limit  saved  reason\n",
			"   50  parallel         0.62s  0.52s on 3     0.51s        5.8s  0.49s  0.11s  predicted_faster\n",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the copy lacks %q:\n%s", want, text)
			}
		}
		s.press("w", " ")
		if text := s.model.report.copied(s.model.scene()); !strings.Contains(text, "What if: without gpu-box (imagined)") || !strings.Contains(text, "costs ") {
			t.Errorf("the copy of what is imagined does not say so:\n%s", text)
		}
	})
	onScreen(t, 120, 36, hostileFlock, func(s *screen) {
		s.press("r", "w", " ", "a")
		s.write("\u202e\x1b[2J9")
		s.press("esc")
		text := s.model.report.copied(s.model.scene())
		if text == "" || ansi.Strip(text) != text || strings.ContainsAny(text, "\x1b\u202e\t") {
			t.Errorf("the copy holds what breaks terminals: %q", text)
		}
	})
}

func TestReportAndHistoryTakeAWordFromThePalette(t *testing.T) {
	by := func(s *screen, name, word string) {
		s.t.Helper()
		for i := range s.model.actions {
			if a := &s.model.actions[i]; a.word() == name {
				s.run(a.with(s.model, word))
				s.settle()
				return
			}
		}
		s.t.Fatalf("no action is called %s", name)
	}
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		by(s, "report", "800")
		s.shows(">       800  hybrid", "Batch size: 800 texts")
		s.press("esc")
		for _, word := range []string{"many", "0", "-4", "12345678901"} {
			by(s, "report", word)
			s.shows("report takes a number of texts")
			s.hides("Batch size")
		}
		by(s, "history", "cancelled")
		s.shows("1 batch of 3", "mail-", "/cancelled")
		s.hides("letters/")
	})
}

// A name that shows nothing, and a narrow terminal, hide nothing that matters.
func TestWhatIfStaysReadable(t *testing.T) {
	onScreen(t, 80, 24, hostileFlock, func(s *screen) {
		s.press("r", "w", " ")
		s.shows("What if: without …0.9.66.90:11434")
	})
	onScreen(t, 60, 15, idleFlock, func(s *screen) {
		s.press("r")
		s.shows("sequential  parallel   saved")
		s.press("w", " ")
		s.shows("costs 0.47s")
		s.press("esc", "esc", "esc", "h")
		s.shows("took   error", "12.3s  +1.7 %")
	})
}

// Whatever is pressed in the report and the history, every frame fits.
func TestNoKeysBreakReportAndHistory(t *testing.T) {
	keys := []string{"w", "c", " ", "a", "backspace", "j", "k", "enter", "esc", "5", "g", "G", "left", "right", "/", "x", "tab", "pgdown", "pgup"}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(60, 200).Draw(t, "w"), rapid.IntRange(15, 60).Draw(t, "h")
		scenes := []func() *fakeEngine{hostileFlock, longHistory, emptyFlock, silentFlock}
		m := at(t, rapid.SampledFrom(scenes).Draw(t, "scene")(), theme.Plain(false), w, h, rapid.SampledFrom([]string{"r", "h"}).Draw(t, "page"))
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 40).Draw(t, "keys") {
			if m.overlay() == nil {
				return
			}
			m.take(keyMsg(k))
			checkFrame(t, m.View(), w, h)
		}
	})
}
