package ui

import (
	"testing"
	"time"

	"github.com/muesli/termenv"

	"flocktop/ui/internal/theme"
)

// BenchmarkView draws a screen of 200×60 with a thousand nodes in full colour:
// after every number has changed, and after nothing has.
func BenchmarkView(b *testing.B) {
	look, err := theme.New(theme.Settings{Name: "dark", Profile: termenv.TrueColor})
	if err != nil {
		b.Fatal(err)
	}
	m := at(b, manyNodes(1000), look, 200, 60)
	state := m.tasks.state(m.data.nextLog)
	b.Run("changed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			state.flock.At = state.flock.At.Add(time.Second)
			m.data.apply(state)
			m.arrange()
			_ = m.View()
		}
	})
	b.Run("sorted and filtered", func(b *testing.B) {
		m := at(b, manyNodes(1000), look, 200, 60)
		m.nodes.setFilter("node !cpu !offline")
		m.nodes.sortBy("texts/s")
		_ = m.View()
		b.ReportAllocs()
		for b.Loop() {
			state.flock.At = state.flock.At.Add(placeEvery) // all are placed anew each time
			for i := range state.flock.Nodes {
				m.nodes.listing.rows[i].held++
			}
			state.flock.At = state.flock.At.Add(time.Second)
			m.data.apply(state)
			m.arrange()
			_ = m.View()
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = m.View()
		}
	})
	b.Run("key", func(b *testing.B) {
		b.ReportAllocs()
		press := keyMsg("j")
		for b.Loop() {
			m.Update(press)
			_ = m.View()
		}
	})
}
