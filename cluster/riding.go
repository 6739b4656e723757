package cluster

import "time"

// The short canary texts ride in a request of the batch to a node that has not
// embedded them: that costs the few tokens that they have, and no request. What
// the request says about its texts and about the node's pace is not to suffer by
// that: see [dispatch.Dispatcher.Burden]. Where a server fails on a text, the
// same request is sent again without them at once, and they travel alone from
// then on.

// mayRide says whether the next request to the node can bring the short texts
// along. The lock is held.
func (f *Flock) mayRide(m *member, digest string) bool {
	if f.cfg.Passive || !m.watched() || !f.references[digest].comparable(quick) {
		return false
	}
	c := m.validCheck(digest)
	return c == nil || (!c.running && !c.apart && !c.all && f.wants(m, digest, c).rides())
}

// rides says that the texts are short enough for a request of the batch.
func (d depth) rides() bool { return d == glance || d == quick }

// board has the short texts ride in a request that is sent now; nil where they
// do not. The lock is held.
func (f *Flock) board(m *member, digest string) *check {
	if !f.mayRide(m, digest) {
		return nil
	}
	c := m.checkOf(digest)
	if time.Now().Before(c.again) {
		return nil
	}
	c.running, c.rides, c.asked, c.begun = true, true, f.wants(m, digest, c), f.clock.now()
	c.stop = func() {} // it ends with the request
	return c
}

// ridesInVain is after how many requests that were cancelled the texts travel
// alone: once may be for another node having been faster, twice is rather for
// silence.
const ridesInVain = 2

// leave takes in that a request ended without an answer for the texts that rode
// in it. Where it failed, or was cancelled again, they have to travel alone. The
// lock is held.
func (c *check) leave(failed error) {
	c.getOff()
	if failed != nil {
		c.apart, c.problem = true, explain(failed)
		return
	}
	c.vain++
	c.apart = c.apart || c.vain >= ridesInVain
}

// getOff takes in that the texts travel no more, for whatever reason. The lock is
// held.
func (c *check) getOff() { c.running, c.rides = false, false }

// arrive takes in what a request brought for the texts that rode in it. Where
// the server may be another one by now, that is looked up before it counts.
func (r *run) arrive(c *call, a answer) {
	if has, known := r.f.alight(c.part.m, c.check, r.b.Model, a); known {
		var err error
		if has != r.b.Digest {
			err = errAnotherBuild
		}
		r.f.endCheck(c.part.m, c.check, r.b.Digest, a.short, err)
	}
}

// alight says which build of the model it was that embedded the texts which rode
// in a request, where there are vectors of them and that is known; else it sees
// to what comes next.
func (f *Flock) alight(m *member, c *check, model string, a answer) (digest string, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := m.model(model)
	switch {
	case !m.watched(): // it was removed
		c.leave(nil)
	case a.shortErr != nil:
		c.leave(a.shortErr)
		f.startCheck(m)
	case found != nil && !m.confirmed():
		digest := found.Digest
		f.spawn(&f.probes, func() {
			f.endCheck(m, c, digest, a.short, f.stillHas(m.life, m, model, digest))
		})
	case found != nil:
		return found.Digest, true
	default:
		return "", true
	}
	return "", false
}
