package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"flocktop/cluster"
)

// ledger counts what becomes of the texts. It keeps a bit for each, and a
// vector for each kind, so that it does not grow.
type ledger struct {
	mu       sync.Mutex
	settled  []uint64 // a bit for each text that was stored or rejected
	stored   int
	twice    int
	mixed    int // vectors that are not those of their text
	rejected int
	reason   string // of the last rejected one
	known    [kinds][]float32
}

func newLedger(texts int) *ledger {
	const bits = 64
	return &ledger{settled: make([]uint64, (texts+bits-1)/bits)}
}

// settle notes that a text came to its end. The lock is held.
func (l *ledger) settle(id int64) {
	const bits = 64
	word, bit := id/bits, uint64(1)<<(id%bits)
	if l.settled[word]&bit != 0 {
		l.twice++
	}
	l.settled[word] |= bit
}

// Refer keeps nothing: the next run has other servers.
func (l *ledger) Refer(context.Context, cluster.Reference) error { return nil }

// Withdraw is never asked for: what a server of the soak gets wrong, it gets
// wrong for short texts too.
func (l *ledger) Withdraw(_ context.Context, w cluster.Withdrawal) error {
	return fmt.Errorf("what %s gave is to be taken back", w.Name)
}

// Store counts an answer's texts.
func (l *ledger) Store(_ context.Context, d cluster.Delivery) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, id := range d.IDs {
		l.settle(id)
		l.stored++
		k := kind(id)
		if l.known[k] == nil {
			l.known[k] = slices.Clone(d.Vectors[i])
		} else if !slices.Equal(l.known[k], d.Vectors[i]) {
			l.mixed++
		}
	}
	return nil
}

// Reject counts a text that was given up.
func (l *ledger) Reject(_ context.Context, id int64, why cluster.Rejection) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settle(id)
	l.rejected++
	l.reason = why.Reason
	return nil
}

// Split splits nothing: no text here is long.
func (l *ledger) Split(context.Context, cluster.Text) ([]cluster.Text, error) { return nil, nil }

// tally is what was counted.
type tally struct {
	stored, rejected, twice, mixed int
	reason                         string
}

func (l *ledger) tally() tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return tally{l.stored, l.rejected, l.twice, l.mixed, l.reason}
}
