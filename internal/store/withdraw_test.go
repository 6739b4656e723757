//go:build !windows

package store

import "testing"

func TestVectorsAreTakenBackByServerVersionAndModel(t *testing.T) {
	b := newBench(t)
	one, two, three := b.put("/a.md", "one"), b.put("/b.md", "two"), b.put("/c.md", "three")
	from := func(node, version string, placed []PlacedChunk) {
		t.Helper()
		batch := vectorsFor(placed)
		batch.Node, batch.ServerVersion = node, version
		_, err := b.PutVectors(b.ctx, b.job, b.model, batch)
		b.check(err)
	}
	from("http://a:11434", "0.17.4", one)
	from("http://a:11434", "0.18.0", two)
	from("http://b:11434", "0.17.4", three)
	for _, other := range [][3]string{
		{nomic.Digest, "http://c:11434", "0.17.4"}, {nomic.Digest, "http://a:11434", "0.19.0"}, {"sha256:other", "http://a:11434", "0.17.4"},
	} {
		if count, err := b.WithdrawVectors(b.ctx, other[0], other[1], other[2]); count != 0 || err != nil {
			t.Errorf("%v: %d taken back, %v", other, count, err)
		}
	}
	count, err := b.WithdrawVectors(b.ctx, nomic.Digest, "http://a:11434", "0.17.4")
	if count != 1 || err != nil {
		t.Errorf("%d taken back, %v", count, err)
	}
	if got := b.paths(); got != "/b.md /c.md" {
		t.Errorf("vectors of %q are left", got)
	}
	b.check(b.RestartJob(b.ctx, b.job))
	if again := b.put("/a.md", "one"); again[0].Status != New {
		t.Errorf("its text is %v for the job that goes on", again[0].Status)
	}
}
