package dispatch

import (
	"testing"
	"time"
)

func TestABrokenNodeGivesItsTextsBack(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(2000, 10)
	sent := m.send()
	var id uint64
	for _, r := range sent {
		if r.Node == 0 {
			id = r.ID
		}
	}
	m.fail(id, Broken)
	for _, r := range m.live {
		if r.Node == 0 {
			t.Errorf("the broken node still has %v", r)
		}
	}
	m.d.Close()
	m.finish()
}

func TestANodeThatComesBackIsTriedWithOneSmallRequest(t *testing.T) {
	m := newModel(t, quick(0.01)).allUp()
	m.add(5000, 10)
	sent := m.send()
	m.fail(sent[0].ID, Broken)
	m.now = time.Second
	m.setUp(0, true)
	if sent = m.send(); len(sent) != 1 || len(sent[0].Texts) != 1 {
		t.Fatalf("it gets %v, want one text", sent)
	}
	m.now += time.Millisecond
	m.answer(sent[0].ID)
	if sent = m.send(); len(sent) != 2 {
		t.Errorf("after it has answered it gets %d requests, want 2", len(sent))
	}
}

func TestAnOverloadedNodeRestsAndIsNotBroken(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(5000, 10)
	sent := m.send()
	m.fail(sent[1].ID, Overloaded)
	if again := m.send(); len(again) > 0 {
		t.Fatalf("the resting node gets %v", again)
	}
	m.now += 10 * time.Millisecond
	m.answer(sent[0].ID)
	for m.d.nodes[0].rest > 0 {
		m.check(200 * time.Millisecond)
	}
	if again := m.send(); len(again) != 1 {
		t.Fatalf("after its rest the node gets %d requests, want 1", len(again))
	}
	for range calmAnswers + 1 {
		m.now += 10 * time.Millisecond
		m.check(0)
		m.answer(m.order[0])
		m.send()
	}
	if len(m.live) != 2 {
		t.Errorf("after %d answers %d requests are in flight, want 2 again", calmAnswers, len(m.live))
	}
}

func TestPausesGrowWhileANodeRefuses(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(100, 10)
	var longest, last time.Duration
	for range 12 {
		sent := m.send()
		if len(sent) == 0 {
			t.Fatalf("nothing is sent at %v\n%v", m.now, m.d)
		}
		for _, r := range sent {
			m.fail(r.ID, Overloaded)
		}
		start := m.now
		for m.d.nodes[0].rest > m.now.Seconds() {
			m.check(10 * time.Second)
		}
		m.now += time.Millisecond
		m.check(0)
		last = m.now - start
		longest = max(longest, last)
	}
	if longest < time.Second || longest > 4*time.Second {
		t.Errorf("the longest pause is %v, want 1 to 3 s", longest)
	}
}

func TestABadTextIsFoundByHalvingAndTriedOnASecondNode(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(200, 10)
	m.poison[77] = BadTexts
	m.d.Close()
	m.finish()
	if len(m.finished) != 200 || m.chokedOn[77] != 2 {
		t.Errorf("the bad text failed alone %d times, want 2", m.chokedOn[77])
	}
	for id, how := range m.finished {
		if (how == "rejected") != (id == 77) {
			t.Errorf("text %d is %s", id, how)
		}
	}
}

func TestABadTextIsTriedTwiceOnTheOnlyNode(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(1, 10)
	m.poison[1] = BadTexts
	m.d.Close()
	m.finish()
	if m.chokedOn[1] != 2 {
		t.Errorf("it was tried %d times, want 2", m.chokedOn[1])
	}
}

func TestAHopelessTextIsRejectedAtOnce(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.add(1, 10)
	m.d.Close()
	sent := m.send()
	if out := m.fail(sent[0].ID, Hopeless); len(out) != 1 || out[0].Text != 1 || out[0].Node != sent[0].Node {
		t.Errorf("rejected %v, want text 1", out)
	}
	if !m.d.Done() || m.d.InFlight() > 0 {
		t.Errorf("the run is not done:\n%v", m.d)
	}
}

func TestASuspectGoesToALeftOutNode(t *testing.T) {
	m := newModel(t, quick(1), quick(1000)).allUp()
	m.add(1, 10)
	m.poison[1] = BadTexts
	m.d.Close()
	m.finish()
	if m.finished[1] != "rejected" {
		t.Errorf("the text is %q", m.finished[1])
	}
}

func TestANodeThatChokesOnEverythingDoesNotAttractTheWork(t *testing.T) {
	m := newModel(t, quick(0.1), quick(10)).allUp()
	m.add(3000, 10)
	m.d.Close()
	requests := 0
	for steps := 0; !m.d.Done() && steps < 50_000; steps++ {
		m.send()
		m.now += time.Millisecond
		m.check(0)
		failed := false
		for _, id := range append([]uint64(nil), m.order...) {
			if r, ok := m.live[id]; ok && r.Node == 0 {
				requests++
				m.fail(id, BadTexts)
				failed = true
			}
		}
		if !failed && steps%20 == 0 && len(m.order) > 0 {
			m.answer(m.order[0])
		}
	}
	if !m.d.Done() {
		t.Fatalf("the run does not end:\n%v", m.d)
	}
	if requests > 60 {
		t.Errorf("the choking node got %d requests", requests)
	}
	for id, how := range m.finished {
		if how != "done" {
			t.Fatalf("text %d is %s", id, how)
		}
	}
}

func TestAPoisonedCopyIsTakenApart(t *testing.T) {
	m := newModel(t, quick(1), quick(1)).allUp()
	m.d.Close()
	m.add(8, 10)
	m.poison[3] = Hopeless
	m.finish(0) // node 0 never answers: its texts are copied together, poison and all
}

func TestLateAnswersOfGoneRequestsChangeNothing(t *testing.T) {
	m := newModel(t, quick(1)).allUp()
	m.add(10, 10)
	sent := m.send()
	m.setUp(0, false)
	if fresh := m.d.Answered(m.now, sent[0].ID, Answer{}); fresh != nil {
		t.Errorf("a cancelled request brings %v", fresh)
	}
	if out := m.d.Failed(m.now, sent[0].ID, Hopeless); out != nil {
		t.Errorf("a cancelled request rejects %v", out)
	}
	m.checkState()
}
