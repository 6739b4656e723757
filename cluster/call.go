package cluster

import (
	"context"
	"slices"
	"time"

	"github.com/ollama/ollama/api"

	"flocktop/cluster/dispatch"
)

// call is one request under way.
type call struct {
	id      uint64
	part    *part
	texts   []int64
	sent    time.Duration // since the batch began
	stops   int           // of the program, before that
	work    float64       // in its texts
	version string        // of the server, when it was sent
	cold    bool
	cancel  context.CancelFunc
	check   *check // whose short canary texts ride in it; nil where none do
	riders  depth  // which these are
	blurred bool   // nobody knows how long the node was at it: canary texts came before, or the program was stopped
}

// answer is what a call came back with.
type answer struct {
	id      uint64
	at      time.Duration // when it came, since the batch began
	stops   int           // of the program, before that
	vectors [][]float32
	load    time.Duration
	total   time.Duration // on the server, as it says; 0 where it does not
	tokens  int           // that the server read, as it says; 0 where it does not
	err     error

	short    canaries      // vectors of the texts that rode in it
	shortErr error         // why there are none
	again    time.Duration // when it was sent again without them, since the batch began; 0: it was not
}

// call sends a request in a goroutine of its own, which ends with the context
// at the latest.
func (r *run) call(ctx context.Context, request dispatch.Request) {
	p := r.parts[request.Node]
	bodies := make([]string, len(request.Texts))
	work := 0.0
	for i, id := range request.Texts {
		bodies[i] = r.texts[id].Body
		work += r.texts[id].Work
	}
	// a node that is silent is the dispatcher's matter; only loading has a limit
	limit := context.WithCancel
	if request.Cold {
		limit = r.f.withLoadTimeout
	}
	ctx, cancel := limit(ctx)
	sent := r.f.clock.mark()
	c := &call{
		id: request.ID, part: p, texts: request.Texts, work: work, sent: sent.at - r.began.at, stops: sent.stops,
		cold: request.Cold, cancel: cancel,
	}
	r.calls[c.id] = c
	r.startCall(c)
	numbers := r.width.most()
	r.f.spawn(&r.sending, func() {
		a := r.ask(ctx, c, bodies, numbers)
		came := r.f.clock.mark()
		a.id, a.at, a.stops = c.id, came.at-r.began.at, came.stops
		select {
		case r.answers <- a:
		case <-r.over:
		}
	})
}

// stoppedBefore says that the program was stopped while the request was under way:
// how long the answer took is not known.
func (c *call) stoppedBefore(a answer) bool { return c.stops != a.stops }

// ask sends a request and waits for its answer.
func (r *run) ask(ctx context.Context, c *call, texts []string, numbers int) (a answer) {
	client := c.part.m.client
	if c.riders != nothing {
		riders := canaryBodies(c.riders.texts())
		result, err := client.embed(ctx, embedRequest(r.b.Model, slices.Concat(texts, riders)), numbers)
		if err == nil || !blamesTexts(err) {
			a.take(result, err, len(texts), len(riders))
			return a
		}
		a.shortErr, a.again = err, r.now()
	}
	result, err := client.embed(ctx, embedRequest(r.b.Model, texts), numbers)
	a.take(result, err, len(texts), 0)
	return a
}

// take takes an answer apart: so many vectors are those of the texts, the others
// of short canary texts. The batch's dimension is the driver's matter.
func (a *answer) take(result *api.EmbedResponse, err error, texts, riders int) {
	if a.err = err; err != nil {
		return
	}
	all := result.Embeddings
	a.tokens, a.load, a.total = result.PromptEvalCount, result.LoadDuration, result.TotalDuration
	if len(all) != texts+riders {
		a.err = checkVectors(all, texts+riders, 0)
		return
	}
	if a.vectors, a.err = all[:texts:texts], checkVectors(all[:texts], texts, 0); a.err != nil || riders == 0 {
		return
	}
	switch err := checkVectors(all[texts:], riders, len(all[0])); {
	case err == nil:
		a.short = make(canaries, len(canaryTexts))
		copy(a.short[firstShort:], all[texts:])
	case blamesTexts(err):
		a.shortErr = err
	default:
		a.err = err
	}
}

func (f *Flock) withLoadTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return f.clock.withTimeout(ctx, f.cfg.LoadTimeout)
}

// startCall books a request as under way.
func (r *run) startCall(c *call) {
	p := c.part
	p.Requests++
	p.takeOn(c)
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	c.version = p.m.version
	p.m.flight++
	p.m.past.peak = max(p.m.past.peak, p.m.flight)
	p.m.serves = r.b.Model
	p.m.texts += len(c.texts)
	if c.cold {
		p.m.loading++
	}
	if c.check = r.f.board(p.m, r.b.Digest); c.check != nil {
		c.riders = c.check.asked
		r.d.Burden(c.id, c.riders.work())
	}
	r.f.touch()
}

// letGo takes a request off the node's books. The flock's lock is held.
func (m *member) letGo(c *call) {
	m.flight--
	m.texts -= len(c.texts)
	if c.cold {
		m.loading--
	}
}

// endCall takes a request off the books.
func (r *run) endCall(c *call, a answer) {
	delete(r.calls, c.id)
	c.cancel()
	p := c.part
	p.letGo(c, r.now())
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	p.m.letGo(c)
	p.m.count(a.err != nil)
	if a.err == nil {
		p.m.done += int64(len(c.texts))
		if !c.stoppedBefore(a) {
			p.m.past.answered(a.at - c.sent)
		}
		p.m.misses = 0
	}
	if a.again > 0 {
		p.answered = max(p.answered, a.again)
		r.d.Unburden(a.again, c.id)
	}
	if at := p.m.canaried - r.began.at; at > p.answered && at < a.at { // it worked on the canary texts before this
		p.answered = at
		r.d.Occupied(at, p.index)
		r.d.Blur(p.index)
		c.blurred = true
	}
	if c.stoppedBefore(a) {
		r.d.Blur(p.index)
		c.blurred = true
	}
	r.f.touch()
}

// cancelUnwanted ends the requests whose answers are no longer wanted, on the
// servers too: they stop when their client leaves.
func (r *run) cancelUnwanted() {
	for _, id := range r.d.Cancelled() {
		if c, live := r.calls[id]; live {
			r.dropCall(c)
		}
	}
}

// hangUp ends every request, for good: the batch is over.
func (r *run) hangUp() {
	for _, c := range r.calls {
		r.dropCall(c)
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for _, p := range r.parts {
		p.m.serves, p.m.overdue = "", overdue{unended: p.m.overdue.lasted > 0}
	}
}

// dropCall takes a cancelled request off the books without judging its node.
func (r *run) dropCall(c *call) {
	delete(r.calls, c.id)
	c.cancel()
	p := c.part
	p.letGo(c, r.now())
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	p.m.letGo(c)
	if c.check != nil {
		c.check.leave(nil)
	}
	r.f.touch()
}
