package cluster

import (
	"fmt"
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
	p := c.part
	overtook := p.calls[0] != c.id
	r.endCall(c, a)
	if c.check != nil && a.err == nil {
		r.arrive(c, a)
	}
	if a.err != nil {
		return r.settleFailure(c, a)
	}
	p.strikes = 0
	r.measureRoundTrip(c, a)
	late := r.late(c, a)
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

// cutShare is below which part of a request's tokens a server has plainly not
// read all of it: a chunk's own count is that of its pieces, which may have up
// to a fifth more tokens than the whole.
const cutShare = 0.75

// noteCut says when a server has cut texts in silence, once for each node: some
// releases do so although it is forbidden.
func (r *run) noteCut(c *call, a answer) {
	if !r.b.Exact || c.part.cut || a.tokens <= 0 || float64(a.tokens) >= cutShare*c.work {
		return
	}
	longest := 0.0
	for _, id := range c.texts {
		if !closelyCounted(r.texts[id].Body) {
			return
		}
		longest = max(longest, r.texts[id].Work)
	}
	fits, known := r.context(c.part)
	if !known || (fits > 0 && longest <= float64(fits)) {
		return // its vocabulary lacks a letter
	}
	c.part.cut = true
	r.f.cfg.Log.With("node", c.part.Name).Warn(fmt.Sprintf(
		"cuts texts in silence: it read %d of %.0f tokens; raise num_ctx there, or lower chunks.tokens", a.tokens, c.work))
}

// context is how many tokens the node reads of a text; 0 where its server does not
// say. It is not known before the node was seen with the model in memory.
func (r *run) context(p *part) (tokens int, known bool) {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	if found := p.m.model(r.b.Model); found != nil && found.Loaded {
		return found.Context, true
	}
	return 0, false
}

// closelyCounted says whether a text's tokens are known well enough to tell that
// a server has not read all of them. A word with a sign that the vocabulary
// lacks, such as the lines of a drawn box, is a single token, and is counted as
// many so that the text is sure to fit. Latin letters and the punctuation of
// prose are in every vocabulary.
func closelyCounted(text string) bool {
	const latin, dashes, dots = 0x250, 0x2010, 0x2027
	for _, r := range text {
		if r >= latin && (r < dashes || r > dots) {
			return false
		}
	}
	return text != ""
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
