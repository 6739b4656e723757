package cluster

import (
	"fmt"
	"time"

	"flocktop/cluster/dispatch"
)

// toldAgain is how long a node's fault is not logged again: one that comes with
// every request would leave room for nothing else.
const toldAgain = time.Minute

// tellings are the faults of a node that were logged lately.
type tellings map[string]*telling

// telling is one of them, and how often it came since.
type telling struct {
	at    time.Time
	since int
}

// logFault records a failed request of a node that goes on working all the same:
// each cause at once, and then at most once in a while, with how often it came.
// That of a node that is taken out is logged as its state; the fault of a text
// that no node could embed is no node's. The lock is held.
func (f *Flock) logFault(m *member, what fault, now time.Time) {
	if what.kind == dispatch.Hopeless {
		return
	}
	if m.told == nil {
		m.told = tellings{}
	}
	cause := clean(what.reason)
	one := m.told[cause]
	switch {
	case one == nil:
		m.told.forget(now)
		one = &telling{}
		m.told[cause] = one
	case now.Sub(one.at) < toldAgain:
		one.since++
		return
	}
	text := "a request failed: " + cause
	if one.since > 0 {
		text += fmt.Sprintf(" (and %d times since this was last said)", one.since)
	}
	one.at, one.since = now, 0
	f.cfg.Log.Warn(text, "node", m.Name)
}

// forget makes room for one more: a server may find a new text for each fault.
func (t tellings) forget(now time.Time) {
	const most = 16
	if len(t) < most {
		return
	}
	for cause, one := range t {
		if now.Sub(one.at) >= toldAgain {
			delete(t, cause)
		}
	}
	oldest := ""
	for cause, one := range t {
		if oldest == "" || one.at.Before(t[oldest].at) {
			oldest = cause
		}
	}
	if len(t) >= most {
		delete(t, oldest)
	}
}
