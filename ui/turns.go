package ui

import (
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// turns is an order of commands, which overtake each other otherwise: each runs by
// itself.
type turns struct {
	mu   sync.Mutex
	last chan struct{} // closed when the last one has ended; nil before the first
}

// next is what the next one waits for, nil for nothing, and what it closes at its end.
func (q *turns) next() (before <-chan struct{}, ended chan<- struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	before, done := q.last, make(chan struct{})
	q.last = done
	return before, done
}

// inTurn is a command on the order of the queue. Those are carried out in the order in
// which they were made; one that is made has to be run, for the next ones wait for it.
func (t *tasks) inTurn(do tea.Cmd) tea.Cmd {
	before, ended := t.turns.next()
	return func() tea.Msg {
		defer close(ended)
		if before != nil {
			select {
			case <-before:
			case <-t.ctx.Done():
				return nil
			}
		}
		return do()
	}
}
