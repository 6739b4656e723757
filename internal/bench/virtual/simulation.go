package virtual

import (
	"container/heap"
	"math/rand/v2"
)

type eventKind uint8

const (
	arrive  eventKind = iota // a request reaches its server
	served                   // a server is done with its current request
	answer                   // an answer reaches the client
	failure                  // a failure does
	leave                    // a cancellation reaches the server
	outage                   // a server goes down with a reset
	tick                     // the policy asked to be called
	probing                  // a probe's verdict
)

type event struct {
	at    float64
	order uint64 // ties: first come, first served
	kind  eventKind
	node  int
	job   *job
	turn  uint64  // of the server, or of the wake-up
	pause float64 // a probe's
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if e[i].at != e[j].at {
		return e[i].at < e[j].at
	}
	return e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e *events) Push(x any) { *e = append(*e, x.(event)) } //nolint:errcheck,forcetypeassert // heap's way

func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// simulation is one run.
type simulation struct {
	world    *World
	now      float64
	ended    float64
	order    uint64
	events   events
	servers  []*server
	jobs     map[uint64]*job
	nextID   uint64
	alarm    uint64
	finished []bool
	answered []float64
	left     int
	jitter   *rand.Rand
}

func newSimulation(w *World) *simulation {
	s := &simulation{world: w, jobs: map[uint64]*job{}, finished: make([]bool, len(w.Sizes)), answered: make([]float64, len(w.Sizes)), left: len(w.Sizes)}
	s.jitter = rand.New(rand.NewPCG(w.Seed, 1))
	for i, n := range w.Nodes {
		s.servers = append(s.servers, &server{
			spec: n, curve: newCurve(n.PerText, w.Noise, w.Seed, uint64(i)), profile: newProfile(n), cold: n.Cold,
		})
		for _, o := range n.Outages {
			if !o.Silent {
				s.push(event{at: o.From, kind: outage, node: i})
			}
		}
	}
	return s
}

func (s *simulation) push(e event) {
	s.order++
	e.order = s.order
	heap.Push(&s.events, e)
}

// leastRefusal is how long it takes at least to learn that a connection is
// refused, in seconds: a policy that just tries again would otherwise do so for
// ever at one moment.
const leastRefusal = 1e-3

func (s *simulation) half(node int) float64 { return s.world.Nodes[node].RoundTrip / 2 }

func (s *simulation) send(node int, texts []int) uint64 {
	s.nextID++
	j := &job{id: s.nextID, node: node, texts: texts, sums: make([]float64, 1, len(texts)+1)}
	for _, t := range texts {
		j.sums = append(j.sums, j.sums[len(j.sums)-1]+s.world.Sizes[t])
	}
	s.jobs[j.id] = j
	s.push(event{at: s.now + s.half(node), kind: arrive, node: node, job: j})
	return j.id
}

func (s *simulation) cancel(id uint64) {
	if j := s.jobs[id]; j != nil {
		j.gone = true
		delete(s.jobs, id)
		s.push(event{at: s.now + s.half(j.node), kind: leave, node: j.node, job: j})
	}
}

func (s *simulation) wake(at float64) {
	s.alarm++
	s.push(event{at: at, kind: tick, turn: s.alarm})
}

// probe comes after the pause, or after down to half of it: the jitter of the
// real one.
func (s *simulation) probe(node int, pause float64) {
	after := pause * (1 - s.jitter.Float64()/2)
	s.push(event{at: s.now + after, kind: probing, node: node, pause: pause})
}

func (s *simulation) handle(e event, p Policy) {
	switch e.kind {
	case tick:
		if e.turn == s.alarm {
			p.Tick()
		}
	case probing:
		if server := s.servers[e.node]; server.down(s.now) || server.hung(s.now) {
			s.probe(e.node, min(2*e.pause, lastProbe))
		} else {
			p.Back(e.node)
		}
	case answer:
		if s.take(e.job) {
			p.Answered(e.job.id, e.job.load)
		}
	case failure:
		if s.take(e.job) {
			p.Failed(e.job.id)
		}
	case arrive, served, leave, outage:
		s.serve(e)
	}
}

// take ends a request for its client, if that still waits for it.
func (s *simulation) take(j *job) bool {
	if j.gone || j.over {
		return false
	}
	j.over = true
	delete(s.jobs, j.id)
	return true
}

// serve handles what happens at a server.
func (s *simulation) serve(e event) {
	server := s.servers[e.node]
	switch e.kind {
	case arrive:
		switch {
		case e.job.gone:
		case server.down(s.now):
			s.push(event{at: s.now + max(s.half(e.node), leastRefusal), kind: failure, node: e.node, job: e.job})
		default:
			server.waiting = append(server.waiting, e.job)
		}
	case served:
		if e.turn != server.turn {
			return
		}
		j := server.current
		server.finish(len(j.texts))
		s.push(event{at: s.now + s.half(e.node), kind: answer, node: e.node, job: j})
	case leave:
		server.leave(s.now, e.job)
	case outage:
		for _, j := range server.reset(s.now) {
			s.push(event{at: s.now + s.half(e.node), kind: failure, node: e.node, job: j})
		}
	case answer, failure, tick, probing: // not a server's
	}
	if done, ok := server.begin(s.now); ok {
		s.push(event{at: done, kind: served, node: e.node, turn: server.turn})
	}
}
