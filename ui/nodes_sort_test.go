package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// inOrder fails unless these stand on the screen in this order.
func (s *screen) inOrder(texts ...string) {
	s.t.Helper()
	rest := s.view()
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			s.t.Fatalf("%q does not follow in %v:\n%s", text, texts, s.view())
		}
		rest = after
	}
}

func TestSortByKeys(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("j", "S")
		s.shows("reverse is not possible now: the list is in configured order")
		s.press("<") // from configured order to the last column
		s.shows("↓texts/s", "by texts/s ↓", "> attic")
		s.inOrder("gpu-box", "attic", "laptop", "nas", "shed")
		s.press("S")
		s.shows("↑texts/s", "> attic")
		s.inOrder("nas ", "laptop", "attic", "gpu-box", "shed") // without a rate: last
		s.press(">")
		s.hides("↑", "by texts/s")
		s.inOrder("gpu-box", "attic", "laptop", "nas", "shed")
		s.press(">")
		s.shows("node↑")
		s.inOrder("attic", "gpu-box", "laptop", "nas", "shed")
		s.press("<", "<", "<") // errors
		s.shows("↓errors")
		s.inOrder("shed ", "laptop", "gpu-box")
	})
}

func TestSortByNameInThePalette(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		for i := range s.model.actions {
			a := &s.model.actions[i]
			if a.word() != "sort" || a.with == nil {
				continue
			}
			if got := strings.Join(a.args(s.model), " "); got != "configured node state health gpu vram avg ping fly reqs errors texts/s" {
				t.Errorf("it offers %s", got)
			}
			s.run(a.with(s.model, "ping"))
			s.settle()
			s.shows("↑ping")
			s.inOrder("nas ", "gpu-box", "attic", "laptop")
			s.run(a.with(s.model, "pong"))
			s.settle()
			s.shows("sort takes one of configured, node, state")
			s.run(a.do(s.model))
			s.settle()
			s.hides("↑ping")
			return
		}
		t.Fatal("there is no action to sort by a word")
	})
}

func TestAClickSortsOrSelects(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		click := func(x, y int) {
			s.model.nodes.click(&s.model.data, x, y)
			s.model.data.version++
		}
		before, _, _ := strings.Cut(s.lines()[2], "avg ms")
		column := cells.Width(before) - 1 // without the frame
		click(column, 0)
		s.shows("↑avg ms")
		click(column+5, 0)
		s.shows("↓avg ms")
		s.inOrder("nas ", "laptop", "attic", "gpu-box", "shed")
		click(3, 0)
		s.shows("node↑")
		click(118, 0) // no column that could be sorted by
		s.shows("node↑")
		click(10, 3)
		s.shows("> laptop")
		click(10, 20)
		s.shows("> laptop")
	})
}

func TestASortedHeadIsASCIIToo(t *testing.T) {
	m := at(t, busyFlock(), theme.Plain(true), 120, 36, ">", ">", ">")
	m.ascii = true
	if view := m.View(); !strings.Contains(view, "vHEALTH") || !strings.Contains(view, "by health v") {
		t.Errorf("the head does not show the order:\n%s", view)
	}
	m = at(t, busyFlock(), theme.Plain(true), 120, 36, ">", ">")
	m.ascii = true
	if view := m.View(); !strings.Contains(view, "STATE ^") {
		t.Errorf("the head does not show the order:\n%s", view)
	}
}

// The selected node stays so when the list is sorted anew. In a long list that
// nobody has moved in, the first of the new order is what was asked for.
func TestSortingKeepsTheSelectedNode(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("<", "S") // by texts/s, the least first
		s.shows("> gpu-box")
		s.press("S")
		s.shows("> gpu-box")
		s.press("j")
		s.shows("> attic")
		s.press("S", ">")
		s.shows("> attic")
	})
	many := func() *fakeEngine {
		e := busyFlock()
		first := e.flock.Nodes[0]
		for i := range 40 {
			n := first
			n.ID, n.Name, n.Requests = fmt.Sprint("http://n", i), fmt.Sprintf("n%02d", i), int64(i)
			e.flock.Nodes = append(e.flock.Nodes, n)
		}
		return e
	}
	onScreen(t, 120, 24, many, func(s *screen) {
		s.press(">", "S") // by name, the last first
		s.shows("> shed")
	})
	onScreen(t, 120, 24, many, func(s *screen) {
		s.press("G", ">") // by name, where it is the 43rd of 45
		s.shows("> n39")
		s.press(">", ">", ">") // by state, health, gpu
		s.shows("> n39")
	})
}

func TestWhatIsBeyondALimitHasASignWithoutColours(t *testing.T) {
	look, err := theme.New(theme.Settings{Name: "mono", Profile: termenv.Ascii})
	if err != nil {
		t.Fatal(err)
	}
	e := busyFlock()
	e.settings.Limits = Limits{
		Errors: Limit{0.01, 0.10}, Average: Limit{0.1, 0.4}, Ping: Limit{0.01, 0.03}, VRAM: Limit{0.05, 0.11}, Health: Limit{100, 52}, Queued: Limit{40, 1000},
	}
	view := at(t, e, look, 160, 36).View()
	for _, want := range []string{"!1.2 %", "■31.0 %", "!210", "■480", "!11", "■31", "!0.6/8.0", "■0.2/2.0", "■51", "!52", "!2"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not in\n%s", want, view)
		}
	}
	e.settings.Limits = Limits{}
	if view := at(t, e, look, 160, 36).View(); strings.Contains(view, "■31") || strings.Contains(view, "!1") {
		t.Errorf("without limits there are signs:\n%s", view)
	}
}

// Once a batch is over no rate is told, and none sorts the list.
func TestTheRatesThatSortAreThoseThatAreTold(t *testing.T) {
	onScreen(t, 140, 42, func() *fakeEngine {
		e := busyFlock()
		e.flock.Nodes = slices.Clone(e.flock.Nodes)
		slices.Reverse(e.flock.Nodes) // the fastest last
		return e
	}, func(s *screen) {
		s.press(":")
		s.write("sort texts/s")
		s.press("enter")
		first := func() string { return strings.Fields(strings.Trim(s.lines()[3], "│> "))[0] }
		if first() != "gpu-box" {
			t.Fatalf("the fastest is not on top:\n%s", s.view())
		}
		s.change(func(e *fakeEngine) {
			e.flock.At = e.flock.At.Add(2 * stillFor)
			e.flock.Nodes = slices.Clone(e.flock.Nodes)
			for i := range e.flock.Nodes {
				e.flock.Nodes[i].Rates = append(slices.Clone(e.flock.Nodes[i].Rates), 0, 0)
			}
		})
		if first() == "gpu-box" {
			t.Errorf("sorted by rates that nobody is told:\n%s", s.view())
		}
	})
}
