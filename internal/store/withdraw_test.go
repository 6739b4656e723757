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

// What is taken back from a job was not stored by it: neither by the run that goes on
// nor by an earlier one.
func TestWhatIsTakenBackCountsAsPending(t *testing.T) {
	b := newBench(t)
	b.check(b.UpdateJob(b.ctx, b.job, JobProgress{State: JobRunning, Model: nomic.Name, Digest: nomic.Digest}))
	placed := b.put("/a.md", "one", "two", "three")
	b.embed(placed[:2]...)
	from := vectorsFor(placed[2:])
	from.Node, from.ServerVersion = "http://a:11434", "0.17.4"
	_, err := b.PutVectors(b.ctx, b.job, b.model, from)
	b.check(err)
	if _, err := b.WithdrawVectors(b.ctx, nomic.Digest, from.Node, from.ServerVersion); err != nil {
		t.Fatal(err)
	}
	if got := b.counts(); got.Embedded != 2 || got.Pending != 1 {
		t.Errorf("%+v, want 2 embedded and 1 pending", got)
	}
	b.check(b.RestartJob(b.ctx, b.job))
	if got := b.find(b.job).Earlier; got != 2 {
		t.Errorf("%d chunks are of earlier runs, want 2", got)
	}
}
