package dispatch

import (
	"math"
	"time"
)

const (
	// startVariance is what v is taken for until it is learned: texts that
	// differ by a fifth.
	startVariance = 0.04
	// freshTexts is how few texts a node must have taught to be fresh, and
	// shortTrip which part of a request's service a round trip may be then.
	freshTexts = 6
	shortTrip  = 0.1
	// slowestGuess stands in for a guess that is none, in seconds per unit.
	slowestGuess = 1
	// loadSigma is the relative uncertainty of an expected load time.
	loadSigma = 0.3
	// outlook is how much longer an overdue request is expected to take, as a
	// share of how long it is overdue: what has kept us waiting keeps us waiting.
	outlook = 1.0
)

// node is what the dispatcher knows of one node. Times are seconds since the
// run began.
type node struct {
	Node
	index   int
	allowed bool // the mode lets it work
	up      bool // the cluster lets it work

	a, h, c, v float64
	lessons    lessons

	limit int     // requests in flight
	cap   int     // texts in a request: the slow start
	calm  int     // answers since the limit was lowered or raised
	rest  float64 // no request before this time: it refused one
	// reserved is until when the node works on something else
	reserved float64
	pause    float64 // the next rest after a refusal
	loaded   bool
	proving  bool // it came back and has not answered yet
	served   bool // it has answered in this run
	wasDown  bool
	shadow   bool // had its shadow
	listed   bool // stands in the list of nodes to be looked at

	flight   []*request // in the order of sending
	last     float64    // when it last answered or became free
	blurred  bool       // when the head's service began is not known
	odd      int        // answers in a row that were off the expectation, below 0 those that came too soon
	slower   trend      // answers that took longer than expected
	faster   trend      // or less long
	fails    int        // requests in a row that it choked on
	patience float64    // stretches the silence rule after each false alarm
	grace    float64    // seconds that it has more by the same rule
}

// request is a [Request] under way.
type request struct {
	Request
	texts []*text
	units float64
	// burden is which part of the units is not its texts'; see [Dispatcher.Burden]
	burden float64
	sent   float64
	end    float64 // when it will be answered, as of the node's last drain
	late   bool    // it was noticed to be overdue
}

// newNode checks what comes from outside: learned values may be old files.
func newNode(set Settings, index int, from Node) *node {
	l := from.Learned
	n := &node{
		Node: from, index: index, allowed: true, loaded: from.Loaded,
		a: max(0, l.RoundTrip.Seconds()), h: max(0, l.PerRequest.Seconds()),
		limit: set.InFlight, cap: 1, patience: 1,
	}
	if !positive(n.Guess) {
		n.Guess = slowestGuess
	}
	n.v = startVariance
	if positive(l.Variance) {
		n.v = l.Variance
	}
	if positive(l.PerUnit) {
		n.c = l.PerUnit
		n.lessons.trust(set, l)
		n.cap = min(max(1, int(l.Texts)), set.LargestRequest/capGrowth) // trusted, though not blindly
	}
	return n
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 1) }

// unit is the expected time of one unit of work.
func (n *node) unit() float64 {
	if n.c > 0 {
		return n.c
	}
	return n.Guess
}

// measured says whether the node's pace is known from its own answers.
func (n *node) measured() bool { return n.c > 0 }

// freeAt is when the node may be sent a request, as far as that is a matter of
// time.
func (n *node) freeAt() float64 { return max(n.rest, n.reserved) }

func (n *node) usable() bool { return n.allowed && n.up }

// hasRoom says whether another request may be sent to the node. Beyond the
// usual number it may while what is in flight would not outlast the round trip:
// short requests over a long way.
func (n *node) hasRoom(set *Settings, now float64) bool {
	flying := len(n.flight)
	switch {
	case !n.usable():
		return false
	case flying == 0:
		return true
	case !n.loaded || n.proving || n.fresh():
		return false // the next would only wait for the load, the verdict or the lesson
	case flying < n.limit:
		return true
	default:
		return n.mayGoDeeper(set) && n.drain(now) < now+n.a
	}
}

// mayGoDeeper says whether more than the usual number of requests may be under
// way: on a node that has shown its pace and refused nothing.
func (n *node) mayGoDeeper(set *Settings) bool {
	flying := len(n.flight)
	return n.usable() && n.loaded && !n.proving && n.measured() &&
		n.limit == set.InFlight && flying >= n.limit && flying < set.Deepest
}

// fresh says that the next answer teaches so much that it is worth waiting for:
// a second request would be cut without knowing better. Where the round trip
// matters, it matters more.
func (n *node) fresh() bool {
	return len(n.flight) > 0 && n.lessons.texts < freshTexts && n.a < shortTrip*n.service(n.flight[0])
}

// service is how long a request occupies the node.
func (n *node) service(r *request) float64 {
	s := n.h + n.unit()*r.units
	if r.Cold {
		s += n.Load.Seconds()
	}
	return s
}

// sigma is the standard deviation of a request's service time: its texts vary
// independently.
func (n *node) sigma(r *request) float64 {
	s := n.unit() * r.units * math.Sqrt(n.v/float64(len(r.texts)))
	if r.Cold {
		s += loadSigma * n.Load.Seconds()
	}
	return s
}

// drain is when what is in flight will be done, now at the earliest. On the way
// it notes each request's end. An overdue head is expected to be as late again,
// and what stands behind it to be as slow.
func (n *node) drain(now float64) float64 {
	t, unit := n.last, n.unit()
	for i, r := range n.flight {
		start := max(r.sent+n.a, t)
		end := start + n.h + unit*r.units
		if r.Cold {
			end += n.Load.Seconds()
		}
		if i == 0 && end < now {
			unit = max(unit, (now-start-n.h)/r.units)
			end = now + outlook*(now-end)
		}
		r.end = end
		t = end
	}
	return max(t, now)
}

// atLeast is the time of a unit of work as the plan assumes it: while the head is
// late by far, no shorter than what that has taken already.
func (n *node) atLeast(now float64) float64 {
	unit := n.unit()
	if len(n.flight) == 0 {
		return unit
	}
	r, start, expected := n.head()
	if took := now - start; took > oddFactor*expected && took > expected+oddSigmas*n.sigma(r) {
		unit = max(unit, (took-n.h)/r.units)
	}
	return unit
}

// starts is S: when the first text of a new request would begin, its request
// cost paid.
func (n *node) starts(now float64) float64 {
	arrive := max(now, n.freeAt()) + n.a
	if !n.loaded && len(n.flight) == 0 {
		arrive += n.Load.Seconds()
	}
	return max(n.drain(now), arrive) + n.h
}

// head is how the oldest request in flight stands: when its service began, and
// how long it should take.
func (n *node) head() (r *request, start, expected float64) {
	r = n.flight[0]
	return r, max(r.sent+n.a, n.last), n.service(r)
}

// mark is how a text remembers the node.
func (n *node) mark() int32 { return int32(n.index) } //nolint:gosec // an index of nodes

// drop takes a request off the node and says whether it was the head.
func (n *node) drop(r *request) (head bool) {
	for i, f := range n.flight {
		if f == r {
			n.flight = append(n.flight[:i], n.flight[i+1:]...)
			return i == 0
		}
	}
	return false
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

// seconds turns the dispatcher's own time into the driver's.
func seconds(s float64) time.Duration {
	const limit = float64(math.MaxInt64) / 4
	return time.Duration(min(s*float64(time.Second), limit))
}
