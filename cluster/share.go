package cluster

import (
	"cmp"
	"time"
)

// Share is one node's part of a batch.
type Share struct {
	Node     string // ID
	Name     string
	Texts    int // accepted from it, those in doubt included
	Requests int
	Errors   int
	InFlight int
	Busy     time.Duration // during which it had a request
	PerText  time.Duration // learned, for a mean text of the batch; 0 while unmeasured
	Speed    float64       // texts a second by which Bound counts it; 0 where it never was fit for work
}

// shares are the nodes' parts, with the speeds by which the bound counts them. A node that was removed and put back has entered
// the batch twice, and has one share all the same.
func (r *run) shares(now time.Duration, speeds map[string]float64) []Share {
	out := make([]Share, 0, len(r.parts))
	at := make(map[string]int, len(r.parts))
	for _, p := range r.parts {
		s := p.Share
		s.Texts += p.held
		s.Busy = p.busy(now)
		s.Speed = speeds[s.Node]
		if i, again := at[s.Node]; again {
			out[i] = out[i].with(s)
			continue
		}
		at[s.Node] = len(out)
		out = append(out, s)
	}
	return out
}

// with is the share of a node that entered again, later.
func (s Share) with(later Share) Share {
	later.Texts += s.Texts
	later.Requests += s.Requests
	later.Errors += s.Errors
	later.InFlight += s.InFlight
	later.Busy += s.Busy
	later.PerText = cmp.Or(later.PerText, s.PerText)
	return later
}
