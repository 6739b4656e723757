package dispatch

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"
)

// loadTimeout is how long the model's driver waits for a load.
const loadTimeout = 5 * time.Minute

// report is the part of testing.TB and rapid.T that the model needs.
type report interface {
	Fatalf(format string, args ...any)
	Helper()
}

// model drives a dispatcher and knows independently of it what must hold: which
// texts are unfinished, and which requests carry them.
type model struct {
	t        report
	d        *Dispatcher
	now      time.Duration
	live     map[uint64]Request
	sentAt   map[uint64]time.Duration
	order    []uint64
	finished map[int64]string // "done" or "rejected"
	texts    int64
	sizes    []int // of the requests, in the order of sending
	up       []bool
	allowed  []bool
	held     map[int64]bool
	chokedOn map[int64]int // how often a text failed all alone
	felled   map[int64]int // how often a node fell, or may have, while it had the text alone
	poison   map[int64]Fault
}

func newModel(t report, nodes ...Node) *model {
	m := &model{
		t: t, sentAt: map[uint64]time.Duration{}, live: map[uint64]Request{}, finished: map[int64]string{}, held: map[int64]bool{}, chokedOn: map[int64]int{}, felled: map[int64]int{}, poison: map[int64]Fault{},
		d: New(DefaultSettings(), nodes), up: make([]bool, len(nodes)), allowed: make([]bool, len(nodes)),
	}
	for i := range nodes {
		m.allowed[i] = true
	}
	return m
}

// allUp brings every node up.
func (m *model) allUp() *model {
	for i := range m.up {
		m.setUp(i, true)
	}
	return m
}

func (m *model) setUp(node int, up bool) {
	m.up[node] = up
	m.d.SetUp(node, up)
	m.forgetCancelled()
}

func (m *model) allow(nodes []int) {
	for i := range m.allowed {
		m.allowed[i] = nodes == nil || slices.Contains(nodes, i)
	}
	m.d.Allow(nodes)
}

// add brings n texts of this work.
func (m *model) add(n int, work float64) {
	texts := make([]Text, n)
	for i := range texts {
		m.texts++
		texts[i] = Text{ID: m.texts, Work: work}
	}
	m.d.Add(texts...)
}

func (m *model) forgetCancelled() {
	for _, id := range m.d.Cancelled() {
		if _, ok := m.live[id]; !ok {
			m.t.Fatalf("request %d is cancelled but not under way", id)
		}
		m.drop(id)
	}
}

func (m *model) drop(id uint64) Request {
	r := m.live[id]
	delete(m.live, id)
	m.order = slices.DeleteFunc(m.order, func(o uint64) bool { return o == id })
	return r
}

// send takes every request that is to be had, and checks each.
func (m *model) send() (sent []Request) {
	m.t.Helper()
	for {
		r, ok := m.d.Next(m.now)
		if !ok {
			break
		}
		m.checkRequest(r)
		m.live[r.ID], m.sentAt[r.ID] = r, m.now
		m.order = append(m.order, r.ID)
		m.sizes = append(m.sizes, len(r.Texts))
		sent = append(sent, r)
		if len(sent) > 10_000 {
			m.t.Fatalf("Next does not end:\n%v", m.d)
		}
	}
	m.checkState()
	return sent
}

func (m *model) checkRequest(r Request) {
	m.t.Helper()
	if len(r.Texts) == 0 || len(r.Texts) > m.d.set.LargestRequest {
		m.t.Fatalf("request %d carries %d texts", r.ID, len(r.Texts))
	}
	if !m.up[r.Node] || !m.allowed[r.Node] {
		m.t.Fatalf("request %d goes to node %d, up %t, allowed %t", r.ID, r.Node, m.up[r.Node], m.allowed[r.Node])
	}
	flying, seen := 1, map[int64]bool{}
	for _, other := range m.live {
		if other.Node == r.Node {
			flying++
		}
		for _, t := range r.Texts {
			if slices.Contains(other.Texts, t) && r.Kind == Original && other.Kind == Original {
				m.t.Fatalf("text %d is in the originals %d and %d at once", t, r.ID, other.ID)
			}
		}
	}
	if flying > m.d.set.Deepest {
		m.t.Fatalf("node %d has %d requests in flight", r.Node, flying)
	}
	for _, t := range r.Texts {
		if m.finished[t] != "" || t < 1 || t > m.texts || seen[t] {
			m.t.Fatalf("request %d carries text %d, which is unknown, twice in it or %s", r.ID, t, m.finished[t])
		}
		seen[t] = true
	}
}

// checkState holds the dispatcher's figures against the model's, and looks for
// texts that nobody will ever serve.
func (m *model) checkState() {
	m.t.Helper()
	flying := map[int64]bool{}
	for _, r := range m.live {
		for _, t := range r.Texts {
			if m.finished[t] == "" {
				flying[t] = true
			}
		}
	}
	if got, want := m.d.Unfinished(), int(m.texts)-len(m.finished); got != want {
		m.t.Fatalf("unfinished %d, want %d\n%v", got, want, m.d)
	}
	if got, want := m.d.InFlight(), len(m.live); got != want {
		m.t.Fatalf("in flight %d, want %d\n%v", got, want, m.d)
	}
	if got := m.d.Held(); got != len(m.held) {
		m.t.Fatalf("held %d, want %d\n%v", got, len(m.held), m.d)
	}
	for t := range m.held {
		delete(flying, t)
	}
	if lost := m.d.Unfinished() - m.d.Waiting() - len(flying) - len(m.held); lost > 0 {
		m.t.Fatalf("%d texts neither wait nor fly nor are held\n%v", lost, m.d)
	}
	if m.d.Waiting() == 0 {
		return
	}
	for i, n := range m.d.nodes {
		if !m.up[i] || !m.allowed[i] {
			continue
		}
		if len(n.flight) > 0 || n.freeAt() > m.now.Seconds() {
			return // something will happen
		}
	}
	if !m.d.Stranded() {
		m.t.Fatalf("texts wait, nodes are idle, and nothing is under way\n%v", m.d)
	}
}

func (m *model) answer(id uint64) { m.answerAs(id, false) }

// answerAs answers a request, with vectors that are in doubt or not.
func (m *model) answerAs(id uint64, doubted bool) {
	m.t.Helper()
	r := m.drop(id)
	var want, got []int64
	for _, t := range r.Texts {
		if m.finished[t] == "" && (!doubted || !m.held[t]) {
			want = append(want, t)
		}
	}
	for _, i := range m.d.Answered(m.now, id, Answer{Held: doubted}) {
		got = append(got, r.Texts[i])
	}
	if !slices.Equal(got, want) {
		m.t.Fatalf("answer of %d brings %v for the first time, want %v", id, got, want)
	}
	for _, t := range got {
		if doubted {
			m.held[t] = true
			continue
		}
		delete(m.held, t)
		m.finished[t] = "done"
	}
	m.forgetCancelled()
}

// verdict settles all held texts, whether they are known to be held or not.
func (m *model) verdict(good bool) {
	m.t.Helper()
	ids := slices.Sorted(maps.Keys(m.held))
	ids = append(ids, m.texts+1)
	switch fresh := m.d.Accept; {
	case !good:
		m.d.Return(ids)
	default:
		if got := fresh(m.now, ids); !slices.Equal(got, ids[:len(ids)-1]) {
			m.t.Fatalf("accepted %v, want %v", got, ids)
		}
		for t := range m.held {
			m.finished[t] = "done"
		}
	}
	clear(m.held)
	m.forgetCancelled()
}

func (m *model) fail(id uint64, f Fault) []Rejection {
	m.t.Helper()
	r := m.drop(id)
	if len(r.Texts) == 1 && (f == BadTexts || f == Hopeless) {
		m.chokedOn[r.Texts[0]]++
	}
	if len(r.Texts) == 1 && f == Fell {
		m.felled[r.Texts[0]]++
	}
	out := m.d.Failed(m.now, id, f)
	for _, rejection := range out {
		switch {
		case m.finished[rejection.Text] != "":
			m.t.Fatalf("text %d is rejected but %s", rejection.Text, m.finished[rejection.Text])
		case f == Fell && m.felled[rejection.Text] < condemnedAt:
			m.t.Fatalf("text %d is rejected after %d nodes fell under it", rejection.Text, m.felled[rejection.Text])
		case f != Fell && m.chokedOn[rejection.Text] == 0:
			m.t.Fatalf("text %d is rejected and never failed alone", rejection.Text)
		case f == BadTexts && m.chokedOn[rejection.Text] < 2:
			m.t.Fatalf("text %d is rejected after one failure", rejection.Text)
		}
		m.finished[rejection.Text] = "rejected"
	}
	if f == Broken || f == Fell {
		m.up[r.Node] = false
	}
	m.forgetCancelled()
	return out
}

// check lets time pass until the dispatcher wants to look, or for a while.
func (m *model) check(most time.Duration) (silent []int) {
	again, _ := m.d.Check(m.now)
	m.now = max(m.now, min(again, m.now+most))
	for _, r := range m.live { // any of those that are alone may be what a node falls silent over
		if len(r.Texts) == 1 && m.finished[r.Texts[0]] == "" {
			m.felled[r.Texts[0]]++
		}
	}
	_, silent = m.d.Check(m.now)
	for _, node := range silent {
		m.up[node] = false
	}
	for _, rejection := range m.d.Condemned() {
		if m.finished[rejection.Text] != "" || m.felled[rejection.Text] < condemnedAt {
			m.t.Fatalf("text %d is condemned, %q, after %d nodes fell", rejection.Text, m.finished[rejection.Text], m.felled[rejection.Text])
		}
		m.finished[rejection.Text] = "rejected"
	}
	m.forgetCancelled()
	return silent
}

// judge answers a request, or fails it as the poison in it demands.
func (m *model) judge(id uint64) { m.judgeAs(id, false) }

// judgeAs is judge, with vectors that are in doubt or not.
func (m *model) judgeAs(id uint64, doubted bool) {
	m.t.Helper()
	for _, t := range m.live[id].Texts {
		if f, bad := m.poison[t]; bad {
			m.fail(id, f)
			return
		}
	}
	m.answerAs(id, doubted)
}

// finish serves everything in the order of sending, on all nodes but dead ones,
// which keep silent, until the run is done.
func (m *model) finish(dead ...int) {
	m.t.Helper()
	for steps := 0; !m.d.Done(); steps++ {
		if steps > 100_000 {
			m.t.Fatalf("the run does not end at %v:\n%v", m.now, m.d)
		}
		m.send()
		if len(m.held) > 0 {
			m.verdict(len(m.order)%2 == 0)
		}
		at := slices.IndexFunc(m.order, func(id uint64) bool { return !slices.Contains(dead, m.live[id].Node) })
		if at >= 0 {
			m.now += 20 * time.Millisecond
			id := m.order[at]
			m.check(0)
			if _, ok := m.live[id]; ok {
				m.judge(id)
			}
			continue
		}
		m.check(time.Second)
		for _, id := range slices.Clone(m.order) {
			if r, ok := m.live[id]; ok && r.Cold && m.now > m.sentAt[id]+loadTimeout {
				m.fail(id, Broken) // only the driver may lose patience with a load
			}
		}
	}
	for id, f := range m.poison {
		if m.finished[id] != "rejected" && id <= m.texts {
			m.t.Fatalf("text %d (fault %d) is %q", id, f, m.finished[id])
		}
	}
}

// quick is a measured node of so many milliseconds a unit.
func quick(milliseconds float64) Node {
	return Node{ID: fmt.Sprintf("%gms", milliseconds), Loaded: true, Guess: 1, Learned: Learned{PerUnit: milliseconds / 1000, Texts: 100}}
}

// unknown is a node of which nothing is measured.
func unknown(guess float64) Node { return Node{ID: "unknown", Loaded: true, Guess: guess} }

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance*math.Abs(want) {
		t.Errorf("%s is %g, want %g", what, got, want)
	}
}
