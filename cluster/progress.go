package cluster

import (
	"fmt"
	"strings"
	"time"

	"flocktop/adaptive"
)

// reporter keeps what progress is made of.
type reporter struct {
	added    int // texts taken in, less those given up
	expected int // texts still to come
	certain  bool
	computed int

	verdict  adaptive.Verdict
	judged   time.Time
	nodes    []adaptive.Node // that the verdict is about
	foreseen foresight
	fit      fitness
	lately   attendance
	taught   int     // answered texts that the flock has learned from
	still    stretch // no node can work
	last     Progress
}

// pauseClock is the time that a batch stood still for one reason: by the user's word,
// because nothing was there to embed, or because no node could work. Its time is the
// batch's: one in which the program was stopped is no part of that.
type pauseClock struct {
	on    bool
	since time.Duration
	total time.Duration
}

func (p *pauseClock) set(still bool, now time.Duration) {
	switch {
	case still && !p.on:
		p.since = now
	case !still && p.on:
		p.total += now - p.since
	}
	p.on = still
}

func (p *pauseClock) sum(now time.Duration) time.Duration {
	if !p.on {
		return p.total
	}
	return p.total + now - p.since
}

// stretch is how long something has been so without a break, in the batch's time.
type stretch struct {
	on    bool
	since time.Duration
}

// lasts takes in whether it is so now; 0 where it is not.
func (s *stretch) lasts(on bool, now time.Duration) time.Duration {
	if on && !s.on {
		s.since = now
	}
	if s.on = on; !on {
		return 0
	}
	return now - s.since
}

// outgrown says that the batch is larger by a tenth than what was judged.
func (q *reporter) outgrown() bool {
	return (q.added+q.expected)*10 > q.verdict.Batch*11
}

func (r *run) judgeSometimes() {
	r.expect()
	if time.Since(r.report.judged) >= judgeEvery {
		r.judge()
	}
}

// judge decides for the batch as a whole, and restricts the dispatcher where
// the policy or the user wants that.
func (r *run) judge() {
	q := &r.report
	q.judged = time.Now()
	r.learn()
	nodes, index := r.eligible()
	size := q.added + q.expected
	v, needed, err := adaptive.Decide(adaptive.Question{
		Nodes: nodes, Batch: size, Policy: r.steering.Policy,
		Forced: r.steering.Forced, Thresholds: r.f.cfg.Thresholds, Cost: r.steering.Cost,
		Before: q.verdict.Auto.Nodes,
	})
	q.nodes = nodes
	r.spare(size)
	if err != nil || !needed {
		r.d.Allow(nil)
		return
	}
	q.verdict = v
	if !r.restricted() {
		r.d.Allow(nil)
	} else {
		allowed := make([]int, 0, len(v.Nodes))
		for _, id := range v.Nodes {
			allowed = append(allowed, index[id])
		}
		r.d.Allow(allowed)
	}
	r.predict()
}

const (
	// checkShare is which part of a batch's work all canary texts together may be
	// for nodes to embed them while it runs.
	checkShare = 0.01
	// shortShare is which part of a node's share in a batch the short ones may be,
	// and leastOfMean which part of the mean share the slowest node has at least,
	// about.
	shortShare  = 0.02
	leastOfMean = 0.4
)

// spare says for which of the canary texts that some of its nodes have not
// embedded the batch, of so many texts, is large enough.
func (r *run) spare(size int) {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	nodes, missing := 0, 0
	for _, p := range r.parts {
		if p.gone {
			continue
		}
		nodes++
		if c := p.m.validCheck(r.b.Digest); c == nil || (!c.whole && c.fault == "") {
			missing++
		}
	}
	work := float64(size) * r.d.MeanWork()
	r.f.ample = float64(missing)*whole.work() <= checkShare*work
	r.f.tiny = float64(nodes)*quick.work() > shortShare*leastOfMean*work
}

// restricted says whether the verdict's nodes alone may work: by the user's
// word, by the rules, or for the cost.
func (r *run) restricted() bool {
	return r.steering.Forced != 0 || r.steering.Policy == adaptive.Rules || r.report.verdict.Reason == adaptive.CostAware
}

// eligible are the nodes that may work, as the rules see them, and the
// dispatcher's index of each.
func (r *run) eligible() (nodes []adaptive.Node, index map[string]int) {
	index = map[string]int{}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for _, m := range r.f.members {
		p := r.byNode[m]
		if p == nil || !m.derive(r.b.Model, r.b.Digest).Works() {
			continue
		}
		n := m.snapshot(r.b.Model, r.b.Digest, 0)
		nodes = append(nodes, r.forTexts(m, n.forDecision()))
		index[m.URL] = p.index
	}
	return nodes, index
}

// forTexts is the node with the time that a mean text of this batch takes, not
// one of the batch before it. The lock of the flock is held.
func (r *run) forTexts(m *member, n adaptive.Node) adaptive.Node {
	s, mean := m.speeds[r.b.Digest], r.d.MeanWork()
	if s != nil && s.PerUnit > 0 && mean > 0 {
		n.PerText = max(1, time.Duration(s.PerUnit*mean*float64(time.Second)))
	}
	return n
}

func (r *run) elapsed() time.Duration {
	now := r.now()
	return now - r.paused.sum(now)
}

// worked is how long the batch has been embedded: the time in which nothing was
// there to embed says nothing about nodes.
func (r *run) worked() time.Duration { return r.elapsed() - r.starved.sum(r.now()) }

// used are the nodes that the dispatcher may use.
func (r *run) used() []adaptive.Node {
	q := &r.report
	if !r.restricted() {
		return q.nodes
	}
	return adaptive.Among(q.nodes, q.verdict.Nodes)
}

// learn passes on to the flock what the dispatcher has learned.
func (r *run) learn() {
	q, mean := &r.report, r.d.MeanWork()
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	if done := r.d.Results(); done > q.taught {
		r.f.usualOf(r.b.Digest).take(done-q.taught, mean)
		q.taught = done
	}
	for _, p := range r.parts {
		if !p.touched {
			continue
		}
		p.touched = false
		l := r.d.Learned(p.index)
		if l.PerUnit <= 0 {
			continue
		}
		s := p.m.speeds[r.b.Digest]
		if s == nil {
			s = &speed{}
			p.m.speeds[r.b.Digest] = s
		}
		s.Learned, s.model, s.version, s.updated = l, r.b.Model, p.m.version, time.Now()
		if !p.m.fromPast {
			s.hardware = hardwareOf(p.m.gpuShare)
		}
		s.sample()
		p.PerText = max(1, time.Duration(s.PerUnit*mean*float64(time.Second)))
	}
	r.f.sameTexts(r.b.Digest)
}

// tell reports how the batch stands.
func (r *run) tell() {
	r.noteOverdue()
	q := &r.report
	now := r.now()
	out := Progress{
		Verdict: q.verdict, Predicted: q.foreseen.takes, Guessed: q.foreseen.takes > 0 && !q.foreseen.settled,
		Foreseen: len(q.foreseen.nodes), Changed: q.foreseen.changed, Elapsed: r.elapsed(),
		Starved: r.starved.sum(now), Nodeless: r.nodeless.sum(now), Reading: r.starved.on, Rate: r.recentRate(),
		Stopped:  r.f.clock.mark().out - r.began.out,
		Embedded: r.d.Results(), Computed: q.computed, Stalled: r.stalled(),
	}
	speeds := r.speeds()
	out.Shares = r.shares(now, speeds)
	ahead := r.foreseeRest()
	if !r.d.Done() && !out.Reading {
		out.Rest = ahead.rest
	}
	out.Pace = ahead.pace
	if out.Bound = r.bound(speeds, out.Rest); out.Bound > 0 {
		out.Verdict.Bound = out.Bound // one limit, wherever it is looked for
	}
	q.last = out
	if r.b.Observe != nil {
		r.b.Observe(out)
	}
}

// standstill is the end of a batch that no node has worked on for too long.
func (r *run) standstill() error {
	q := &r.report
	waited := q.still.lasts(q.last.Stalled != "" && !r.steering.Paused, r.now())
	if r.b.Wait > 0 && waited >= r.b.Wait {
		return &NoNodeError{For: r.b.Wait, Why: q.last.Stalled}
	}
	return nil
}

// stalled says why nothing can go on, with each node's reason.
func (r *run) stalled() string {
	if len(r.report.nodes) > 0 || r.d.Done() {
		return r.unbelieved()
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	var why []string
	for _, m := range r.f.members {
		state := m.derive(r.b.Model, r.b.Digest)
		if state.Works() {
			return "" // found since the last judgement
		}
		why = append(why, fmt.Sprintf("%s is %s", m.Name, state))
	}
	if len(why) == 0 {
		return "there is no node: add one"
	}
	return "no node can work now: " + strings.Join(why, ", ")
}
