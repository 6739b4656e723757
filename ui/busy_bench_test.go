//go:build unix

package ui

import (
	"bytes"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/cputime"
	"flocktop/ui/internal/theme"
)

// BenchmarkBusyView runs the whole screen, 200×60, over 1,000 nodes in
// mid-batch with 5,000 changes a second, and says what share of a core that
// costs, and how long a key takes until its frame is written (the 99th of 100).
// What making the changes costs, which is measured first, without a screen,
// is told apart: %changes.
func BenchmarkBusyView(b *testing.B) {
	look, err := theme.New(theme.Settings{Name: "dark", Profile: termenv.TrueColor})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e := manyNodes(1000)
		storm := stormAlone(b, e)
		out := &frames{}
		m := newModel(newTasks(b.Context(), e), look, Options{})
		program := tea.NewProgram(&guard{model: m}, tea.WithContext(b.Context()), tea.WithInput(nil), tea.WithOutput(out), tea.WithFPS(writesASecond), tea.WithoutSignalHandler())
		ended := make(chan error, 1)
		go func() {
			_, err := program.Run()
			ended <- err
		}()
		program.Send(tea.WindowSizeMsg{Width: 200, Height: 60})
		stop := make(chan struct{})
		var making sync.WaitGroup
		making.Go(func() { changes(e, stop) })

		const keys, between = 100, 50 * time.Millisecond
		before, began := cputime.Used(b), time.Now()
		var slowest []time.Duration
		for i := range keys {
			time.Sleep(between) // what is measured is what goes on meanwhile
			press := keyMsg("j")
			if i%2 == 1 {
				press = keyMsg("k")
			}
			slowest = append(slowest, out.answer(func() { program.Send(press) }))
		}
		all := 100 * (cputime.Used(b) - before).Seconds() / time.Since(began).Seconds()
		b.ReportMetric(all-storm, "%core")
		b.ReportMetric(storm, "%changes")
		b.ReportMetric(float64(percentile(slowest, 0.99).Microseconds())/1000, "ms/key")
		close(stop)
		making.Wait()
		program.Quit()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
	}
}

// stormAlone is what share of a core the changes cost that nobody looks at.
func stormAlone(b *testing.B, e *fakeEngine) float64 {
	b.Helper()
	const measured = 2 * time.Second
	stop := make(chan struct{})
	var making sync.WaitGroup
	making.Go(func() { changes(e, stop) })
	before, began := cputime.Used(b), time.Now()
	time.Sleep(measured) // what is measured is what goes on meanwhile
	share := 100 * (cputime.Used(b) - before).Seconds() / time.Since(began).Seconds()
	close(stop)
	making.Wait()
	return share
}

// changes sets a number of a node 5,000 times a second: in bursts of five, as
// a timer of a busy system comes.
func changes(e *fakeEngine, stop <-chan struct{}) {
	const burst = 5
	tick := time.NewTicker(time.Second / 5000 * burst)
	defer tick.Stop()
	for n := 0; ; {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for range burst {
			n++
			e.change(func(e *fakeEngine) {
				e.jobs = slices.Clone(e.jobs)
				e.jobs[1].Embedded = n % e.jobs[1].Chunks
			})
		}
	}
}

// frames takes what is drawn and knows when.
type frames struct {
	mu      sync.Mutex
	waiting chan struct{}
}

func (f *frames) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting != nil && bytes.Contains(p, []byte("node-")) { // a row of the list was drawn anew
		close(f.waiting)
		f.waiting = nil
	}
	return len(p), nil
}

// answer is how long it takes from an act until a row of the list is drawn.
func (f *frames) answer(act func()) time.Duration {
	done := make(chan struct{})
	f.mu.Lock()
	f.waiting = done
	f.mu.Unlock()
	began := time.Now()
	act()
	<-done
	return time.Since(began)
}

func percentile(of []time.Duration, p float64) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[int(p*float64(len(sorted)-1))]
}
