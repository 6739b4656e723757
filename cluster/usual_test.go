package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// Two short notes change nothing of how fast nodes look, and all are compared by
// the same text.
func TestAShortNoteChangesNoSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, flockOf(3, true, false)...)
		b.soon(t, time.Hour, b.batch(newMemory(), chunks(300)))
		before := b.flock.Refresh()
		notes := texts(402)[400:]
		for i := range notes {
			notes[i].Work = 10
		}
		b.soon(t, time.Hour, b.batch(newMemory(), notes))
		after := b.flock.Refresh()
		for i := range after.Nodes {
			is, was := after.Nodes[i].Average, before.Nodes[i].Average
			if is < 8*was/10 || is > 12*was/10 {
				t.Errorf("%s: a text took %v, and after two notes %v", after.Nodes[i].Name, was, is)
			}
			if text := float64(is) / float64(after.Nodes[i].Learned.PerToken); text < 150 || text > 256 {
				t.Errorf("%s is judged by a text of %.0f tokens", after.Nodes[i].Name, text)
			}
		}
	})
}

// Texts of one answer do not all count in the second of the answer: no second
// shows more than a node can do, and none is lost.
func TestARateIsNeverAboveWhatNodesCanDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		const all = 3000
		b.soon(t, time.Hour, b.batch(newMemory(), texts(all)))
		time.Sleep(10 * time.Second)
		s := b.flock.Refresh()
		for i := range s.Nodes {
			n := &s.Nodes[i]
			sum, most := 0.0, 0.0
			for _, v := range n.Rates {
				sum, most = sum+v, max(most, v)
			}
			if fastest := 1.15 / n.Average.Seconds(); most > fastest {
				t.Errorf("%s did %.1f texts in a second, and can do %.1f: %.0f", n.Name, most, fastest, n.Rates)
			}
			if off := sum - float64(n.Texts); off > 0.5 || off < -0.5 {
				t.Errorf("%s did %d texts, %.2f are shown", n.Name, n.Texts, sum)
			}
		}
	})
}
