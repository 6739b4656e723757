package cluster

import (
	"errors"
	"maps"
	"slices"

	"github.com/ollama/ollama/api"

	"flocktop/cluster/dispatch"
)

// Where the program was stopped while a request was under way, its connection may
// be dead by that: reset by whoever gave it up meanwhile, or known to nobody on the
// way any more, so that nothing comes back at all. That is no fault of the node or of
// the texts: they are sent again, and nothing is held against either.
//
// mostExcuses is for how many stops in a row a node is excused that answers nothing
// between them. On a machine that swaps, which is stopped every other moment, one
// that fails whatever it is sent would be sent to for ever.
const mostExcuses = 3

// excused says that it is no fault of its node if a request does not come back well
// that was under way in the last of so many stops.
func (c *call) excused(stops int) bool {
	return c.stops < stops && (c.stops < c.part.excused || c.part.excuses < mostExcuses)
}

// interrupted says that a request failed because the program was stopped. It did
// not where the server has said something.
func (c *call) interrupted(a answer) bool {
	_, status := errors.AsType[api.StatusError](a.err)
	_, refusal := errors.AsType[*refusedError](a.err)
	_, lie := errors.AsType[*LyingAnswerError](a.err)
	return a.err != nil && !status && !refusal && !lie && c.excused(a.stops)
}

// interrupt has the texts of a request sent again that the last of so many stops has
// ended.
func (r *run) interrupt(c *call, stops int) {
	if p := c.part; c.stops >= p.excused { // else it is one more of the same stop
		p.excused, p.excuses = stops, p.excuses+1
	}
	if c.check != nil { // what it says of texts that ride in vain is not so
		r.f.mu.Lock()
		c.check.getOff()
		r.f.mu.Unlock()
		c.check = nil
	}
	r.dropCall(c)
	r.d.Failed(r.now(), c.id, dispatch.Interrupted)
}

// awake sends again what was under way in a stop that its connections may be dead by:
// who waits for an answer on one may wait for long.
func (r *run) awake() {
	now := r.f.clock.mark()
	if now.severed == r.severed {
		return
	}
	r.severed = now.severed
	for _, id := range slices.Sorted(maps.Keys(r.calls)) {
		if c := r.calls[id]; c.excused(now.severed) {
			r.interrupt(c, now.stops)
		}
	}
}
