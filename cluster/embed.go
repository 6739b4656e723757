package cluster

import (
	"context"
	"fmt"
	"sync"
	"time"

	"flocktop/cluster/dispatch"
)

const (
	// window is how many texts wait in memory at most; more stay with whoever
	// sends them.
	window = 8192
	// storeAhead is how many answers wait for the ledger before no new request
	// is sent: a slow disk slows the batch, it does not fill the memory.
	storeAhead = 64
	// tellEvery is how often a batch reports.
	tellEvery = 100 * time.Millisecond
	// judgeEvery is how often its decision is made anew.
	judgeEvery = 500 * time.Millisecond
	// lookEvery is how often the dispatcher looks at what time changes while
	// answers come thick and fast: it has to look at every node.
	lookEvery = 2 * time.Millisecond
	// nodeStrikes is how many requests in a row a node may fail, for whatever
	// it is given, before it is ejected.
	nodeStrikes = 5
)

// run is one batch on its way. Its own goroutine, the driver, owns it; requests
// and the ledger work beside it and report through channels.
type run struct {
	f     *Flock
	b     Batch
	d     *dispatch.Dispatcher
	began time.Time

	parts   []*part // by the dispatcher's index
	byNode  map[*member]*part
	ids     map[string]*member
	texts   map[int64]Text // not yet answered
	calls   map[uint64]*call
	answers chan answer
	sending sync.WaitGroup // calls
	over    chan struct{}  // closed when nobody takes answers any more
	width   dimension
	ledger  *bookkeeper
	doubts  doubts

	accused  []accusation // texts to be heard; see hear
	hearings map[*hearing]bool
	verdicts chan verdict

	steering Steering
	paused   pauseClock
	report   reporter

	looked, nextLook time.Duration // when time was last looked at, and when it must be again
	synced           time.Duration // when nodes and steering were last brought up to date
	due              bool          // they have changed since
}

// part is a node's part in the batch.
type part struct {
	Share
	m         *member
	index     int
	ping      time.Duration // the round trip, as it is known best
	rtt       bool          // it was measured on answers
	strikes   int           // failed requests in a row
	calls     []uint64      // under way, in the order of sending
	busySince time.Time     // of the running stretch; zero while idle
	served    time.Duration // occupied by requests that were answered, loading and waiting taken out
	replies   int           // those requests
	computed  int           // texts in them
	work      float64       // in those texts
	answered  time.Duration // when the last answer came, since the batch began
	touched   bool          // something was learned since the last report
	held      int           // texts that wait for its verdict
	sidelined bool          // it gets no work before its verdict
	gone      bool          // it was removed from the flock
	away      bool          // it was not at work when doubts were settled last
	checked   string        // the version of its server that its verdict is about
	read      time.Time     // when that was read
	missed    time.Time     // when it was last asked for anything in vain
	cut       bool          // it was seen to cut texts
	guess     float64       // seconds for a unit of work, where nothing is measured
	refused   time.Duration // when it first refused a request, since the batch began; 0: never
}

// serve books how long an answered request occupied the node: from its arrival
// there, or from the answer before it, where that came later.
func (p *part) serve(c *call, a answer) {
	begun := max(c.sent+p.ping, p.answered)
	p.served += max(0, a.at-begun-a.load)
	p.replies++
	p.computed += len(c.texts)
	p.work += c.work
	p.answered = a.at
}

// busy is how long the node has had a request of the batch.
func (p *part) busy(now time.Time) time.Duration {
	if p.busySince.IsZero() {
		return p.Busy
	}
	return p.Busy + now.Sub(p.busySince)
}

func (r *run) byID(id string) *part {
	return r.byNode[r.ids[id]]
}

// Embed carries a batch out: it returns when every text is delivered or
// rejected and the ledger has it, or with the error that ended it (the
// context's, or the ledger's). While no node can work it waits. One batch runs
// at a time.
func (f *Flock) Embed(ctx context.Context, b Batch) (Progress, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{
		f: f, b: b, began: time.Now(),
		byNode: map[*member]*part{}, ids: map[string]*member{}, texts: map[int64]Text{}, calls: map[uint64]*call{}, hearings: map[*hearing]bool{},
		answers: make(chan answer, 16),
		over:    make(chan struct{}), verdicts: make(chan verdict, 1),
		width:  newDimension(b),
		ledger: newBookkeeper(context.WithoutCancel(ctx), b.Ledger, f.cfg.Guard),
	}
	r.d = dispatch.New(f.cfg.Dispatch, nil)
	f.countBatch(1)
	defer f.countBatch(-1)
	err := r.drive(ctx)
	cancel()
	close(r.over)
	r.hangUp()
	r.sending.Wait()
	r.forgetDoubts()
	if storeErr := r.ledger.close(); err == nil || storeErr != nil {
		err = storeErr
	}
	r.judge() // what the last answers taught is kept
	r.tell()
	return r.report.last, err
}

func (f *Flock) countBatch(change int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.batches += change
}

// drive is the driver: it waits for something to happen, tells the dispatcher,
// and sends what the dispatcher wants sent.
func (r *run) drive(ctx context.Context) error {
	source := r.b.Texts
	check := time.NewTimer(0)
	defer check.Stop()
	tell := time.NewTicker(tellEvery)
	defer tell.Stop()
	r.sync()
	for {
		open := source
		if r.d.Waiting() >= window {
			open = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // the caller's own context
		case <-r.ledger.failed:
			return r.ledger.err()
		case texts, more := <-open:
			if !more {
				source = nil
				r.d.Close()
				break
			}
			r.take(texts)
		case a := <-r.answers:
			if err := r.settle(a); err != nil {
				return err
			}
		case v := <-r.verdicts:
			if err := r.conclude(v); err != nil {
				return err
			}
		case <-r.f.wake:
			r.due = true
		case <-check.C:
		case <-tell.C:
			r.judgeSometimes()
			r.tell()
			if err := r.standstill(); err != nil {
				return err
			}
		}
		again := r.syncInTime()
		r.settleDoubts()
		r.hear(ctx)
		r.condemn()
		if r.d.Done() && len(r.hearings) == 0 {
			return nil
		}
		r.send(ctx)
		check.Reset(min(r.look(), again))
	}
}

// now is the dispatcher's time.
func (r *run) now() time.Duration { return time.Since(r.began) }

// take hands texts to the dispatcher.
func (r *run) take(texts []Text) {
	work := make([]dispatch.Text, len(texts))
	for i, t := range texts {
		r.texts[t.ID] = t
		work[i] = dispatch.Text{ID: t.ID, Work: t.Work}
	}
	r.report.added += len(texts)
	r.expect()
	r.d.Add(work...)
	if r.report.outgrown() {
		r.judge()
	}
}

// expect tells the dispatcher what is still to come.
func (r *run) expect() {
	if r.b.Expected != nil {
		n, certain := r.b.Expected()
		r.report.certain = certain
		r.report.expected = n
		r.d.Expect(n)
	}
}

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
	r.paused.set(r.steering.Paused)
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
	r.ids[m.URL] = m
	return p
}

// expectedLoad is what loading a model is taken for until it was seen.
const expectedLoad = 3 * time.Second

// send sends what the dispatcher wants sent now.
func (r *run) send(ctx context.Context) {
	if r.steering.Paused {
		return
	}
	for r.ledger.room() {
		request, ok := r.d.Next(r.now())
		if !ok {
			return
		}
		r.call(ctx, request)
	}
}

// look lets the dispatcher see what time alone has changed, and says when to
// look again.
func (r *run) look() time.Duration {
	if now := r.now(); now < r.looked+lookEvery && now < r.nextLook {
		return r.nextLook - now
	}
	again, silent := r.d.Check(r.now())
	r.looked, r.nextLook = r.now(), again
	for _, i := range silent {
		p := r.parts[i]
		r.f.mu.Lock()
		r.f.eject(p.m, "silent: a request was not answered in many times its usual time")
		r.f.settleNode(p.m)
		r.f.mu.Unlock()
		r.f.touch()
		p.Errors++
	}
	r.cancelUnwanted()
	return max(again-r.now(), time.Millisecond)
}

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
	if a.err != nil {
		return r.settleFailure(c, a)
	}
	p.strikes = 0
	r.measureRoundTrip(c, a)
	r.noteCut(c, a)
	if overtook { // the one before may wait for a load that both are served after
		p.m.client.hints.note()
	}
	doubted, since := r.holds(p)
	fresh := r.d.Answered(a.at, a.id, dispatch.Answer{Load: a.load, Held: doubted})
	r.report.computed += len(c.texts)
	p.touched = true
	p.serve(c, a)
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
// read all of it, whatever it counts besides.
const cutShare = 0.9

// noteCut says when a server has cut texts in silence, once for each node: some
// releases do so although it is forbidden.
func (r *run) noteCut(c *call, a answer) {
	if !r.b.Exact || c.part.cut || a.tokens <= 0 || float64(a.tokens) >= cutShare*c.work {
		return
	}
	c.part.cut = true
	r.f.cfg.Log.With("node", c.part.Name).Warn(fmt.Sprintf(
		"cuts texts in silence: it read %d of %.0f tokens; raise num_ctx there, or lower chunks.tokens", a.tokens, c.work))
}

// measureRoundTrip takes what an answer took beyond the server's own time as
// the round trip. It is a better measure than a probe's, which a busy machine
// delays: a round trip taken for too long would make a node look infinitely
// fast.
func (r *run) measureRoundTrip(c *call, a answer) {
	elapsed := a.at - c.sent
	if a.total <= 0 || a.total > elapsed {
		r.d.SetRoundTrip(c.part.index, min(c.part.ping, elapsed/2))
		return
	}
	p := c.part
	p.rtt = true
	p.ping = elapsed - a.total
	r.d.SetRoundTrip(p.index, p.ping)
}
