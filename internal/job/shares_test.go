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
