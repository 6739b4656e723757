package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// What nobody can embed yet is part of the limit: documents that take long to
// read make no node slow.
func TestTheLimitKnowsHowLongThereWasNothingToEmbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("a"), steady("b"))
		const pause = 20 * time.Second
		list := texts(200)
		source := make(chan []cluster.Text)
		go func() {
			defer close(source)
			for _, part := range [][]cluster.Text{list[:100], list[100:]} {
				time.Sleep(pause)
				source <- part
			}
		}()
		batch := b.batch(newMemory(), nil)
		batch.Texts = source
		p := b.soon(t, time.Hour, batch)
		least, most := 2*pause-2*time.Second, 2*pause
		if p.Starved < least || p.Starved > most {
			t.Errorf("nothing was there for %v, of two pauses of %v", p.Starved, pause)
		}
		if over := p.Elapsed.Seconds() / p.Bound.Seconds(); over > 1.1 || over < 1 {
			t.Errorf("it took %v, %.2f times the limit %v", p.Elapsed, over, p.Bound)
		}
	})
}
