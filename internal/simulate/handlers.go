package simulate

import "sync"

// handlers counts the requests that are inside, so that whoever ends a server can wait
// for them. A request may come in at that very moment, on a connection that was taken
// just before: it is not let in.
type handlers struct {
	mu     sync.Mutex
	over   bool
	inside sync.WaitGroup
}

// enter lets a request in, unless the server has ended.
func (h *handlers) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return false
	}
	h.inside.Add(1)
	return true
}

// leave says that a request is answered.
func (h *handlers) leave() { h.inside.Done() }

// end lets nobody in any more, and waits for those that are inside.
func (h *handlers) end() {
	h.mu.Lock()
	h.over = true
	h.mu.Unlock()
	h.inside.Wait()
}
