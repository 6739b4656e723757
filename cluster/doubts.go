package cluster

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostHeld is how many texts of one node may wait for its verdict before it
// gets no more work: they are in memory and in no store.
const mostHeld = 2048

// doubts keeps the vectors of nodes whose check is not over: they wait for the
// verdict, and nobody stores them before.
type doubts struct {
	waiting map[*part][]heldDelivery
	known   *Reference // what the ledger has as the reference; nil where it has none of this batch
	bound   bool       // vectors are kept that rely on it
	idle    stretch    // nothing but verdicts is waited for
	stuck   stretch    // some node has as much waiting as it may
}

// heldDelivery waits until the server is known to have been what it was, at a
// reading that began no sooner, and until its vectors are believed.
type heldDelivery struct {
	Delivery
	since time.Time
}

// holds says whether the node's vectors have to wait, and since when it is in
// doubt what its server is; zero where it is not.
func (r *run) holds(p *part) (doubted bool, since time.Time) {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	if hinted := p.m.client.hints.last(); p.m.readAt.Before(hinted) {
		r.f.confirmSoon(p.m)
		return true, hinted
	}
	return !p.m.verified(r.b.Digest), since
}

// doubt keeps a delivery back.
func (r *run) doubt(p *part, d Delivery, since time.Time) {
	if r.doubts.waiting == nil {
		r.doubts.waiting = map[*part][]heldDelivery{}
	}
	if len(r.doubts.waiting[p]) == 0 {
		p.doubted = d.Version
	}
	r.doubts.waiting[p] = append(r.doubts.waiting[p], heldDelivery{d, since})
	if p.held += len(d.IDs); p.held >= mostHeld {
		r.sync()
	}
}

// checkedBy is until when the node is left alone with the canary texts, since
// the batch began: they occupy it all the same, and answers to texts that waited
// behind them would teach a wrong pace. The flock's lock is held.
func (r *run) checkedBy(p *part) time.Duration {
	c := p.m.validCheck(r.b.Digest)
	if c == nil || !c.running || c.rides {
		return 0
	}
	perUnit := p.guess
	if s := p.m.speeds[r.b.Digest]; s != nil && s.PerUnit > 0 {
		perUnit = s.PerUnit
	}
	alone := time.Duration(checkMargin * c.asked.work() * perUnit * float64(time.Second))
	return c.begun + min(alone, longestAlone) - r.began.at
}

// deliver hands vectors to the ledger, before the first of them what they are
// compared with.
func (r *run) deliver(p *part, d Delivery) {
	if len(d.IDs) == 0 {
		return
	}
	r.refer(true)
	for _, id := range d.IDs {
		delete(r.texts, id)
		delete(r.refusals, id)
	}
	p.Texts += len(d.IDs)
	r.width.settle(len(d.Vectors[0]))
	r.ledger.deliver(d)
}

// refer tells the ledger what vectors are compared with as soon as that is settled:
// the first ones would have to wait for it. From those on, which bind, it stands.
func (r *run) refer(bind bool) {
	if r.doubts.bound {
		return
	}
	r.f.mu.Lock()
	reference := r.f.references[r.b.Digest]
	if bind {
		r.doubts.bound = reference != nil
		r.f.bound[r.b.Digest] = r.doubts.bound
	}
	r.f.mu.Unlock()
	if reference != nil && reference != r.doubts.known {
		r.ledger.refer(*reference)
		r.doubts.known = reference
	}
}

// settleDoubts delivers what verdicts have freed, and gives back what they have
// condemned. It does not wait long for a reference where work stands still for
// want of it: then it is what there is. Where nothing but verdicts is waited for,
// a verified node does again what another one has done in doubt.
func (r *run) settleDoubts() {
	idle, stuck := r.tiredOfWaiting()
	if len(r.doubts.waiting) == 0 {
		return
	}
	var good, bad []*part
	before := r.d.Held()
	r.f.mu.Lock()
	if idle || stuck {
		r.f.judgeChecks(r.b.Digest, true)
		r.f.settle()
	}
	for p := range r.doubts.waiting {
		found := p.m.model(r.b.Model)
		p.away = p.gone || !p.m.derive(r.b.Model, r.b.Digest).Works()
		switch {
		case found == nil, found.Digest != r.b.Digest:
			bad = append(bad, p)
		case p.m.version != p.doubted: // nobody knows which of the two gave what
			bad = append(bad, p)
		case p.m.verified(r.b.Digest):
			p.checked, p.read, p.missed = p.m.version, p.m.readAt, p.m.missedAt
			good = append(good, p)
		case p.away:
			bad = append(bad, p) // it drifts, or may never come back
		case idle && r.trusted():
			p.sidelined = true
			bad = append(bad, p)
		default:
			r.f.startCheck(p.m) // though it may have to load the model again
		}
	}
	numbers := r.f.references[r.b.Digest].numbers()
	r.f.mu.Unlock()
	r.withdraw() // before anything is delivered by a new reference
	for _, p := range good {
		r.release(p, numbers)
	}
	for _, p := range bad {
		r.giveBack(p)
	}
	if r.d.Held() != before {
		r.sync()
	}
}

// A batch that has nothing left to do waits for verdicts so long, or for this
// share of the time it has taken, whichever is longer.
const (
	leastVerdictWait = 50 * time.Millisecond
	verdictShare     = 0.02
)

// tiredOfWaiting says that nothing but verdicts has been waited for, or that a
// node could not go on for want of one, for longer than verdicts are worth.
func (r *run) tiredOfWaiting() (idle, stuck bool) {
	limit := max(leastVerdictWait, time.Duration(verdictShare*float64(r.elapsed())))
	nothing := r.d.Unfinished() > 0 && r.d.InFlight() == 0 && (r.d.Waiting() == 0 || r.d.Stranded())
	full := slices.ContainsFunc(r.parts, func(p *part) bool { return p.held >= mostHeld })
	now := r.now()
	return r.doubts.idle.lasts(nothing, now) >= limit, r.doubts.stuck.lasts(full, now) >= limit
}

// saidFrom is how long nothing but verdicts must be waited for until it is said.
const saidFrom = time.Second

// unbelieved says which nodes' verdicts the batch waits for, where there is
// nothing else to be done; "" where there is.
func (r *run) unbelieved() string {
	if r.doubts.idle.lasts(r.doubts.idle.on, r.now()) < saidFrom {
		return ""
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	var why []string
	for _, p := range r.parts {
		if p.gone || !p.m.derive(r.b.Model, r.b.Digest).Works() {
			continue
		}
		switch c := p.m.validCheck(r.b.Digest); {
		case c != nil && c.open() && c.problem != "": // also where a new connection came of that
			why = append(why, fmt.Sprintf("%s gives no vectors for the canary texts (%s)", p.Name, c.problem))
		case !p.m.confirmed():
			why = append(why, p.Name+" may be another server than before, and cannot be read")
		case c == nil || c.passed:
		default:
			why = append(why, p.Name+" has not yet embedded the canary texts")
		}
	}
	if len(why) == 0 {
		return ""
	}
	return "no vectors can be believed: " + strings.Join(why, ", ")
}

// trusted says whether a node is at work whose vectors are believed. The
// flock's lock is held.
func (r *run) trusted() bool {
	return slices.ContainsFunc(r.parts, func(p *part) bool {
		return !p.gone && p.m.verified(r.b.Digest) && p.m.derive(r.b.Model, r.b.Digest).Works()
	})
}

// release delivers what was held of a node that has passed, as far as it is
// certain by now that the same server gave it. Vectors have as many numbers as
// those that it has passed with.
func (r *run) release(p *part, numbers int) {
	held := r.doubts.waiting[p]
	delete(r.doubts.waiting, p)
	p.held = 0
	for _, d := range held {
		switch {
		case d.since.After(p.read) && !p.away:
			r.doubt(p, d.Delivery, d.since)
		case d.since.After(p.read), // nobody will know
			!d.since.IsZero() && p.missed.After(d.since), // it was away before it could be read
			d.Version != p.checked,                       // the verdict is about another version of the server
			len(d.Vectors[0]) != numbers:
			r.d.Return(d.IDs)
		default:
			r.deliver(p, d.only(r.d.Accept(r.now(), d.IDs)))
		}
	}
	r.cancelUnwanted()
}

// giveBack has the texts done anew that a node did whose vectors are not
// believed.
func (r *run) giveBack(p *part) {
	held := r.doubts.waiting[p]
	delete(r.doubts.waiting, p)
	p.held = 0
	for _, d := range held {
		r.d.Return(d.IDs)
	}
}

// forgetDoubts gives up what is still in doubt when the batch ends before its
// time.
func (r *run) forgetDoubts() {
	for p := range r.doubts.waiting {
		r.giveBack(p)
	}
}

// only is the delivery with these texts alone; ids stand in the order of the
// delivery.
func (d Delivery) only(ids []int64) Delivery {
	if len(ids) == len(d.IDs) {
		return d
	}
	out := d
	out.IDs, out.Vectors = nil, nil
	for i, id := range d.IDs {
		if slices.Contains(ids, id) {
			out.IDs = append(out.IDs, id)
			out.Vectors = append(out.Vectors, d.Vectors[i])
		}
	}
	return out
}
