package ui

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/ui/internal/graph"
)

func TestALowGraphIsStillOne(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		full := plot{values: []float64{10, 10, 10, 10}, unit: 1}
		for h := 1; h < 5; h++ {
			lines := full.draw(s.model.scene(), 40, h)
			if len(lines) != h {
				t.Errorf("%d lines where there is room for %d", len(lines), h)
			}
			if text := strings.Join(lines, "\n"); !strings.ContainsAny(text, "⢀⣀⣤⣶⣿⢸⡀⡄⡆⡇⢠⢰") {
				t.Errorf("no graph on %d lines:\n%s", h, text)
			}
		}
	})
}

// A column that was drawn moves to the left; it never changes its height.
func TestColumnsOfAGraphOnlyMove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const columns = 40
		span := rapid.IntRange(1, 15).Draw(t, "span")
		now := rapid.Int64Range(0, 5000).Draw(t, "now")
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), span*columns, cluster.RateHistory).Draw(t, "values")
		draw := func() []float64 {
			p := plot{values: values, now: now}
			return graph.Tail(p.settled(graph.Buckets(values, now, span), span), columns)
		}
		before := draw()
		for range 3 * span {
			values = append(slices.Clone(values), rapid.Float64Range(0, 100).Draw(t, "value"))
			values = values[max(0, len(values)-cluster.RateHistory):]
			now++
			after := draw()
			most := min(len(before), len(after))
			stays := slices.Equal(graph.Tail(before, most), graph.Tail(after, most))
			moves := slices.Equal(graph.Tail(before, most-1), graph.Tail(after[:len(after)-1], most-1))
			if !stays && !moves {
				t.Fatalf("span %d, second %d:\n%v\n%v", span, now, before, after)
			}
			before = after
		}
	})
}
