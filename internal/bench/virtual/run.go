package virtual

import (
	"container/heap"
	"math"
)

// Policy decides who gets what. Its methods are called one at a time, in the
// order of virtual time.
type Policy interface {
	// Start hands the policy its flock.
	Start(c *Client)
	// Answered says that a request was answered; load is the server's
	// load_duration in seconds.
	Answered(id uint64, load float64)
	// Failed says that a request was reset or refused.
	Failed(id uint64)
	// Tick comes at the time asked for with [Client.Wake].
	Tick()
	// Back says that a probe found a node up again that had failed or was given
	// up with [Client.Probe].
	Back(node int)
}

// Client is a policy's view of the world.
type Client struct {
	World *World
	sim   *simulation
}

// Now is the virtual time in seconds.
func (c *Client) Now() float64 { return c.sim.now }

// Send puts texts, by index, under way to a node and returns the request's
// number.
func (c *Client) Send(node int, texts []int) uint64 { return c.sim.send(node, texts) }

// Cancel leaves a request.
func (c *Client) Cancel(id uint64) { c.sim.cancel(id) }

// Wake asks for a Tick at a time, in place of what was asked for before.
func (c *Client) Wake(at float64) { c.sim.wake(at) }

// Probe has a node looked at with growing pauses until it is up: 0.25 s,
// doubling to 2 s.
func (c *Client) Probe(node int) { c.sim.probe(node, firstProbe) }

// Done takes in that a text has its vector.
func (c *Client) Done(text int) {
	if !c.sim.finished[text] {
		c.sim.finished[text] = true
		c.sim.answered[text] = c.sim.now
		c.sim.left--
		c.sim.ended = c.sim.now
	}
}

const (
	firstProbe = 0.25
	lastProbe  = 2.0
	// tooLong ends a run that does not end by itself, in seconds.
	tooLong = 1e6
)

// Result is what a run came to.
type Result struct {
	Seconds  float64 // until the last text was answered
	Left     int     // texts never answered
	Computed int     // texts that servers began to work on
	Requests int
	Shares   []int     // texts begun on each node
	Answered []float64 // when each text was, in seconds
}

// Run lets a policy embed the world's texts.
func (w *World) Run(p Policy) Result {
	s := newSimulation(w)
	p.Start(&Client{World: w, sim: s})
	for s.left > 0 && len(s.events) > 0 {
		e := heap.Pop(&s.events).(event) //nolint:errcheck,forcetypeassert // the heap holds nothing else
		if e.at > tooLong {
			break
		}
		s.now = e.at
		s.handle(e, p)
	}
	r := Result{Seconds: s.ended, Left: s.left, Requests: int(s.nextID), Answered: s.answered} //nolint:gosec // far below 2^63
	if s.left > 0 {
		r.Seconds = math.Inf(1)
	}
	for _, server := range s.servers {
		begun := server.texts
		if server.current != nil { // still at it when the last answer came
			for k := range server.current.texts {
				if server.doneAt(k) < s.ended {
					begun++
				}
			}
		}
		r.Computed += begun
		r.Shares = append(r.Shares, begun)
	}
	return r
}
