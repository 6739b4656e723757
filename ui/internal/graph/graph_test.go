package graph_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"flocktop/ui/internal/graph"
)

var levels = []string{" ", "1", "2", "3", "4"}

func TestSparkline(t *testing.T) {
	for _, c := range []struct {
		values []float64
		w      int
		want   string
	}{
		{[]float64{0, 1, 2, 3, 4}, 5, " 1234"},
		{[]float64{4}, 3, "  4"},
		{[]float64{1, 2, 3, 4}, 2, "34"},
		{[]float64{0.001}, 1, "1"}, // a little is not nothing
		{[]float64{math.NaN(), -1, 9}, 3, "  4"},
		{nil, 2, "  "},
		{[]float64{1}, 0, ""},
	} {
		if got := graph.Sparkline(c.values, c.w, 4, levels); got != c.want {
			t.Errorf("Sparkline(%v, %d) = %q, want %q", c.values, c.w, got, c.want)
		}
	}
}

func TestBarShowsTheBeginningAndKeepsTheEndForTheEnd(t *testing.T) {
	for _, c := range []struct {
		share            float64
		w                int
		full, half, rest int
	}{
		{0, 4, 0, 0, 4},
		{0.001, 4, 0, 1, 3},
		{0.5, 4, 2, 0, 2},
		{0.625, 4, 2, 1, 1},
		{0.999, 4, 3, 1, 0},
		{1, 4, 4, 0, 0},
		{7, 4, 4, 0, 0},
		{math.NaN(), 4, 0, 0, 4},
		{0.5, 0, 0, 0, 0},
	} {
		full, half, rest := graph.Bar(c.share, c.w)
		if full != c.full || half != c.half || rest != c.rest {
			t.Errorf("Bar(%v, %d) = %d %d %d, want %d %d %d", c.share, c.w, full, half, rest, c.full, c.half, c.rest)
		}
	}
}

func TestScaleIsRound(t *testing.T) {
	for v, want := range map[float64]float64{0: 1, 0.027: 0.03, 1: 1, 1.1: 1.5, 98: 100, 121: 150, 999: 1000, math.Inf(1): 1} {
		if got := graph.Scale(v); math.Abs(got-want) > 1e-9*want {
			t.Errorf("Scale(%v) = %v, want %v", v, got, want)
		}
	}
}

func TestArea(t *testing.T) {
	got := strings.Join(graph.Area([]float64{0, 2, 4, 8}, 2, 2, 8), "|")
	if want := " ⢸|⢠⣿"; got != want {
		t.Errorf("Area draws %q, want %q", got, want)
	}
}

func TestLine(t *testing.T) {
	if got, want := graph.Line([]float64{0, 1, 2, 3, 4}, 3, 4), " ⡠⠊"; got != want {
		t.Errorf("Line draws %q, want %q", got, want)
	}
}

func TestBucketsKeepTheirShapeAsTimePasses(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	now := int64(1008) // seconds 1000 to 1008
	if got, want := graph.Buckets(values, now, 3), []float64{1.5, 4, 7, 9}; !slices.Equal(got, want) {
		t.Fatalf("buckets %v, want %v", got, want)
	}
	if got, want := graph.Buckets(append(values, 10), now+1, 3), []float64{1.5, 4, 7, 9.5}; !slices.Equal(got, want) {
		t.Fatalf("a second later %v, want %v", got, want)
	}
}

func TestAGapIsNoValue(t *testing.T) {
	gap := math.NaN()
	values := []float64{3, gap, 5, gap, gap, gap, 1, 2, gap} // seconds 1000 to 1008, three from 1002 on
	same := func(got, want []float64) bool {
		return slices.EqualFunc(got, want, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	}
	if got, want := graph.Buckets(values, 1008, 3), []float64{3, 5, 1.5, gap}; !same(got, want) {
		t.Errorf("buckets %v, want %v", got, want)
	}
	if got, want := graph.Peaks(values, 1008, 3), []float64{3, 5, 2, gap}; !same(got, want) {
		t.Errorf("peaks %v, want %v", got, want)
	}
	if got := strings.Join(graph.Area([]float64{8, 8, gap, gap, 8, 8}, 3, 1, 8), ""); got != "⣿ ⣿" {
		t.Errorf("a gap is drawn as %q", got)
	}
}

func TestEveryDrawingHasItsSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64()).Draw(t, "values")
		w, h := rapid.IntRange(0, 20).Draw(t, "w"), rapid.IntRange(0, 6).Draw(t, "h")
		top := rapid.Float64().Draw(t, "top")
		for _, rows := range [][]string{graph.Area(values, w, h, top), graph.Steps(values, w, h, top, levels)} {
			if w > 0 && len(rows) != h {
				t.Fatalf("%d rows, want %d", len(rows), h)
			}
			for _, row := range rows {
				if utf8.RuneCountInString(row) != w {
					t.Fatalf("row %q is not %d cells wide", row, w)
				}
			}
		}
		if line := graph.Line(values, w, top); utf8.RuneCountInString(line) != w {
			t.Fatalf("line %q is not %d cells wide", line, w)
		}
		if full, half, rest := graph.Bar(top, w); full+half+rest != w || full < 0 || half < 0 || rest < 0 {
			t.Fatalf("a bar of %d cells: %d %d %d", w, full, half, rest)
		}
	})
}
