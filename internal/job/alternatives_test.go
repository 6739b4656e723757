package job

import (
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/store"
)

// What else could have been done is said beside what a batch took, as far as it is
// known.
func TestTheEndOfAJobSaysWhatElseItCouldHaveTaken(t *testing.T) {
	nodes := []adaptive.Node{{ID: "a", PerText: 50 * time.Millisecond}, {ID: "b", PerText: 50 * time.Millisecond}}
	verdict := func(nodes []adaptive.Node) adaptive.Verdict {
		v, _, err := adaptive.Decide(adaptive.Question{Nodes: nodes, Batch: 200, Thresholds: adaptive.DefaultThresholds()})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	both := []cluster.Share{{Node: "a", Texts: 100}, {Node: "b", Texts: 100}}
	for name, c := range map[string]struct {
		state    State
		embedded int
		p        cluster.Progress
		want     string
		ways     int
	}{
		"all known": {
			Done, 200,
			cluster.Progress{Verdict: verdict(nodes), Predicted: 5 * time.Second, Shares: both},
			"in 5.2s (foreseen 5.0s, one node ~10.0s)", 3,
		},
		"one node did it": {
			Done, 200,
			cluster.Progress{Verdict: verdict(nodes), Predicted: 5 * time.Second, Shares: both[:1]},
			"in 5.2s (foreseen 5.0s)", 3,
		},
		"guessed": {
			Done, 200,
			cluster.Progress{Verdict: verdict([]adaptive.Node{{ID: "a"}, {ID: "b"}}), Predicted: 5 * time.Second, Shares: both},
			"in 5.2s (foreseen 5.0s)", 0,
		},
		"nothing foreseen": {Done, 200, cluster.Progress{Verdict: verdict(nodes), Shares: both}, "in 5.2s", 3},
		"stopped meanwhile": {
			Done, 200,
			cluster.Progress{Verdict: verdict(nodes), Predicted: 5 * time.Second, Shares: both[:1], Stopped: 10 * time.Second},
			"in 5.2s (foreseen 5.0s), flocktop was stopped for 10.0s beside that", 3,
		},
		"not to its end": {Cancelled, 90, cluster.Progress{Verdict: verdict(nodes), Predicted: 5 * time.Second, Shares: both}, "in 5.2s", 3},
	} {
		t.Run(name, func(t *testing.T) {
			c.p.Elapsed = 5200 * time.Millisecond
			line := endLine("notes/", c.state, store.Counts{Documents: 3, Chunks: 200, Embedded: c.embedded}, 0, c.p)
			if !strings.HasSuffix(line, c.want) {
				t.Errorf("the log says %q", line)
			}
			ways := Decided(c.p.Verdict, adaptive.DefaultThresholds()).Alternatives
			if len(ways) != c.ways {
				t.Errorf("%d ways are kept: %+v", len(ways), ways)
			}
			chosen := 0
			for i := range ways {
				if ways[i].Chosen {
					chosen++
				}
			}
			if c.ways > 0 && chosen != 1 {
				t.Errorf("%d ways are called chosen: %+v", chosen, ways)
			}
		})
	}
}

// The hybrid that is kept is the one that was weighed, by the user's own thresholds.
func TestTheWaysAreThoseOfTheThresholds(t *testing.T) {
	nodes := make([]adaptive.Node, 6)
	for i := range nodes {
		nodes[i] = adaptive.Node{ID: string(rune('a' + i)), PerText: 50 * time.Millisecond}
	}
	thresholds := adaptive.DefaultThresholds()
	thresholds.HybridNodes = 4
	v, _, err := adaptive.Decide(adaptive.Question{Nodes: nodes, Batch: 600, Thresholds: thresholds})
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range Decided(v, thresholds).Alternatives {
		if strings.HasPrefix(way.Way, adaptive.Hybrid.String()) && way.Nodes == 4 {
			return
		}
	}
	t.Errorf("there is no hybrid of four nodes: %+v", Decided(v, thresholds).Alternatives)
}

// Counts in the log are written as on the screen.
func TestTheLogWritesCountsAsTheScreenDoes(t *testing.T) {
	got := endLine("docs", Done, store.Counts{Documents: 3, Chunks: 14480, Embedded: 12168, Skipped: 1311, Failed: 1001}, 11, cluster.Progress{})
	if want := "docs done: 12,168 embedded, 1,300 already stored, 11 repeated, 1,001 failed"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
