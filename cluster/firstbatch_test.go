package cluster_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// canaryLimit is by how much canary texts may make a batch longer.
const canaryLimit = 1.02

// tokensOfText is the size of the texts of a first batch, and what costs a
// server its time for a text.
const tokensOfText = 200

// chunks are n texts of that size.
func chunks(n int) []cluster.Text { return chunksOf(tokensOfText, n) }

// chunksOf are n texts of so many tokens.
func chunksOf(tokens, n int) []cluster.Text {
	out := make([]cluster.Text, n)
	for i := range out {
		body := fmt.Sprintf("note %d", i)
		for simulate.CountTokens(body) < tokens {
			body += " sheep"
		}
		out[i] = cluster.Text{ID: int64(i + 1), Body: body, Work: float64(tokens)}
	}
	return out
}

// flockOf are the servers of a first batch: their cost is by tokens, as that of
// real ones is.
func flockOf(nodes int, mixed, cold bool) []simulate.Spec {
	specs := make([]simulate.Spec, nodes)
	for i := range specs {
		specs[i] = steady(fmt.Sprintf("node%d", i+1))
		specs[i].PerText, specs[i].SizeMatters, specs[i].Cold = 100*time.Millisecond, true, cold
		if mixed {
			specs[i].PerText *= time.Duration(1 + i%3)
		}
	}
	return specs
}

// verdicts are what an earlier run found out about the nodes, nothing where
// there was none.
type verdicts struct {
	references []cluster.Reference
	checked    []cluster.Checked
}

// firstBatch embeds a batch on servers that were just found, and says how long
// it took.
func firstBatch(t *testing.T, specs []simulate.Spec, known verdicts, list []cluster.Text) (took time.Duration, found verdicts) {
	t.Helper()
	return firstAfter(t, func(*testing.T, *bench) {}, specs, known, list)
}

// firstAfter does that after something else, which does not count.
func firstAfter(t *testing.T, before func(*testing.T, *bench), specs []simulate.Spec, known verdicts, list []cluster.Text) (took time.Duration, found verdicts) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
			cfg.References, cfg.Checked = known.references, known.checked
		}, specs...)
		before(t, b)
		m := newMemory()
		begun := time.Now()
		b.soon(t, time.Hour, b.batch(m, list))
		took = time.Since(begun)
		m.expect(t, len(list), 0)
		time.Sleep(5 * time.Second) // the rest is checked
		found = verdicts{b.flock.References(), b.flock.Checks()}
	})
	return took, found
}

// A first batch with canary texts against the same with the verdicts
// remembered, in exact time. FLOCKTOP_CANARY_ROUNDS makes it the whole table, so
// many times, since probes come when chance will; without it some cells do.
func TestCanariesCostAFirstBatchNextToNothing(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("FLOCKTOP_CANARY_ROUNDS"))
	flocks, sizes := []int{1, 4}, []int{1, 5, 150}
	if rounds > 0 {
		flocks, sizes = []int{1, 2, 4, 8}, []int{1, 2, 3, 4, 5, 10, 20, 50, 150}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-28s %v\n", "nodes, texts a node:", sizes)
	for _, cold := range []bool{false, true} {
		for _, mixed := range []bool{false, true} {
			for _, nodes := range flocks {
				specs := flockOf(nodes, mixed, cold)
				name := fmt.Sprintf("%d %s %s", nodes, map[bool]string{false: "balanced", true: "mixed"}[mixed], map[bool]string{false: "warm", true: "cold"}[cold])
				fmt.Fprintf(&table, "%-28s", name)
				for _, each := range sizes {
					worst := 0.0
					for range max(1, rounds) {
						worst = max(worst, firstOverAgain(t, specs, chunks(each*nodes)))
					}
					fmt.Fprintf(&table, " %8.4f", worst)
					if worst > canaryLimit {
						t.Errorf("%s, %d texts a node: canary texts make it %.4f times as long", name, each, worst)
					}
				}
				table.WriteString("\n")
			}
		}
	}
	t.Log(table.String())
}

// bestOf is in how many tries a batch may show its best time: with a text a node,
// chance decides which node is found first, and so who has a hand free for the last.
const bestOf = 8

// firstOverAgain is how many times as long a first batch takes as the same on
// nodes whose verdicts are remembered.
func firstOverAgain(t *testing.T, specs []simulate.Spec, list []cluster.Text) float64 {
	t.Helper()
	first, found := firstBatch(t, specs, verdicts{}, list)
	if len(found.checked) != len(specs) || len(found.references) != 1 {
		t.Fatalf("%d of %d nodes are checked", len(found.checked), len(specs))
	}
	again, _ := firstBatch(t, specs, found, list)
	for range bestOf - 1 {
		if first.Seconds() <= canaryLimit*again.Seconds() {
			break
		}
		a, _ := firstBatch(t, specs, verdicts{}, list)
		b, _ := firstBatch(t, specs, found, list)
		first, again = min(first, a), min(again, b)
	}
	return first.Seconds() / again.Seconds()
}

// reading is how long a job takes from the question what its model is to its first
// text: the vocabulary is read, then a document.
const reading = 30 * time.Millisecond

// firstJob is a first batch as jobs have it: they ask for the model's description
// before. It says how long the batch took, from its first text on.
func firstJob(t *testing.T, specs []simulate.Spec, known verdicts, list []cluster.Text) (took time.Duration, found verdicts) {
	t.Helper()
	return firstAfter(t, func(t *testing.T, b *bench) {
		t.Helper()
		if err := b.flock.Settled(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := b.flock.Describe(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(reading)
	}, specs, known, list)
}

func TestCanariesCostASingleNoteNothing(t *testing.T) {
	for _, nodes := range []int{1, 3} {
		for _, tokens := range []int{14, 80} {
			specs := flockOf(nodes, false, false)
			note := chunksOf(tokens, 1)
			first, found := firstJob(t, specs, verdicts{}, note)
			if len(found.checked) != nodes || len(found.references) != 1 {
				t.Fatalf("%d of %d nodes are checked", len(found.checked), nodes)
			}
			again, _ := firstJob(t, specs, found, note)
			if ratio := first.Seconds() / again.Seconds(); ratio > canaryLimit {
				t.Errorf("%d nodes, a note of %d tokens: %v instead of %v, %.3f times as long", nodes, tokens, first, again, ratio)
			}
		}
	}
}
