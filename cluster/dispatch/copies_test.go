package dispatch

import (
	"slices"
	"testing"
	"time"
)

// stall sends n texts to two equal nodes and lets node 1 answer everything
// until nothing waits; node 0 holds what it has.
func stall(m *model, n int) (held Request) {
	m.t.Helper()
	m.d.Close()
	m.add(n, 10)
	for range 10_000 {
		m.send()
		at := slices.IndexFunc(m.order, func(id uint64) bool { return m.live[id].Node == 1 && m.live[id].Kind != Copy })
		if at < 0 {
			break
		}
		m.now += 10 * time.Millisecond
		m.answer(m.order[at])
	}
	for _, r := range m.live {
		if r.Node == 0 {
			held = r
		}
	}
	return held
}

func TestWhatWouldEndLastIsCopiedAndTheFirstAnswerWins(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	held := stall(m, 12)
	if held.ID == 0 {
		t.Fatal("node 0 holds nothing")
	}
	at := slices.IndexFunc(m.order, func(id uint64) bool { return m.live[id].Kind == Copy })
	if at < 0 {
		t.Fatalf("nothing is copied:\n%v", m.d)
	}
	m.finish(0)
	if len(m.live) > 0 {
		t.Errorf("still under way: %v", m.live)
	}
}

func TestAStalledNodesTextsAreSharedOutAmongIdleNodes(t *testing.T) {
	flock := []Node{quick(0.1), quick(0.1), quick(0.1), quick(0.1), quick(0.1)}
	m := newModel(t, flock...).allUp()
	m.d.Close()
	m.add(1500, 10)
	for range 10_000 { // node 0 stalls from the start
		m.send()
		at := slices.IndexFunc(m.order, func(id uint64) bool { return m.live[id].Node != 0 && m.live[id].Kind != Copy })
		if at < 0 {
			break
		}
		m.now += time.Millisecond
		m.answer(m.order[at])
	}
	m.now += time.Second
	m.check(0)
	m.send()
	copying := map[int]int{}
	for _, r := range m.live {
		if r.Kind == Copy {
			copying[r.Node] += len(r.Texts)
		}
	}
	if len(copying) < 4 {
		t.Errorf("copies are on %v, want all four idle nodes\n%v", copying, m.d)
	}
	m.finish(0)
}

func TestNothingIsCopiedWhileTextsMayCome(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(2, 10)
	m.send()
	m.answer(m.order[0])
	if sent := m.send(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestAnUnknownNodeThatIsLeftOutGetsOneShadow(t *testing.T) {
	m := newModel(t, quick(1), unknown(10)).allUp()
	m.d.Close()
	m.add(100, 10)
	var shadows []Request
	for _, r := range m.send() {
		if r.Node == 1 {
			shadows = append(shadows, r)
		}
	}
	if len(shadows) != 1 || shadows[0].Kind != Shadow || len(shadows[0].Texts) != 1 {
		t.Fatalf("the unknown node gets %v, want one shadow", shadows)
	}
	m.now = time.Millisecond // it is ten times as fast as the first one
	m.answer(shadows[0].ID)
	if sent := m.send(); len(sent) == 0 || sent[0].Node != 1 || sent[0].Kind != Original {
		t.Errorf("then it gets %v, want work", sent)
	}
	m.finish()
}

func TestShadowsAreFew(t *testing.T) {
	flock := []Node{quick(1)}
	for range 50 {
		flock = append(flock, unknown(10))
	}
	m := newModel(t, flock...).allUp()
	m.d.Close()
	m.add(100, 10)
	shadows := 0
	for _, r := range m.send() {
		if r.Kind == Shadow {
			shadows++
		}
	}
	if shadows == 0 || shadows > 5 {
		t.Errorf("%d shadows of 100 texts, want 1 to 5", shadows)
	}
}

func TestASilentNodeIsGivenUpAndGetsMoreTimeTheNextTime(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.d.Close()
	m.add(3, 10)
	var waits []time.Duration
	for range 4 {
		m.send()
		start := m.now
		for {
			if silent := m.check(time.Minute); len(silent) > 0 {
				break
			}
			if m.now > start+time.Hour {
				t.Fatalf("the node is never given up:\n%v", m.d)
			}
		}
		waits = append(waits, m.now-start)
		m.setUp(0, true)
	}
	if waits[0] < 2*time.Second || waits[0] > 5*time.Second {
		t.Errorf("the first silence is noticed after %v, want 2 to 5 s", waits[0])
	}
	for i := range waits[1:] {
		near(t, "the next wait", waits[i+1].Seconds(), 2*waits[i].Seconds(), 0.3)
	}
	m.finish()
}

func TestAVerySlowUnknownNodeIsNotTakenForSilent(t *testing.T) {
	m := newModel(t, unknown(0.001)).allUp()
	m.d.Close()
	m.add(3, 10)
	m.send()
	for m.now < 15*time.Second {
		if silent := m.check(time.Second); len(silent) > 0 {
			t.Fatalf("given up after %v", m.now)
		}
	}
	m.finish()
}

func TestAFalseAlarmTeachesThatTheNodeIsSlow(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.d.Close()
	m.add(400, 10)
	m.send()
	m.now = time.Second
	stall(m, 0)
	m.finish(0) // node 0 takes for ever, its texts are copied and its requests cancelled
	if c := m.d.Learned(0).PerUnit; c <= 0.002 && m.d.nodes[0].up {
		t.Errorf("node 0 still counts as fast: %g", c)
	}
}

func TestCheckCostsNothingBeforeItIsDue(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(5000, 10)
	m.send()
	again, _ := m.d.Check(m.now)
	if early, silent := m.d.Check(m.now); early != again || silent != nil {
		t.Errorf("asked twice it says %v and %v", again, early)
	}
	if again <= m.now || again > m.now+time.Second {
		t.Errorf("wants to be called again at %v", again)
	}
}
