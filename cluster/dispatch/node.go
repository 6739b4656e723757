package dispatch

import (
	"math"
	"time"
)

// startVariance is what v is taken for until it is learned.
const startVariance = 0.04

// node is what the dispatcher knows of one node. Times are seconds since the
// run began.
type node struct {
	Node
	index   int
	allowed bool // the mode lets it work
	up      bool // the cluster lets it work

	a, h, c, v float64
	lessons    lessons

	limit  int     // requests in flight
	cap    int     // texts in a request: the slow start
	rest   float64 // no request before this time
	pause  float64 // the next rest after a refusal
	loaded bool
	shadow bool // had its shadow
	parked bool // the plan has nothing for it
	listed bool // stands in the list of nodes to be looked at

	flight []*request // in the order of sending
	last   float64    // when it last answered or became free
	odd    int        // answers in a row that were off by more than 2x
	fails  int        // requests in a row that failed
}

// request is a [Request] under way.
type request struct {
	Request
	texts     []*text
	units     float64
	sent      float64
	copies    int
	original  *request // what a copy was copied from
	cancelled bool
}

// unit is the expected time of one unit of work.
func (n *node) unit() float64 {
	if n.c > 0 {
		return n.c
	}
	return n.Guess
}

// measured says whether the node's pace is known from its own answers.
func (n *node) measured() bool { return n.c > 0 }

func (n *node) usable() bool { return n.allowed && n.up }

// load is what loading the model is still expected to cost before the next
// text.
func (n *node) load() float64 {
	if n.loaded {
		return 0
	}
	return n.Load.Seconds()
}

// service is how long a request occupies the node.
func (n *node) service(units float64) float64 { return n.h + n.unit()*units }

// drain is when what is in flight will be done, now at the earliest. An overdue
// head makes the node look as slow as it must be by now.
func (n *node) drain(now float64) float64 {
	t, unit := n.last, n.unit()
	for i, r := range n.flight {
		start := max(r.sent+n.a, t)
		if r.Cold {
			start += n.Load.Seconds()
		}
		end := start + n.h + unit*r.units
		if i == 0 && end < now {
			unit = max(unit, (now-start-n.h)/r.units)
			end = now
		}
		t = end
	}
	return max(t, now)
}

// ends is when each request in flight is expected to be done, drain's own walk.
func (n *node) ends(now float64, visit func(r *request, end float64)) {
	t, unit := n.last, n.unit()
	for i, r := range n.flight {
		start := max(r.sent+n.a, t)
		if r.Cold {
			start += n.Load.Seconds()
		}
		end := start + n.h + unit*r.units
		if i == 0 && end < now {
			unit = max(unit, (now-start-n.h)/r.units)
			end = now
		}
		visit(r, end)
		t = end
	}
}

// starts is S: when the first text of a new request would begin.
func (n *node) starts(now float64) float64 {
	arrive := now + n.a
	if len(n.flight) == 0 {
		arrive += n.load()
	}
	return max(n.drain(now), arrive) + n.h
}

// head is how the oldest request in flight stands: when its service began, and
// how long it should take.
func (n *node) head() (r *request, start, expected float64) {
	r = n.flight[0]
	start = max(r.sent+n.a, n.last)
	return r, start, n.service(r.units)
}

// sigma is the standard deviation of the service time of a request: its texts
// vary independently.
func (n *node) sigma(r *request) float64 {
	return n.unit() * r.units * math.Sqrt(n.v/float64(len(r.texts)))
}

func (n *node) drop(r *request) {
	for i, f := range n.flight {
		if f == r {
			n.flight = append(n.flight[:i], n.flight[i+1:]...)
			return
		}
	}
}

func (n *node) learned() Learned {
	return Learned{
		RoundTrip:  seconds(n.a),
		PerRequest: seconds(n.h),
		PerUnit:    n.c,
		Variance:   n.v,
		Texts:      n.lessons.texts,
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
