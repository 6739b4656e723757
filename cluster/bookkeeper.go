package cluster

import (
	"context"
	"errors"
	"sync"
)

// bookkeeper calls the ledger from one goroutine, so that a disk that is slow
// for a moment does not hold up the requests.
type bookkeeper struct {
	ctx    context.Context
	ledger Ledger
	work   chan func() error
	ended  chan struct{}
	failed chan struct{} // closed at the first error

	mu    sync.Mutex
	first error
}

func newBookkeeper(ctx context.Context, ledger Ledger, guard func(func())) *bookkeeper {
	b := &bookkeeper{
		ctx: ctx, ledger: ledger, work: make(chan func() error, 2*storeAhead),
		ended: make(chan struct{}), failed: make(chan struct{}),
	}
	go guard(b.keep)
	return b
}

func (b *bookkeeper) keep() {
	whole := false
	defer func() {
		if !whole { // the ledger panicked: whoever has something for it must not wait
			b.fail(ErrLedgerPanic)
		}
		close(b.ended)
	}()
	for entry := range b.work {
		if b.err() != nil {
			continue // the batch is ending; what is not kept stays to be done
		}
		if err := entry(); err != nil {
			b.fail(err)
		}
	}
	whole = true
}

// ErrLedgerPanic ends a batch whose ledger has ended in a panic. It says nothing
// about the batch, which can go on when the program is started anew.
var ErrLedgerPanic = errors.New("nobody keeps the vectors any more: the program has a fault")

// fail notes the first error.
func (b *bookkeeper) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.first == nil {
		b.first = err
		close(b.failed)
	}
}

// put hands an entry to the ledger's goroutine.
func (b *bookkeeper) put(entry func() error) {
	select {
	case b.work <- entry:
	case <-b.ended:
	}
}

func (b *bookkeeper) err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.first
}

// room says whether the ledger keeps up.
func (b *bookkeeper) room() bool { return len(b.work) < storeAhead }

func (b *bookkeeper) deliver(d Delivery) {
	b.put(func() error { return b.ledger.Store(b.ctx, d) })
}

func (b *bookkeeper) refer(ref Reference) {
	b.put(func() error { return b.ledger.Refer(b.ctx, ref) })
}

func (b *bookkeeper) withdraw(w Withdrawal) {
	b.put(func() error { return b.ledger.Withdraw(b.ctx, w) })
}

func (b *bookkeeper) reject(id int64, why Rejection) {
	b.put(func() error { return b.ledger.Reject(b.ctx, id, why) })
}

// split asks at once and waits: it is rare.
func (b *bookkeeper) split(t Text) ([]Text, error) {
	type parts struct {
		texts []Text
		err   error
	}
	reply := make(chan parts, 1)
	b.put(func() error {
		texts, err := b.ledger.Split(b.ctx, t)
		reply <- parts{texts, err}
		return err
	})
	select {
	case p := <-reply:
		return p.texts, p.err
	case <-b.failed:
		return nil, b.err()
	}
}

// close waits until everything is kept, and returns the first error.
func (b *bookkeeper) close() error {
	close(b.work)
	<-b.ended
	return b.err()
}
