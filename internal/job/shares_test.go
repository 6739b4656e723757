package job

import (
	"testing"

	"flocktop/cluster"
	"flocktop/internal/store"
)

// What the nodes did and what is embedded add up at every moment, not only when
// the flock was just observed.
func TestSharesKeepUpWithWhatIsStored(t *testing.T) {
	e := newEntry(Status{}, func() {})
	vectors := func(n int) []store.Vector { return make([]store.Vector, n) }
	e.embedded("a", vectors(3))
	e.observe(cluster.Progress{Shares: []cluster.Share{{Node: "a", Texts: 3}, {Node: "b", Texts: 4}}}) // b's are in doubt yet
	for _, step := range []struct {
		node  string
		texts int
		want  [2]int
	}{{"a", 2, [2]int{5, 4}}, {"b", 4, [2]int{5, 4}}, {"b", 1, [2]int{5, 5}}} {
		e.embedded(step.node, vectors(step.texts))
		s := e.snapshot(false)
		if got := [2]int{s.Shares[0].Texts, s.Shares[1].Texts}; got != step.want {
			t.Errorf("after %+v: %v", step, got)
		}
	}
	if s := e.snapshot(false); s.Embedded != s.Shares[0].Texts+s.Shares[1].Texts {
		t.Errorf("%d embedded, shares %+v", s.Embedded, s.Shares)
	}
}

// A screen looks at all jobs many times a second, and most of them have ended.
func TestSharesOfAnEndedJobAreNotCopiedForWhoLooks(t *testing.T) {
	e := newEntry(Status{State: Running}, func() {})
	e.observe(cluster.Progress{Shares: []cluster.Share{{Node: "a", Texts: 3}}})
	e.embedded("a", make([]store.Vector, 5))
	e.update(func(s *Status) {
		s.State = Done
		e.settleShares()
	})
	first, second := e.snapshot(false), e.snapshot(false)
	if first.Shares[0].Texts != 5 || &first.Shares[0] != &second.Shares[0] {
		t.Errorf("%+v and %+v, each a copy of its own", first.Shares, second.Shares)
	}
}
