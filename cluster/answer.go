package cluster

import (
	"time"

	"flocktop/cluster/dispatch"
)

// settle books an answer.
func (r *run) settle(a answer) error {
	c, live := r.calls[a.id]
	if !live {
		return nil
	}
	if a.err == nil {
		a.err = r.fits(c.part, len(a.vectors[0]))
	}
	if c.interrupted(a) {
		r.interrupt(c, a.stops)
		return nil
	}
	p := c.part
	overtook := p.calls[0] != c.id
	r.endCall(c, a)
	if c.check != nil && a.err == nil {
		r.arrive(c, a)
	}
	if a.err != nil {
		return r.settleFailure(c, a)
	}
	p.strikes, p.excuses = 0, 0
	late := time.Duration(0)
	if !c.stoppedBefore(a) {
		r.measureRoundTrip(c, a)
		late = r.late(c, a)
	}
	r.noteCut(c, a)
	if overtook { // the one before may wait for a load that both are served after
		p.m.client.hints.note()
	}
	doubted, since := r.holds(p)
	fresh := r.d.Answered(a.at, a.id, dispatch.Answer{Load: a.load, Late: late, Held: doubted})
	r.report.computed += len(c.texts)
	p.touched = true
	before := p.served
	if !c.blurred {
		p.serve(c, a, a.at-late)
	} else {
		p.answered = a.at
	}
	r.f.mu.Lock()
	p.m.spread(len(c.texts), p.served-before)
	r.f.mu.Unlock()
	r.cancelUnwanted()
	if len(fresh) == 0 {
		return nil
	}
	delivery := Delivery{Node: p.Node, Version: c.version, Model: r.b.Model, Digest: r.b.Digest, Options: requestOptions}
	for _, i := range fresh {
		id := c.texts[i]
		delivery.IDs = append(delivery.IDs, id)
		delivery.Vectors = append(delivery.Vectors, a.vectors[i])
	}
	if doubted {
		r.doubt(p, delivery, since)
	} else {
		r.deliver(p, delivery)
	}
	return nil
}

// measureRoundTrip takes what an answer took beyond the server's own time as
// the round trip. It is a better measure than a probe's, which a busy machine
// delays: a round trip taken for too long would make a node look infinitely
// fast.
func (r *run) measureRoundTrip(c *call, a answer) {
	elapsed := a.at - max(c.sent, a.again)
	if a.total <= 0 || a.total > elapsed {
		r.d.SetRoundTrip(c.part.index, min(c.part.ping, elapsed/2))
		return
	}
	p, trip := c.part, elapsed-a.total
	if p.rtt {
		trip = smoothPing(p.ping, trip)
	}
	p.rtt, p.ping = true, trip
	r.d.SetRoundTrip(p.index, p.ping)
}

// late is how long the server was done before its answer was noticed, by its own
// word: what the answer took beyond that and the round trip.
func (r *run) late(c *call, a answer) time.Duration {
	if a.total <= 0 || !c.part.rtt {
		return 0
	}
	return max(0, a.at-max(c.sent, a.again)-c.part.ping-a.total)
}
