package cluster_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// lateDrift shows in the long canary text and in the texts of a batch, and in no
// short canary text.
func lateDrift() simulate.Fault { return simulate.Fault{Kind: simulate.Drift, Text: "sheep"} }

// A node passes by the short texts, and the longer ones show that it should not
// have: what it gave is taken back, once, and nothing of it is stored any more.
func TestWhatWasBelievedTooSoonIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hooked []cluster.Withdrawal
		failing := true
		b := newBubble(t, func(cfg *cluster.Config, servers []*simulate.Server) {
			set(t, servers[1], lateDrift())
			cfg.Withdraw = func(_ context.Context, w cluster.Withdrawal) error {
				if failing {
					return errors.New("the disk is full")
				}
				hooked = append(hooked, w)
				return nil
			}
		}, steady("sound"), steady("drifts late"))
		m := newMemory()
		gave := 0
		m.onStore = func(d cluster.Delivery) {
			if d.Node == b.servers[1].URL() {
				gave += len(d.IDs)
			}
		}
		b.soon(t, time.Minute, b.batch(m, chunks(100)))
		m.expect(t, 100, 0)
		n := b.flock.Refresh().Nodes
		if gave == 0 || n[1].Check != cluster.MatchingSoFar || len(m.withdrawn) > 0 {
			t.Fatalf("it gave %d vectors, which %s; withdrawn %v", gave, n[1].Check, m.withdrawn)
		}
		if known := canaryVectors(b); known != 2 {
			t.Errorf("the reference is of %d texts, want the short ones", known)
		}
		time.Sleep(20 * time.Second)
		n = b.flock.Refresh().Nodes
		if n[0].Check != cluster.Matching || n[1].State != cluster.Drifting {
			t.Errorf("at leisure the sound one's %s, and the other is %s: %s", n[0].Check, n[1].State, n[1].Note)
		}
		if known := canaryVectors(b); known != 9 {
			t.Errorf("the reference is of %d texts, want all", known)
		}
		failing = false
		if err := b.flock.Withdraw(t.Context()); err != nil {
			t.Error(err)
		}
		if err := b.flock.Withdraw(t.Context()); err != nil {
			t.Error(err)
		}
		if len(hooked) != 1 || hooked[0].Node != b.servers[1].URL() || hooked[0].Version != simulate.DefaultVersion || hooked[0].Digest != tinyModel().Digest {
			t.Errorf("taken back: %+v", hooked)
		}
		gave = 0
		again := newMemory()
		again.onStore = m.onStore
		b.soon(t, time.Minute, b.batch(again, texts(100)))
		again.wantTrue(t, texts(100))
		if gave > 0 {
			t.Errorf("%d vectors of a drifting node are stored", gave)
		}
	})
}

// canaryVectors is for how many texts the flock's reference has vectors.
func canaryVectors(b *bench) (known int) {
	for _, r := range b.flock.References() {
		for _, v := range r.Vectors {
			if len(v) > 0 {
				known++
			}
		}
	}
	return known
}

// A large batch has room for the longer texts: its own ledger takes back what
// was stored, behind the last of it.
func TestALargeBatchFindsLateDriftItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(cfg *cluster.Config, servers []*simulate.Server) {
			set(t, servers[1], lateDrift())
			cfg.Withdraw = func(_ context.Context, w cluster.Withdrawal) error {
				t.Errorf("what %s gave is taken back beside the ledger", w.Name)
				return nil
			}
		}, steady("sound"), steady("drifts late"))
		const count = 6000
		m := newMemory()
		var gave []int64
		m.onStore = func(d cluster.Delivery) {
			if d.Node != b.servers[1].URL() {
				return
			}
			if len(m.withdrawn) > 0 {
				t.Errorf("%d vectors of it are stored after that", len(d.IDs))
			}
			gave = append(gave, d.IDs...)
		}
		list := texts(count)
		b.soon(t, 2*count*perText, b.batch(m, list))
		m.expect(t, count, 0)
		if len(m.withdrawn) != 1 || len(gave) == 0 {
			t.Fatalf("of %d vectors were taken back: %+v", len(gave), m.withdrawn)
		}
		for _, id := range gave { // as the ledger of a job does
			delete(m.stored, id)
		}
		m.wantTrue(t, list)
	})
}

// A batch that has no room for the longer texts does not wait for them, and the
// next run knows what is missing.
func TestASmallBatchIsNoReasonForLongCanaryTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var known verdicts
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		b.soon(t, time.Minute, b.batch(newMemory(), texts(200)))
		known = verdicts{b.flock.References(), b.flock.Checks()}
		if len(known.checked) != 2 || !known.checked[0].Quick || !known.checked[1].Quick {
			t.Fatalf("the checks are %+v", known.checked)
		}
		total := b.servers[0].Stats().Texts + b.servers[1].Stats().Texts
		if extra := total - 200; extra != 4 {
			t.Errorf("%d texts beside those of the batch, want 2 for each node", extra)
		}
		later := newBubble(t, func(cfg *cluster.Config, _ []*simulate.Server) {
			cfg.References, cfg.Checked = known.references, known.checked
		}, steady("a"), steady("b"))
		later.soon(t, time.Minute, later.batch(newMemory(), texts(200)))
		if total := later.servers[0].Stats().Texts + later.servers[1].Stats().Texts; total != 200 {
			t.Errorf("%d texts in a batch on nodes that were let in before", total)
		}
		time.Sleep(20 * time.Second)
		for _, c := range later.flock.Checks() {
			if c.Quick || c.Fault != "" {
				t.Errorf("at leisure: %+v", c)
			}
		}
	})
}

// In a batch of a text a node there is room for a single canary text, which does
// not show who blurs: two that do are believed, and the sound one contests it. The
// longer texts, for once in this batch, settle that.
func TestBlurringNodesAreFoundOutByWhoContestsThem(t *testing.T) {
	for name, at := range map[string]int{"first": 0, "between": 1, "last": 2} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
					for i, s := range servers {
						if i != at {
							set(t, s, simulate.Fault{Kind: simulate.CollapseUpper})
						}
					}
				}, coldFlock("a", "b", "c")...)
				m := newMemory()
				list := texts(3, "ALL WOOL IS WHITE", "THE DOG IS BLACK")
				b.soon(t, time.Minute, b.batch(m, list))
				time.Sleep(20 * time.Second)
				for i, n := range b.flock.Refresh().Nodes {
					if (n.State == cluster.Drifting) == (i == at) {
						t.Errorf("%s is %s, its check: %s", n.Name, n.State, n.Check)
					}
				}
				again := newMemory()
				b.soon(t, time.Minute, b.batch(again, list))
				again.wantTrue(t, list)
				if known := canaryVectors(b); known != 9 {
					t.Errorf("the reference is of %d texts, want all", known)
				}
			})
		})
	}
}
