package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// wantTrue fails where a stored vector is not what an undisturbed server makes
// of the text.
func (m *memory) wantTrue(t *testing.T, list []cluster.Text) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	wrong := 0
	for id, vector := range trueVectorsOf(t, list) {
		if stored, there := m.stored[id]; there && cosine(stored, vector) < sameVector {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d stored vectors are wrong", wrong, len(m.stored))
	}
}

// Another build was pulled under the same name while the model was not in
// memory: the first request loads it, over a connection that is there already.
func TestALoadIsAHintEvenWhereItIsExpected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		b.keep(t)
		time.Sleep(20 * time.Second) // both are checked
		list := texts(100)
		m := newMemory()
		s := b.servers[1]
		s.Upgrade(s.Version())      // its memory is empty, as after a long rest
		time.Sleep(5 * time.Second) // which the flock sees
		set(t, s, simulate.Fault{Kind: simulate.OtherDigest})
		b.soon(t, time.Minute, b.batch(m, list))
		m.expect(t, 100, 0)
		m.wantTrue(t, list)
	})
}
