package cluster_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// canaryWords stand in canary texts that every node embeds first.
const canaryWords = "羊"

// More texts than may wait for a verdict: the nodes must not stop for ever
// because one of them is never checked.
func TestAnUncheckedNodeHoldsNoLongBatchUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
			set(t, servers[1], simulate.Fault{Kind: simulate.Hang, Text: canaryWords})
		}, steady("sound"), steady("never checked"))
		m := newMemory()
		m.onStore = func(d cluster.Delivery) {
			if d.Node == b.servers[1].URL() {
				t.Errorf("%d vectors of an unchecked node are stored", len(d.IDs))
			}
		}
		const count = 6000
		b.soon(t, 2*count*perText, b.batch(m, texts(count)))
		m.expect(t, count, 0)
	})
}

// A batch whose vectors nobody can vouch for says so, and ends when it has
// waited as long as it was told to.
func TestABatchThatWaitsForVerdictsAloneSaysSo(t *testing.T) {
	for _, count := range []int{100, 6000} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
				set(t, servers[0], simulate.Fault{Kind: simulate.Hang, Text: canaryWords})
			}, steady("never checked"))
			m := newMemory()
			batch := b.batch(m, texts(count))
			batch.Wait = time.Minute
			begun := time.Now()
			_, err := b.flock.Embed(t.Context(), batch)
			var away *cluster.NoNodeError
			if !errors.As(err, &away) || !strings.Contains(away.Why, "never checked") || !strings.Contains(away.Why, "canary") {
				t.Errorf("%d texts ended after %v with: %v", count, time.Since(begun), err)
			}
			m.expect(t, 0, 0)
		})
	}
}

// A reference that is given up for another one takes the verdicts with it that
// were reached by it: a node that was away must not come back with one.
func TestVerdictsFallWithTheirReference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ *cluster.Config, servers []*simulate.Server) {
			for _, s := range servers[1:] {
				set(t, s, simulate.Fault{Kind: simulate.Down})
			}
		}, steady("first"), steady("second"), steady("third"))
		time.Sleep(5 * time.Second) // the first is checked, and is the reference
		set(t, b.servers[0], simulate.Fault{Kind: simulate.Down})
		for _, s := range b.servers[1:] {
			set(t, s, simulate.Fault{Kind: simulate.Drift})
			load(t, s)
			time.Sleep(10 * time.Second)
		}
		if n := b.flock.Refresh().Nodes[2]; n.Check != cluster.Matching {
			t.Fatalf("the nodes that work agree, and yet the third is %s: %s", n.Check, n.Note)
		}
		set(t, b.servers[0])
		load(t, b.servers[0])
		time.Sleep(10 * time.Second)
		if n := b.flock.Refresh().Nodes[0]; n.Check != cluster.Differing {
			t.Errorf("the first is back, and its vectors %s", n.Check)
		}
	})
}

// The first answer of all has vectors of a wrong dimension, and no metadata
// contradicts: it must not shut out the nodes that are right.
func TestALiarThatIsFirstDoesNotSettleTheDimension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		right, liar := steady("right"), steady("liar")
		right.Cold, liar.Cold, liar.Load = true, true, right.Load/2
		other := tinyModel()
		other.Dimension /= 2
		liar.Models = []simulate.Model{other}
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, right, right, liar)
		m := newMemory()
		list := texts(100)
		batch := b.batch(m, list)
		batch.Announced = 0
		b.soon(t, 2*time.Minute, batch)
		m.expect(t, 100, 0)
		m.wantTrue(t, list)
	})
}

// What vectors are compared with is kept as soon as it is settled, which is before the
// first of them are there: after that they would have to wait for it.
func TestTheReferenceIsKeptBeforeTheFirstAnswer(t *testing.T) {
	for name, before := range map[string]func(*bench, *testing.T){
		"known from a batch before": (*bench).keep,
		"settled while the batch goes on": func(b *bench, t *testing.T) { // nodes embed canary texts from here on
			if _, err := b.flock.Describe(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"))
			before(b, t)
			m := newMemory()
			begun := time.Now()
			b.soon(t, time.Minute, b.batch(m, texts(1)))
			m.expect(t, 1, 0)
			if took, after := time.Since(begun), m.referred.Sub(begun); m.referred.IsZero() || after >= took {
				t.Errorf("%s: the reference was kept %v after the start of a batch of %v", name, after, took)
			}
		})
	}
}
