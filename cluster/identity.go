package cluster

import (
	"context"
	"net/http/httptrace"
	"time"
)

// A server can become another one between two looks at it: started anew with
// another version, or with another build of the model pulled under the same
// name. Neither passes without a trace: a new process needs a new connection,
// another build has to be loaded. After either, version and digest are read
// again, and vectors wait until that is done.

const (
	// reloadSign is the load_duration that shows a load: a model that is in
	// memory is found in far less.
	reloadSign = 100 * time.Millisecond
	// confirmPause is how long it takes to the next try to read them.
	confirmPause = 500 * time.Millisecond
)

// noteConnection has anew set when the request needed a new connection.
func noteConnection(ctx context.Context, anew *bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) { *anew = !c.Reused },
	})
}

// confirmed says that what the server is was read after the last hint that it
// may have changed.
func (m *member) confirmed() bool { return !m.readAt.Before(m.hinted) }

// doubtIdentity takes in a hint that the server may be another one, and has
// version and digests read. The lock is held.
func (f *Flock) doubtIdentity(m *member) {
	m.hinted = time.Now()
	if m.confirming || f.run == nil || f.run.Err() != nil {
		return
	}
	m.confirming = true
	f.spawn(&f.probes, func() { f.confirm(m) })
}

// confirm reads what the server is until that is known or the node is away: the
// probes see to it then.
func (f *Flock) confirm(m *member) {
	for {
		f.readInventory(f.run, m)
		f.mu.Lock()
		f.settle()
		if m.confirmed() || !m.state.Works() || f.run.Err() != nil {
			m.confirming = false
			f.mu.Unlock()
			f.touch()
			f.nudge()
			return
		}
		f.mu.Unlock()
		if !sleep(f.run, confirmPause) {
			return
		}
	}
}
