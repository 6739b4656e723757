package cluster

import (
	"fmt"
	"testing"
)

// BenchmarkSnapshot measures what the newest snapshot of 1,000 nodes costs: to
// be taken, as the screen does up to 30 times a second, and to be made, as the
// flock does when something has changed.
func BenchmarkSnapshot(b *testing.B) {
	f := thousandMembers(b)
	b.Run("taken", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if s := f.Snapshot(); len(s.Nodes) == 0 {
				b.Fatal("no nodes")
			}
		}
	})
	b.Run("made", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.Refresh()
		}
	})
}

// thousandMembers is a flock of nodes that have worked for ten minutes and are
// at rest now.
func thousandMembers(tb testing.TB) *Flock {
	tb.Helper()
	const nodes = 1000
	cfg := DefaultConfig()
	cfg.Model = ownModel
	for i := range nodes {
		cfg.Nodes = append(cfg.Nodes, NodeConfig{Name: fmt.Sprint("node", i), URL: fmt.Sprintf("http://node%d:11434", i), VRAM: 1 << 33})
	}
	f, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	for _, m := range f.members {
		m.firstProbe()
		m.answers, m.known, m.models = true, true, healthy().models
		m.readVRAM()
		m.readShare(ownModel)
		for i := range RateHistory {
			m.spread(i, 0)
			m.closeSecond()
		}
	}
	f.Refresh()
	return f
}
