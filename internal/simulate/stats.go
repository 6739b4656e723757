package simulate

import (
	"sync"
	"time"
)

// Stats is what a node counted since its start.
type Stats struct {
	// Requests to /api/embed that arrived, whatever became of them.
	Requests int
	// Polls are the requests to all other endpoints.
	Polls int
	// Unauthorized requests lacked the token; they are in no other number.
	Unauthorized int
	// Texts that were worked off to their end, and their Tokens. Texts of
	// requests that failed or were abandoned later are among them.
	Texts  int
	Tokens int
	// Answered requests got a status below 300, Failed ones an error or a
	// mangled answer, Cancelled ones lost their client before the answer.
	Answered  int
	Failed    int
	Cancelled int
	// InFlight is the number of embed requests inside the node now, and
	// MaxInFlight the largest that it ever was.
	InFlight    int
	MaxInFlight int
	// MaxTexts is the largest number of texts in one request.
	MaxTexts int
	// Loads of a model, and those that were abandoned.
	Loads        int
	LoadsAborted int
	// Busy is the service time spent, that of abandoned texts included.
	Busy time.Duration
}

// tally is a Stats under a lock.
type tally struct {
	mu sync.Mutex
	s  Stats
}

// add changes the numbers.
func (t *tally) add(change func(*Stats)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.s)
}

// enter counts an embed request in, and leave counts it out again, with its end.
func (t *tally) enter() {
	t.add(func(s *Stats) {
		s.Requests++
		s.InFlight++
		s.MaxInFlight = max(s.MaxInFlight, s.InFlight)
	})
}

func (t *tally) leave(end func(*Stats)) {
	t.add(func(s *Stats) {
		s.InFlight--
		end(s)
	})
}

// snapshot returns a copy.
func (t *tally) snapshot() Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.s
}
