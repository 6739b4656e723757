package cluster

import (
	"slices"
	"time"
)

// part is a node's part in the batch.
type part struct {
	Share
	m         *member
	index     int
	ping      time.Duration // the round trip, as it is known best
	rtt       bool          // it was measured on answers
	strikes   int           // failed requests in a row
	excused   int           // the last stop of the program that has ended requests to it, counted from 1; 0: none
	excuses   int           // such stops since its last answer
	calls     []uint64      // under way, in the order of sending
	busySince time.Duration // of the running stretch, since the batch began
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
	doubted   string        // the version of its server while its vectors wait
	checked   string        // the version of its server that its verdict is about
	read      time.Time     // when that was read
	missed    time.Time     // when it was last asked for anything in vain
	cut       bool          // it was seen to cut texts
	guess     float64       // seconds for a unit of work, where nothing is measured
	refused   time.Duration // when it first refused a request, since the batch began; 0: never
}

// serve books how long an answered request occupied the node until it was done:
// from its arrival there, or from the end of the one before it, where that came
// later.
func (p *part) serve(c *call, a answer, done time.Duration) {
	begun := max(c.sent+p.ping, p.answered)
	p.served += max(0, done-begun-a.load)
	p.replies++
	p.computed += len(c.texts)
	p.work += c.work
	if a.again == 0 {
		p.work += c.riders.work()
	}
	p.answered = max(p.answered, done)
}

// busy is how long the node has had a request of the batch.
func (p *part) busy(now time.Duration) time.Duration {
	if p.InFlight == 0 {
		return p.Busy
	}
	return p.Busy + now - p.busySince
}

// takeOn and letGo book requests that are sent and come back.
func (p *part) takeOn(c *call) {
	p.calls = append(p.calls, c.id)
	if p.InFlight == 0 {
		p.busySince = c.sent
	}
	p.InFlight++
}

func (p *part) letGo(c *call, now time.Duration) {
	p.calls = slices.DeleteFunc(p.calls, func(id uint64) bool { return id == c.id })
	p.InFlight--
	if p.InFlight == 0 {
		p.Busy += now - p.busySince
	}
}
