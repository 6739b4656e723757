package cluster

import (
	"context"
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
	began mark
	// severed is the last stop that connections may be dead by, as far as it was seen to.
	severed int

	parts   []*part // by the dispatcher's index
	byNode  map[*member]*part
	texts   map[int64]Text // not yet answered
	calls   map[uint64]*call
	answers chan answer
	sending sync.WaitGroup // calls, and the clock's beat
	over    chan struct{}  // closed when nobody takes answers any more
	width   dimension
	ledger  *bookkeeper
	doubts  doubts

	refusals map[int64][]Refusal // of texts that were refused and not yet given up
	accused  []accusation        // texts to be heard; see hear
	hearings map[*hearing]bool
	verdicts chan verdict

	steering Steering
	paused   pauseClock
	starved  pauseClock // nothing was there to embed: documents are being read
	nodeless pauseClock // there was, and no node could work
	report   reporter

	looked, nextLook time.Duration // when time was last looked at, and when it must be again
	synced           time.Duration // when nodes and steering were last brought up to date
	due              bool          // they have changed since
}

// Embed carries a batch out: it returns when every text is delivered or
// rejected and the ledger has it, or with the error that ended it (the
// context's, or the ledger's). While no node can work it waits. One batch runs
// at a time.
func (f *Flock) Embed(ctx context.Context, b Batch) (Progress, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{
		f: f, b: b, began: f.clock.mark(),
		byNode: map[*member]*part{}, texts: map[int64]Text{}, calls: map[uint64]*call{}, refusals: map[int64][]Refusal{}, hearings: map[*hearing]bool{},
		answers: make(chan answer, 16),
		over:    make(chan struct{}), verdicts: make(chan verdict, 1),
		width:  newDimension(b),
		ledger: newBookkeeper(context.WithoutCancel(ctx), b.Ledger, f.cfg.Guard),
	}
	r.severed = r.began.severed
	r.d = dispatch.New(f.cfg.Dispatch, nil)
	f.spawn(&r.sending, func() { f.clock.beat(ctx, beatEvery) })
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
	f.ample, f.tiny = false, false
	f.stirred = time.Now()
	if change > 0 {
		f.makeWay()
	}
	if f.batches == 0 {
		f.takeBack()
	}
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
		r.awake()
		again := r.syncInTime()
		r.settleDoubts()
		r.withdraw()
		r.hear(ctx)
		r.condemn()
		if r.d.Done() && len(r.hearings) == 0 {
			return nil
		}
		r.send(ctx)
		nothing := r.d.Unfinished() == 0
		now := r.now()
		r.starved.set(source != nil && nothing && !r.steering.Paused, now)
		r.nodeless.set(len(r.report.nodes) == 0 && !nothing && !r.steering.Paused, now)
		check.Reset(min(r.look(), again))
	}
}

// now is the time of the batch and of its dispatcher: without that in which the
// program did not run.
func (r *run) now() time.Duration { return r.f.clock.now() - r.began.at }

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
		r.fellSilent(p)
	}
	r.cancelUnwanted()
	return max(again-r.now(), time.Millisecond)
}
