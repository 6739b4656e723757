package ui

import (
	"testing"

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
