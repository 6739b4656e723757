package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// event is something that befalls a node in a batch, a while after what befell
// it before, and is over after another while.
type event struct {
	node         int
	what         string
	after, lasts time.Duration
}

func (e event) String() string {
	return fmt.Sprintf("node%d: %s after %v for %v", e.node+1, e.what, e.after, e.lasts)
}

const (
	soundRelease    = "0.99.0"
	driftingRelease = "0.98.0"
)

// begin lets it happen.
func (e event) begin(b *bench) error {
	s := b.servers[e.node]
	restart := func(version string, faults ...simulate.Fault) error {
		err := s.Set(simulate.Fault{Kind: simulate.Down})
		s.Upgrade(version)
		return errors.Join(err, s.Set(faults...))
	}
	switch e.what {
	case "upgrade":
		return restart(soundRelease)
	case "drift":
		return restart(driftingRelease, simulate.Fault{Kind: simulate.Drift})
	case "collapse":
		return restart(driftingRelease, simulate.Fault{Kind: simulate.CollapseUpper})
	case "rebuild":
		return s.Set(simulate.Fault{Kind: simulate.OtherDigest})
	case "remove":
		_ = b.flock.Remove(s.URL()) // it may be removed already
		return nil
	case "hang":
		return s.Set(simulate.Fault{Kind: simulate.Hang})
	case "unchecked":
		return s.Set(simulate.Fault{Kind: simulate.Hang, Text: canaryWords})
	case "crash":
		return s.Set(simulate.Fault{Kind: simulate.EOFError, Crash: true})
	case "busy":
		return s.Set(simulate.Fault{Kind: simulate.Busy503})
	default:
		return s.Set(simulate.Fault{Kind: simulate.Down})
	}
}

var eventKinds = []string{"upgrade", "drift", "collapse", "rebuild", "remove", "hang", "unchecked", "crash", "busy", "down"}

// end makes the node a sound one of the flock again.
func (e event) end(b *bench) error {
	s := b.servers[e.node]
	err := s.Set(simulate.Fault{Kind: simulate.Down})
	s.Upgrade(simulate.DefaultVersion)
	_ = b.flock.Add(cluster.NodeConfig{Name: s.Spec().Name, URL: s.URL()}) // it may be there
	return errors.Join(err, s.Clear())
}

// upheaval plays a batch in which these events happen, and says what is wrong
// with what became of it.
func upheaval(t *testing.T, specs []simulate.Spec, events []event, list []cluster.Text, truth map[int64][]float32) (wrong error) {
	t.Helper()
	b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, specs...)
	b.keep(t) // what is sound is settled: else the first to answer would say
	var mu sync.Mutex
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		wrong = errors.Join(wrong, err)
	}
	var over sync.WaitGroup
	for i := range specs {
		over.Go(func() {
			for _, e := range events {
				if e.node == i {
					time.Sleep(e.after)
					fail(e.begin(b))
					time.Sleep(e.lasts)
					fail(e.end(b))
				}
			}
		})
	}
	m := newMemory()
	batch := b.batch(m, list)
	batch.Observe = func(p cluster.Progress) {
		sum := 0
		for _, s := range p.Shares {
			sum += s.Texts
		}
		if p.Embedded < 0 || p.Embedded > len(list) || p.Rate < 0 || p.Rest < 0 || sum < p.Embedded {
			fail(fmt.Errorf("of %d texts: embedded %d, shares %d, %.1f texts/s, rest %v", len(list), p.Embedded, sum, p.Rate, p.Rest))
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), muchTooLong)
	defer stop()
	p, err := b.flock.Embed(ctx, batch)
	if err != nil {
		fail(fmt.Errorf("not done after %v, %d embedded, stalled %q: %w", muchTooLong, p.Embedded, p.Stalled, err))
	}
	over.Wait()
	m.mu.Lock()
	defer m.mu.Unlock()
	bad := 0
	for id, vector := range m.stored {
		if cosine(vector, truth[id]) < sameVector {
			bad++
		}
	}
	if err == nil && (bad > 0 || m.twice > 0 || len(m.rejected) > 0 || len(m.stored) != len(list) || p.Embedded != len(list)) {
		fail(fmt.Errorf("of %d texts %d are stored, %d of these wrong, %d twice; %d rejected: %v; embedded %d",
			len(list), len(m.stored), bad, m.twice, len(m.rejected), m.rejected, p.Embedded))
	}
	return wrong
}

// Whatever befalls the nodes in whatever order: as long as sound ones come back,
// every text ends as one right vector.
func TestNoUpheavalLosesDoublesOrSpoilsAText(t *testing.T) {
	list := texts(400, "ALL WOOL IS WHITE", "THE DOG IS BLACK")
	truth := trueVectorsOf(t, list)
	rapid.Check(t, func(rt *rapid.T) {
		specs := make([]simulate.Spec, rapid.IntRange(1, 4).Draw(rt, "nodes"))
		for i := range specs {
			specs[i] = steady(fmt.Sprintf("node%d", i+1))
			specs[i].Cold = rapid.Bool().Draw(rt, "cold")
		}
		events := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) event {
			return event{
				node: rapid.IntRange(0, len(specs)-1).Draw(rt, "node"), what: rapid.SampledFrom(eventKinds).Draw(rt, "what"),
				after: time.Duration(rapid.IntRange(0, 8000).Draw(rt, "after")) * time.Millisecond,
				lasts: time.Duration(rapid.IntRange(0, 20_000).Draw(rt, "lasts")) * time.Millisecond,
			}
		}), 0, 6).Draw(rt, "events")
		var wrong error
		synctest.Test(t, func(t *testing.T) { wrong = upheaval(t, specs, events, list, truth) })
		if wrong != nil {
			rt.Fatalf("%v\n%v", events, wrong)
		}
	})
}

// What rapid found once: a server becomes another one and is itself again while
// its vectors wait for a verdict. It passes; what the other one gave must not.
func TestAServerThatWasAnotherOneMeanwhileSlipsNothingIn(t *testing.T) {
	list := texts(400, "ALL WOOL IS WHITE", "THE DOG IS BLACK")
	truth := trueVectorsOf(t, list)
	specs := []simulate.Spec{cold("node1"), cold("node2"), steady("node3")}
	events := []event{
		{2, "crash", 0, 492 * time.Millisecond},
		{1, "drift", 0, 1009 * time.Millisecond},
		{0, "rebuild", 0, time.Millisecond},
	}
	for range 10 { // probes come when chance will
		synctest.Test(t, func(t *testing.T) {
			if wrong := upheaval(t, specs, events, list, truth); wrong != nil {
				t.Error(wrong)
			}
		})
	}
}
