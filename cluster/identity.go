package cluster

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// A server can become another one between two looks at it: started anew with
// another version, or with another build of the model pulled under the same
// name. Neither passes without a trace: a new process needs a new connection,
// another build has to be loaded. After either, whoever's request it was that
// showed it, version and digests are read again, and vectors wait until that is
// done. Where the server is away before it could be read, they are given up: it
// may come back as the one that it was before.

const (
	// reloadSign is the load_duration that shows a load: a model that is in
	// memory is found in far less.
	reloadSign = 100 * time.Millisecond
	// confirmPause is how long it takes to the next try to read them, and
	// hintPause to the next reading where hints come all the time, as they do from a
	// server or proxy that takes a new connection for each request.
	confirmPause = 500 * time.Millisecond
	hintPause    = 50 * time.Millisecond
)

// hints notes when something last spoke for the server being another one.
type hints struct{ newest atomic.Pointer[time.Time] }

func (h *hints) note() {
	now := time.Now()
	h.newest.Store(&now)
}

// last is zero where nothing has been noted.
func (h *hints) last() time.Time {
	if at := h.newest.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

// hintingTransport takes every new connection for a hint, but for those of the
// readings themselves: they speak to whatever server is there now.
type hintingTransport struct {
	next  http.RoundTripper
	hints *hints
}

func (t hintingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Context().Value(readingKey{}) == nil {
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			GotConn: func(c httptrace.GotConnInfo) {
				if !c.Reused {
					t.hints.note()
				}
			},
		}))
	}
	return t.next.RoundTrip(r) //nolint:wrapcheck // a transport passes errors on as they are
}

// readingKey marks the contexts of readings of what a server is.
type readingKey struct{}

func asReading(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingKey{}, true)
}

// confirmed says that what the server is was read after the last hint that it
// may have changed.
func (m *member) confirmed() bool { return !m.readAt.Before(m.client.hints.last()) }

// confirmSoon has version and digests read. The lock is held.
func (f *Flock) confirmSoon(m *member) {
	if m.confirming || !m.watched() {
		return
	}
	m.confirming = true
	f.spawn(&f.probes, func() { f.confirm(m) })
}

// confirm reads what the server is until that is known or the node is away: the
// probes see to it then.
func (f *Flock) confirm(m *member) {
	for {
		pause := confirmPause
		if f.readInventory(m.life, m) {
			pause = hintPause
		}
		f.mu.Lock()
		f.settleNode(m)
		if m.confirmed() || !m.state.Works() || m.life.Err() != nil {
			m.confirming = false
			f.mu.Unlock()
			f.touch()
			f.nudge()
			return
		}
		f.mu.Unlock()
		if !sleep(m.life, pause) {
			return
		}
	}
}
