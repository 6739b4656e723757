package layout_test

import (
	"testing"

	"pgregory.net/rapid"

	"flocktop/ui/internal/layout"
)

func TestShare(t *testing.T) {
	parts := []layout.Part{{Min: 4, Want: 8}, {Min: 3, Want: 5, Weight: 1}, {Min: 3, Want: 3, Weight: 2}}
	for _, c := range []struct {
		total int
		want  [3]int
	}{
		{3, [3]int{}},         // not even the first fits
		{6, [3]int{6, 0, 0}},  // the first alone, on its way to its wish
		{10, [3]int{4, 3, 3}}, // all minimums
		{15, [3]int{8, 4, 3}}, // wishes in order
		{22, [3]int{8, 7, 7}}, // 6 left over: 2 and 4
		{17, [3]int{8, 5, 4}}, // rounding goes to the last
		{-1, [3]int{0, 0, 0}}, // nothing to share
		{100, [3]int{8, 33, 59}},
	} {
		got := layout.Share(c.total, parts)
		if [3]int(got) != c.want {
			t.Errorf("Share(%d) = %v, want %v", c.total, got, c.want)
		}
	}
}

func TestFitFillsTheTerminalWithoutOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(0, 260).Draw(t, "w")
		h := rapid.IntRange(0, 90).Draw(t, "h")
		wish := layout.Wish{
			Nodes:  rapid.IntRange(0, 1000).Draw(t, "nodes"),
			Banner: rapid.Bool().Draw(t, "banner"),
			Zoom:   layout.Pane(rapid.IntRange(0, int(layout.None)).Draw(t, "zoom")),
			Focus:  layout.Pane(rapid.IntRange(0, int(layout.None)).Draw(t, "focus")),
			Jobs:   rapid.IntRange(0, 50).Draw(t, "jobs"),
		}
		s := layout.Fit(w, h, wish)
		if small := w < layout.MinWidth || h < layout.MinHeight; s.TooSmall != small {
			t.Fatalf("%d×%d: too small %v", w, h, s.TooSmall)
		}
		if s.TooSmall {
			return
		}
		covered := make([]int, w*h)
		cover := func(r layout.Rect) {
			if r.X < 0 || r.Y < 0 || r.X+r.W > w || r.Y+r.H > h {
				t.Fatalf("%+v is outside %d×%d", r, w, h)
			}
			for y := r.Y; y < r.Y+r.H; y++ {
				for x := r.X; x < r.X+r.W; x++ {
					covered[y*w+x]++
				}
			}
		}
		cover(s.Header)
		cover(s.Banner)
		cover(s.Footer)
		for pane, r := range s.Panes {
			cover(r)
			if !r.Empty() && (r.H < 3 || r.W < 10) {
				t.Fatalf("pane %d has no room inside its frame: %+v", pane, r)
			}
		}
		for i, n := range covered {
			if n != 1 {
				t.Fatalf("%d×%d: cell %d,%d is covered %d times", w, h, i%w, i/w, n)
			}
		}
	})
}

func TestWhatMattersIsSeenAtTheClassicSize(t *testing.T) {
	s := layout.Fit(80, 24, layout.Wish{Nodes: 4, Zoom: layout.None})
	for _, pane := range []layout.Pane{layout.Nodes, layout.Decision, layout.Jobs, layout.Log} {
		if s.Panes[pane].Empty() {
			t.Errorf("pane %d is missing at 80×24", pane)
		}
	}
	if got := s.Panes[layout.Nodes].Inner().H; got < 5 {
		t.Errorf("%d lines for four nodes and their heads", got)
	}
}

// The pane with the keys gets what the others can spare, and none comes or goes by
// that.
func TestTheFocusedPaneGetsRoom(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {100, 30}, {119, 60}, {120, 24}, {140, 42}, {200, 60}} {
		calm := layout.Fit(size[0], size[1], layout.Wish{Nodes: 5, Zoom: layout.None, Focus: layout.None})
		for pane := range layout.PaneCount {
			s := layout.Fit(size[0], size[1], layout.Wish{Nodes: 5, Zoom: layout.None, Focus: pane, Jobs: 20})
			if s.Panes[pane].H < calm.Panes[pane].H {
				t.Errorf("%v: pane %d has %d lines with the focus, %d without", size, pane, s.Panes[pane].H, calm.Panes[pane].H)
			}
			for other := range layout.PaneCount {
				if s.Panes[other].Empty() != calm.Panes[other].Empty() {
					t.Errorf("%v: pane %d comes or goes with the focus on %d", size, other, pane)
				}
			}
		}
	}
	for _, pane := range []layout.Pane{layout.Decision, layout.Jobs} {
		s := layout.Fit(80, 24, layout.Wish{Nodes: 5, Zoom: layout.None, Focus: pane, Jobs: 20})
		if got := s.Panes[pane].Inner().H; got < 7 {
			t.Errorf("at 80×24 pane %d has %d lines with the focus", pane, got)
		}
	}
	few := layout.Fit(80, 24, layout.Wish{Nodes: 5, Zoom: layout.None, Focus: layout.Jobs, Jobs: 1})
	if calm := layout.Fit(80, 24, layout.Wish{Nodes: 5, Zoom: layout.None, Focus: layout.None}); few != calm {
		t.Errorf("one job takes room that it cannot fill: %+v", few.Panes)
	}
}

// A banner or a tip takes a line, and nothing else of the arrangement: the graph neither
// comes nor goes with it.
func TestALineMoreDoesNotRearrangeThePanes(t *testing.T) {
	for h := layout.MinHeight; h <= 70; h++ {
		for nodes := range 40 {
			wish := layout.Wish{Nodes: nodes, Zoom: layout.None, Jobs: 3}
			want := layout.Fit(100, h, wish)
			for _, lines := range [][2]bool{{true, false}, {false, true}, {true, true}} {
				wish.Banner, wish.Tip = lines[0], lines[1]
				got := layout.Fit(100, h, wish)
				if got.Panes[layout.Throughput].Empty() != want.Panes[layout.Throughput].Empty() || !got.Panes[layout.Log].Empty() && got.Panes[layout.Log].W != want.Panes[layout.Log].W {
					t.Errorf("100×%d, %d nodes, banner and tip %v: throughput %v and log %v, without them %v and %v",
						h, nodes, lines, got.Panes[layout.Throughput], got.Panes[layout.Log], want.Panes[layout.Throughput], want.Panes[layout.Log])
				}
			}
		}
	}
}
