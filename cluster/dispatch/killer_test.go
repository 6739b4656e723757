package dispatch

import (
	"math/bits"
	"testing"
	"time"
)

// fellWhoever lets every node fall that has the text, and lets nodes be back a
// second later, until the run is done; other requests are answered.
func fellWhoever(m *model, killer int64) (falls int) {
	m.t.Helper()
	for steps := 0; !m.d.Done(); steps++ {
		if steps > 10_000 {
			m.t.Fatalf("the run does not end:\n%v", m.d)
		}
		m.send()
		m.now += 10 * time.Millisecond
		m.check(0)
		if len(m.order) == 0 {
			m.now += time.Second
			for i := range m.up {
				m.setUp(i, true)
			}
			continue
		}
		id := m.order[0]
		kills := false
		for _, t := range m.live[id].Texts {
			kills = kills || t == killer
		}
		if kills {
			falls++
			m.fail(id, Fell)
		} else {
			m.answer(id)
		}
	}
	return falls
}

func TestATextThatFellsEveryNodeIsFoundAndGivenUp(t *testing.T) {
	for _, nodes := range []int{1, 2, 3} {
		var flock []Node
		for range nodes {
			flock = append(flock, quick(1))
		}
		m := newModel(t, flock...).allUp()
		m.add(200, 10)
		m.d.Close()
		falls := fellWhoever(m, 77)
		// until it is feared, while it is halved out of its company, and alone
		if most := fearedFrom + bits.Len(200) + condemnedAt; falls > most {
			t.Errorf("%d nodes fell %d times, want %d at most", nodes, falls, most)
		}
		for id := int64(1); id <= 200; id++ {
			if want := map[bool]string{true: "rejected", false: "done"}[id == 77]; m.finished[id] != want {
				t.Errorf("%d nodes: text %d is %q, want %s", nodes, id, m.finished[id], want)
			}
		}
	}
}

func TestNodesThatFallAtOnceBlameNoText(t *testing.T) {
	m := newModel(t, quick(1), quick(1), quick(1), quick(1)).allUp()
	m.add(1, 10)
	m.d.Close()
	for range 4 { // all get it, as the others are late
		m.send()
		m.now += 300 * time.Millisecond
		m.check(0)
	}
	if len(m.order) < condemnedAt {
		t.Fatalf("only %d nodes have the text", len(m.order))
	}
	for len(m.order) > 0 {
		if out := m.fail(m.order[0], Fell); len(out) > 0 {
			t.Fatalf("%v is given up: nodes that fell at once show nothing", out)
		}
	}
	m.now += time.Second
	m.allUp()
	m.finish()
	if m.finished[1] != "done" {
		t.Errorf("the text is %q", m.finished[1])
	}
}

func TestANodeThatFellAndIsBackMayRescueTheText(t *testing.T) {
	hung := quick(1)
	hung.Loaded, hung.Load = false, time.Second // loading: nobody calls it silent
	m := newModel(t, quick(1), hung)
	m.add(1, 10)
	m.d.Close()
	m.setUp(0, true)
	m.fail(m.send()[0].ID, Fell)
	m.setUp(1, true)
	if sent := m.send(); len(sent) != 1 || sent[0].Node != 1 {
		t.Fatalf("sent %v, want the text on the other node", sent)
	}
	m.setUp(0, true)
	for range 100 {
		m.check(time.Second)
		if sent := m.send(); len(sent) > 0 {
			m.answer(sent[0].ID)
			break
		}
	}
	if m.finished[1] != "done" {
		t.Errorf("the node that is back did not get the text:\n%v", m.d)
	}
}

// fallsUntilGivenUp has the only node fall time and again over the only text, and
// says after how many times that is given up.
func fallsUntilGivenUp(t *testing.T, fall func(*model)) (falls int) {
	t.Helper()
	m := newModel(t, quick(1)).allUp()
	m.add(1, 10)
	m.d.Close()
	for falls < 2*condemnedAnyway && !m.d.Done() {
		fall(m)
		falls++
	}
	return falls
}

// silentOver has the node that has the text fall silent, and come back after so
// long.
func (m *model) silentOver(after time.Duration) {
	m.t.Helper()
	for range 100 {
		m.now += 500 * time.Millisecond
		_, silent := m.d.Check(m.now)
		m.forgetCancelled()
		for _, node := range silent {
			m.up[node] = false
			m.now += after
			m.d.Check(m.now)
			m.setUp(node, true)
		}
		if len(silent) > 0 {
			return
		}
		m.send()
	}
	m.t.Fatalf("nobody fell silent:\n%v", m.d)
}

func TestASilenceSpeaksAgainstTheTextWhereTheNodeIsBackSoon(t *testing.T) {
	for name, test := range map[string]struct {
		away  time.Duration
		falls int
	}{
		"back at the first probe":     {250 * time.Millisecond, condemnedAt},
		"it has troubles of its own":  {8 * time.Second, condemnedAnyway},
		"it takes a minute to return": {time.Minute, condemnedAnyway},
	} {
		t.Run(name, func(t *testing.T) {
			if falls := fallsUntilGivenUp(t, func(m *model) { m.silentOver(test.away) }); falls != test.falls {
				t.Errorf("the text is given up after %d falls, want %d", falls, test.falls)
			}
		})
	}
}

func TestANodeThatBreaksLongAfterItShouldHaveAnsweredHungBefore(t *testing.T) {
	for name, test := range map[string]struct {
		took  time.Duration
		falls int
	}{
		"while it works on the text": {5 * time.Millisecond, condemnedAt},
		"much later":                 {1500 * time.Millisecond, condemnedAnyway},
	} {
		t.Run(name, func(t *testing.T) {
			falls := fallsUntilGivenUp(t, func(m *model) {
				m.now += time.Millisecond
				sent := m.send()
				m.now += test.took
				m.fail(sent[0].ID, Fell)
				m.setUp(0, true)
			})
			if falls != test.falls {
				t.Errorf("the text is given up after %d falls, want %d", falls, test.falls)
			}
		})
	}
}
