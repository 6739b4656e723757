package cluster

import (
	"time"

	"flocktop/cluster/dispatch"
)

// syncShare is how long nothing is brought up to date again after it was, for
// each node: a thousand nodes that come and go must not keep the driver busy.
const syncShare = 10 * time.Microsecond

// syncInTime brings nodes and steering up to date where that is due, and says
// when it will be.
func (r *run) syncInTime() (again time.Duration) {
	if !r.due {
		return time.Hour
	}
	next := r.synced + time.Duration(len(r.parts))*syncShare
	if now := r.now(); now < next {
		return next - now
	}
	r.sync()
	return time.Hour
}

// sync brings nodes and steering up to date with the flock.
func (r *run) sync() {
	r.due, r.synced = false, r.now()
	r.f.mu.Lock()
	r.steering = r.f.steering
	trusted := r.trusted()
	present := make(map[*member]bool, len(r.f.members))
	var guesses map[*member]float64
	for _, m := range r.f.members {
		present[m] = true
		p := r.byNode[m]
		if p == nil {
			if guesses == nil {
				guesses = r.f.guesses(r.b.Digest)
			}
			p = r.join(m, guesses[m])
		}
		works := m.derive(r.b.Model, r.b.Digest).Works()
		if !trusted || m.verified(r.b.Digest) {
			p.sidelined = false
		}
		if !p.rtt {
			p.ping = m.ping
			r.d.SetRoundTrip(p.index, m.ping)
		}
		if found := m.model(r.b.Model); found != nil && p.InFlight == 0 {
			r.d.SetLoaded(p.index, found.Loaded)
		}
		r.d.Reserve(p.index, r.checkedBy(p))
		r.d.SetUp(p.index, works && !p.sidelined && p.held < mostHeld)
	}
	r.f.mu.Unlock()
	for m, p := range r.byNode {
		if !present[m] {
			p.gone = true
			r.d.SetUp(p.index, false)
		}
	}
	r.refer(false)
	r.paused.set(r.steering.Paused, r.now())
	r.judge()
	r.cancelUnwanted()
}

// join enters a node. The flock's lock is held.
func (r *run) join(m *member, guess float64) *part {
	entry := dispatch.Node{ID: m.URL, Guess: guess, Load: expectedLoad}
	if s := m.speeds[r.b.Digest]; s != nil {
		entry.Learned = s.Learned
	}
	if found := m.model(r.b.Model); found != nil {
		entry.Loaded = found.Loaded
	}
	p := &part{m: m, Share: Share{Node: m.URL, Name: m.Name}, index: r.d.AddNode(entry), guess: guess}
	r.parts = append(r.parts, p)
	r.byNode[m] = p
	return p
}

// expectedLoad is what loading a model is taken for until it was seen.
const expectedLoad = 3 * time.Second
