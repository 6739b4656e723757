package cluster_test

import (
	"testing"
	"testing/synctest"
	"time"

	"flocktop/cluster"
	"flocktop/internal/simulate"
)

// A node that leaves while it is heard about a text says nothing about it: the
// text goes to others, and that at once.
func TestAHearingEndsWithItsNode(t *testing.T) {
	leaves := map[string]func(*testing.T, *bench){
		"falls silent": func(t *testing.T, b *bench) { set(t, b.servers[0], simulate.Fault{Kind: simulate.SilentAll}) },
		"is removed": func(t *testing.T, b *bench) {
			if err := b.flock.Remove(b.servers[0].URL()); err != nil {
				t.Error(err)
			}
		},
	}
	for name, leave := range leaves {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(*cluster.Config, []*simulate.Server) {}, steady("heard"), steady("other"))
				b.keep(t)
				time.Sleep(10 * time.Second) // both are checked
				other := cluster.NodeConfig{Name: "other", URL: b.servers[1].URL()}
				if err := b.flock.Remove(other.URL); err != nil {
					t.Fatal(err)
				}
				set(t, b.servers[0], simulate.Fault{Kind: simulate.PoisonText, Text: poison}, simulate.Fault{Kind: simulate.Hang, Text: "counted at dusk"})
				time.AfterFunc(10*time.Second, func() { // it is being heard
					leave(t, b)
					if err := b.flock.Add(other); err != nil {
						t.Error(err)
					}
				})
				m := newMemory()
				b.soon(t, 40*time.Second, b.batch(m, texts(40, poison)))
				m.expect(t, 40, 0)
			})
		})
	}
}
