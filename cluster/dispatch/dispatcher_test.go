package dispatch

import (
	"strings"
	"testing"
	"time"
)

func TestAFreshRunGivesNothingAway(t *testing.T) {
	m := newModel(t, quick(1))
	if got := m.send(); len(got) > 0 {
		t.Errorf("without texts %v is sent", got)
	}
	m.add(3, 100)
	if got := m.send(); len(got) > 0 {
		t.Errorf("to a node that is not up %v is sent", got)
	}
	if !m.d.Stranded() {
		t.Error("texts without a node are not stranded")
	}
	if m.d.Done() {
		t.Error("a run with texts is done")
	}
}

func TestARunWithoutTextsIsDoneWhenItIsClosed(t *testing.T) {
	d := New(DefaultSettings(), nil)
	if d.Done() {
		t.Error("done although texts may come")
	}
	d.Close()
	if !d.Done() {
		t.Error("not done although nothing can come")
	}
}

func TestTwoRequestsKeepANodeBusyAndAnAnswerBringsTheNext(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(10_000, 10)
	sent := m.send()
	if len(sent) != 2 {
		t.Fatalf("%d requests at the start, want 2", len(sent))
	}
	m.now = 500 * time.Millisecond
	m.answer(sent[0].ID)
	if again := m.send(); len(again) != 1 {
		t.Errorf("an answer brings %d requests, want 1", len(again))
	}
}

func TestShortRequestsOverALongWayGoDeeper(t *testing.T) {
	n := quick(1)
	n.Learned.RoundTrip = 200 * time.Millisecond
	m := newModel(t, n).allUp()
	m.add(60, 10) // 10 ms each, in requests of about a seventh of the time
	m.d.Close()
	m.send()
	m.check(250 * time.Millisecond) // what is in flight then ends before a new request could arrive
	if sent := m.send(); len(sent) == 0 {
		t.Error("no third request, though two do not outlast the round trip")
	}
}

func TestAnUnknownNodeIsTriedWithOneText(t *testing.T) {
	m := newModel(t, unknown(0.001)).allUp()
	m.add(1000, 100)
	sent := m.send()
	if len(sent) != 1 || len(sent[0].Texts) != 1 {
		t.Fatalf("sent %v, want one text", sent)
	}
	m.now += 100 * time.Millisecond
	m.answer(sent[0].ID)
	if sent = m.send(); len(sent) == 0 || len(sent[0].Texts) > 4 {
		t.Errorf("after the first answer %v is sent, want at most 4 texts", sent)
	}
}

func TestAColdNodeGetsOneRequestUntilItHasAnswered(t *testing.T) {
	n := quick(1)
	n.Loaded, n.Load = false, 3*time.Second
	m := newModel(t, n).allUp()
	m.add(1000, 10)
	sent := m.send()
	if len(sent) != 1 || !sent[0].Cold {
		t.Fatalf("sent %v, want one cold request", sent)
	}
	m.now += 4 * time.Minute
	if silent := m.check(time.Second); len(silent) > 0 {
		t.Error("a loading node counts as silent")
	}
	m.d.Answered(m.now, sent[0].ID, Answer{Load: 4 * time.Minute})
	if r, ok := m.d.Next(m.now); !ok || r.Cold {
		t.Errorf("next is %v, want a warm request", r)
	}
	near(t, "c, the load taken out", m.d.Learned(0).PerUnit, 0.001, 0.5)
}

func TestANodeThatIsTooSlowIsLeftOut(t *testing.T) {
	m := newModel(t, quick(1), quick(1000)).allUp()
	m.d.Close()
	m.add(20, 10) // 0.2 s on the first, 10 s a text on the second
	for _, r := range m.send() {
		if r.Node != 0 {
			t.Errorf("the slow node gets %v", r)
		}
	}
}

func TestSharesFollowThePace(t *testing.T) {
	m := newModel(t, quick(1), quick(2)).allUp()
	m.d.Close()
	m.add(300, 10)
	shares := serve(m, map[int]float64{0: 0.001, 1: 0.002})
	if shares[0] < 190 || shares[0] > 210 {
		t.Errorf("the node that is twice as fast did %d of 300 texts, want about 200", shares[0])
	}
}

// serve plays nodes of these speeds, in seconds a unit, until the run is done,
// and returns how many texts each node answered first.
func serve(m *model, perUnit map[int]float64) map[int]int {
	m.t.Helper()
	free, end := map[int]float64{}, map[uint64]float64{}
	shares := map[int]int{}
	for range 100_000 {
		for _, r := range m.send() {
			start := max(m.now.Seconds(), free[r.Node])
			free[r.Node] = start + perUnit[r.Node]*m.d.requests[r.ID].units
			end[r.ID] = free[r.Node]
		}
		if m.d.Done() {
			return shares
		}
		first := uint64(0)
		for id := range m.live {
			if first == 0 || end[id] < end[first] || (end[id] == end[first] && id < first) {
				first = id
			}
		}
		again, _ := m.d.Check(m.now)
		if first == 0 || again.Seconds() < end[first] {
			m.now = again
			m.check(0)
			continue
		}
		m.now = max(m.now, seconds(end[first])+time.Nanosecond)
		shares[m.live[first].Node] += len(m.live[first].Texts)
		m.answer(first)
	}
	m.t.Fatalf("the run does not end:\n%v", m.d)
	return nil
}

func TestRequestsShrinkTowardsTheEnd(t *testing.T) {
	m := newModel(t, quick(0.1), quick(0.1)).allUp()
	m.d.Close()
	m.add(4000, 10)
	serve(m, map[int]float64{0: 0.0001, 1: 0.0001})
	sizes := m.sizes
	if first, last := sizes[0], sizes[len(sizes)-1]; first < 32 || last > 4 {
		t.Errorf("requests go from %d to %d texts: %v", first, last, sizes)
	}
}

func TestLargestTextsGoFirst(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(10, 10)
	m.add(1, 500)
	m.add(10, 10)
	m.d.Close()
	if sent := m.send(); sent[0].Texts[0] != 11 {
		t.Errorf("the first text is %d, want the large one", sent[0].Texts[0])
	}
}

func TestALargeTextDoesNotGoToASlowNodeInTheTail(t *testing.T) {
	m := newModel(t, quick(1), quick(8)).allUp()
	m.d.Close()
	m.add(1, 400) // 0.4 s on the fast node, 3.2 s on the slow one
	m.add(60, 10) // 0.6 s on the fast node
	for _, r := range m.send() {
		for _, id := range r.Texts {
			if r.Node == 1 && id == 1 {
				t.Errorf("the slow node gets the large text: %v", r)
			}
		}
	}
}

func TestAllowRestrictsFromTheNextRequestOn(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(5000, 10)
	m.send()
	m.allow([]int{1})
	for _, id := range append([]uint64(nil), m.order...) {
		m.now += 10 * time.Millisecond
		m.answer(id)
		m.send() // the model checks that only node 1 is served
	}
	m.allow([]int{})
	m.now += time.Second
	for _, id := range append([]uint64(nil), m.order...) {
		m.answer(id)
	}
	if sent := m.send(); len(sent) > 0 || !m.d.Stranded() {
		t.Errorf("with nobody allowed %v is sent, stranded %t", sent, m.d.Stranded())
	}
	m.allow(nil)
	m.d.Close()
	m.finish()
}

func TestAStreamKeepsNodesBusyWithoutKnowingItsEnd(t *testing.T) {
	m := newModel(t, quick(1), quick(30)).allUp()
	for range 40 {
		m.add(20, 10)
		m.send()
		m.now += 10 * time.Millisecond
		m.answer(m.order[0])
	}
	slow := 0
	for _, r := range m.live {
		if r.Node == 1 {
			slow++
		}
	}
	if slow == 0 {
		t.Error("the slow node idles although more may come")
	}
	m.d.Close()
	m.finish()
}

func TestOneNodeDoesNotTakeWhatOthersWaitFor(t *testing.T) {
	m := newModel(t, quick(0.1), quick(0.1), quick(0.1), quick(0.1)).allUp()
	m.add(40, 10)
	m.d.Expect(1_000_000)
	served := map[int]bool{}
	for _, r := range m.send() {
		served[r.Node] = true
	}
	if len(served) != 4 {
		t.Errorf("40 texts at hand of a million go to %d of 4 equal nodes", len(served))
	}
}

func TestANodeJoinsInMidRun(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(5000, 10)
	m.send()
	index := m.d.AddNode(quick(1))
	m.up, m.allowed = append(m.up, false), append(m.allowed, true)
	m.setUp(index, true)
	if sent := m.send(); len(sent) == 0 || sent[0].Node != index {
		t.Errorf("the new node gets %v", sent)
	}
}

func TestPlannedEndIsWhatHappens(t *testing.T) {
	m := newModel(t, quick(1), quick(2), quick(4)).allUp()
	m.d.Close()
	m.add(1000, 10)
	planned := m.d.PlannedEnd(m.now)
	serve(m, map[int]float64{0: 0.001, 1: 0.002, 2: 0.004})
	near(t, "the planned end", planned.Seconds(), m.now.Seconds(), 0.03)
	if got := newModel(t, quick(1)).d.PlannedEnd(0); got != 0 {
		t.Errorf("without usable nodes the planned end is %v, want 0", got)
	}
}

func TestAppetiteGrowsWithTheFlock(t *testing.T) {
	one, three := newModel(t, quick(1)).allUp(), newModel(t, quick(1), quick(1), quick(1)).allUp()
	one.add(1, 10)
	three.add(1, 10)
	one.send()
	three.send()
	if got, want := three.d.Appetite(), 3*one.d.Appetite(); got != want || got == 0 {
		t.Errorf("the appetite of three is %d, want %d", got, want)
	}
}

func TestTheStateCanBePrinted(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(10, 10)
	m.send()
	if s := m.d.String(); !strings.Contains(s, "1ms: up true") || !strings.Contains(s, "original 1 of") {
		t.Errorf("printed as %q", s)
	}
	for kind, want := range map[Kind]string{Original: "original", Copy: "copy", Shadow: "shadow", 9: "unknown"} {
		if kind.String() != want {
			t.Errorf("kind %d is %q, want %q", kind, kind, want)
		}
	}
}

func TestForeignNumbersDoNoHarm(t *testing.T) {
	nan := 0.0
	nan /= nan
	odd := Node{Guess: nan, Loaded: true, Learned: Learned{PerUnit: -1, Variance: nan, RoundTrip: -time.Second, PerRequest: -time.Hour, Texts: nan}}
	m := newModel(t, odd, Node{}).allUp()
	m.d.Add(Text{ID: 1, Work: nan}, Text{ID: 2, Work: -5}, Text{ID: 3, Work: 1e300}, Text{ID: 4})
	m.texts = 4
	m.d.Expect(-7)
	m.d.SetRoundTrip(0, -time.Second)
	m.d.Close()
	m.finish()
}
