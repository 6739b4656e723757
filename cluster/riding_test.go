package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// coldFlock are servers without the model in memory: nothing is asked of them
// before the batch, so that canary texts ride in its requests.
func coldFlock(names ...string) []simulate.Spec {
	specs := make([]simulate.Spec, len(names))
	for i, name := range names {
		specs[i] = steady(name)
		specs[i].Cold = true
	}
	return specs
}

// Servers that fail on the canary texts, whichever way, fail no text of the
// batch that travels with them.
func TestTextsDoNotSufferByCanaryTextsThatRideWithThem(t *testing.T) {
	for name, fault := range map[string]simulate.Fault{
		"an error":        {Kind: simulate.PoisonText, Text: canaryWords},
		"a crash":         {Kind: simulate.PoisonText, Text: canaryWords, Crash: true},
		"no numbers":      {Kind: simulate.NaN, Text: canaryWords},
		"zeros":           {Kind: simulate.Zeros, Text: canaryWords},
		"a reset":         {Kind: simulate.ResetMidBody, Text: canaryWords, Times: 2},
		"silence":         {Kind: simulate.Hang, Text: canaryWords, Times: 2},
		"a vector less":   {Kind: simulate.WrongCount, Text: canaryWords, Times: 1},
		"a full queue":    {Kind: simulate.Busy503, Text: canaryWords, Times: 1},
		"not unit length": {Kind: simulate.NotUnit, Text: canaryWords},
	} {
		for _, nodes := range [][]string{{"a"}, {"a", "b", "c"}} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
						for _, s := range servers {
							set(t, s, fault)
						}
					}, coldFlock(nodes...)...)
					m := newMemory()
					list := texts(40)
					b.soon(t, 10*time.Minute, b.batch(m, list))
					m.expect(t, 40, 0)
					m.wantTrue(t, list)
				})
			})
		}
	}
}

// Canary texts in a request are no reason to take its node for slower.
func TestCanaryTextsTeachNoWrongPace(t *testing.T) {
	for _, cold := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			specs := flockOf(2, false, cold)
			b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, specs...)
			b.soon(t, time.Minute, b.batch(newMemory(), chunks(2)))
			for _, n := range b.flock.Refresh().Nodes {
				if off := n.Average.Seconds()/specs[0].PerText.Seconds() - 1; n.Average > 0 && (off < -0.03 || off > 0.03) {
					t.Errorf("cold %t: %s took %v for a text, learned are %v", cold, n.Name, specs[0].PerText, n.Average)
				}
			}
		})
	}
}

// Two nodes that blur texts agree first; the third, which tells them apart, is
// what they are compared with.
func TestBlurringNodesDoNotWinByNumberInABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
			for _, s := range servers[:2] {
				set(t, s, simulate.Fault{Kind: simulate.CollapseUpper})
			}
		}, coldFlock("blurs", "blurs too", "sound")...)
		m := newMemory()
		list := texts(600, "ALL WOOL IS WHITE", "THE DOG IS BLACK")
		b.soon(t, time.Minute, b.batch(m, list))
		m.expect(t, 600, 0)
		m.wantTrue(t, list)
	})
}

// A store of an earlier release has a reference without the short texts: its
// vectors still decide.
func TestAReferenceOfTheFirstCanaryTextsStillCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"))
		first.keep(t)
		time.Sleep(20 * time.Second)
		old := first.flock.References()
		old[0].Texts, old[0].Vectors = 1, old[0].Vectors[:7]
		for _, drifts := range []bool{false, true} {
			later := newBubble(t, func(cfg *cluster.Config, servers []*simulate.Server) {
				cfg.References = old
				if drifts {
					set(t, servers[0], simulate.Fault{Kind: simulate.Drift})
				}
			}, coldFlock("b", "sound")...)
			m := newMemory()
			list := texts(40)
			later.soon(t, time.Minute, later.batch(m, list))
			m.expect(t, 40, 0)
			m.wantTrue(t, list)
			if n := later.flock.Refresh().Nodes[0]; (n.State == cluster.Drifting) != drifts {
				t.Errorf("a node that drifts (%t) is %s: %s", drifts, n.State, n.Note)
			}
			time.Sleep(20 * time.Second)
			if known := canaryVectors(later); known != 9 {
				t.Errorf("the reference is of %d texts, want all", known)
			}
		}
	})
}
