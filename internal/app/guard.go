package app

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// guard stands around everything that has a goroutine of its own. Without it a
// panic there would end the program at once: the terminal in disorder, the trace
// drawn over, and nobody told. With it the first panic leaves its trace in a
// file and ends the program in the ordinary way.
type guard struct {
	file string
	dead chan struct{} // closed at the first panic

	mu    sync.Mutex
	crash error
}

func newGuard(file string) *guard { return &guard{file: file, dead: make(chan struct{})} }

// run does the work and catches its panic.
func (g *guard) run(work func()) {
	defer func() {
		if value := recover(); value != nil {
			g.caught(value, debug.Stack())
		}
	}()
	work()
}

func (g *guard) caught(value any, trace []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.crash != nil {
		return // it follows from the first
	}
	text := fmt.Sprintf("%s flocktop\n%v\n%s\n", time.Now().Format(time.RFC3339), value, trace)
	if err := os.WriteFile(g.file, []byte(text), 0o600); err != nil {
		g.crash = fmt.Errorf("the program stopped on a fault of its own: %v (its trace could not be written: %w)\n%s", value, err, trace)
	} else {
		g.crash = fmt.Errorf("the program stopped on a fault of its own: %v; what is stored is whole; please report it with the trace in %s", value, g.file)
	}
	close(g.dead)
}

func (g *guard) err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.crash
}
