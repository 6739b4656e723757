package cluster

import (
	"context"
	"time"

	"flocktop/cluster/dispatch"
)

// call is one request under way.
type call struct {
	id      uint64
	part    *part
	texts   []int64
	sent    time.Duration // since the batch began
	work    float64       // in its texts
	version string        // of the server, when it was sent
	cold    bool
	cancel  context.CancelFunc
}

// answer is what a call came back with.
type answer struct {
	id      uint64
	at      time.Duration // when it came, since the batch began
	vectors [][]float32
	load    time.Duration
	total   time.Duration // on the server, as it says; 0 where it does not
	tokens  int           // that the server read, as it says; 0 where it does not
	err     error
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
	c := &call{id: request.ID, part: p, texts: request.Texts, work: work, sent: r.now(), cold: request.Cold, cancel: cancel}
	r.calls[c.id] = c
	r.startCall(c)
	numbers := r.width.most()
	r.f.spawn(&r.sending, func() {
		a := answer{id: c.id}
		result, err := p.m.client.embed(ctx, embedRequest(r.b.Model, bodies), numbers)
		a.at, a.err = r.now(), err
		if err == nil {
			a.tokens = result.PromptEvalCount
			a.vectors, a.load, a.total = result.Embeddings, result.LoadDuration, result.TotalDuration
			a.err = checkVectors(a.vectors, len(bodies), 0) // the batch's dimension is the driver's matter
		}
		select {
		case r.answers <- a:
		case <-r.over:
		}
	})
}

func (f *Flock) withLoadTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, f.cfg.LoadTimeout)
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
	r.f.startCheck(p.m)
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
	p.letGo(c)
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	p.m.letGo(c)
	p.m.count(a.err != nil)
	if a.err == nil {
		p.m.done += int64(len(c.texts))
		p.m.second += len(c.texts)
		p.m.past.answered(a.at - c.sent)
		p.m.misses = 0
	}
	if at := p.m.canaried.Sub(r.began); at > p.answered && at < a.at { // it worked on the canary texts before this
		p.answered = at
		r.d.Occupied(at, p.index)
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
		p.m.serves = ""
	}
}

// dropCall takes a cancelled request off the books without judging its node.
func (r *run) dropCall(c *call) {
	delete(r.calls, c.id)
	c.cancel()
	p := c.part
	p.letGo(c)
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	p.m.letGo(c)
	r.f.touch()
}
