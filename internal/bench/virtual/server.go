package virtual

import (
	"math"
	"slices"
)

// job is one request on its way to, in and back from a server.
type job struct {
	id    uint64
	node  int
	texts []int
	// sums[i] is the work of the first i texts.
	sums []float64
	gone bool // cancelled
	over bool // answered or failed
	load float64
}

// server works through its requests one after the other.
type server struct {
	spec    Node
	curve   *curve
	profile profile

	cold    bool
	waiting []*job
	current *job
	began   float64 // when the current job's service began
	effort  float64 // at which position of effort its first text begins
	base    float64 // units done before the current job
	free    float64 // not before this time
	turn    uint64  // changes whenever the current job does

	texts int // begun in all
}

// begin takes the next waiting job in hand and says when it will be done.
func (s *server) begin(now float64) (done float64, ok bool) {
	if s.current != nil || len(s.waiting) == 0 {
		return 0, false
	}
	s.current = s.waiting[0]
	s.waiting = s.waiting[1:]
	s.turn++
	s.began = math.Max(now, s.free)
	s.effort = s.spec.PerRequest
	if s.cold {
		s.cold = false
		s.current.load = s.spec.Load
		s.effort += s.spec.Load
	}
	return s.doneAt(len(s.current.texts)), true
}

// doneAt is when the first k texts of the current job are done.
func (s *server) doneAt(k int) float64 {
	work := s.curve.effort(s.base+s.current.sums[k]) - s.curve.effort(s.base)
	return s.profile.finish(s.began, s.effort+work)
}

// finish ends the current job after its first k texts.
func (s *server) finish(k int) {
	s.base += s.current.sums[k]
	s.texts += k
	s.current = nil
	s.turn++
}

// leave ends a job whose client has left; the text in hand is finished.
func (s *server) leave(now float64, j *job) {
	if s.current != j {
		s.waiting = slices.DeleteFunc(s.waiting, func(o *job) bool { return o == j })
		return
	}
	for k := range len(j.texts) + 1 {
		if end := s.doneAt(k); end >= now {
			s.free = end
			s.finish(k)
			return
		}
	}
}

// reset drops everything and returns what was dropped.
func (s *server) reset(now float64) []*job {
	lost := s.waiting
	s.waiting = nil
	if s.current != nil {
		lost = append(lost, s.current)
		k := 0
		for k < len(s.current.texts) && s.doneAt(k+1) <= now {
			k++
		}
		s.finish(k)
	}
	s.cold = s.spec.Load > 0 // a server that comes back has nothing in memory
	s.free = now
	return lost
}

// down says whether the server refuses connections.
func (s *server) down(t float64) bool {
	for _, o := range s.spec.Outages {
		if !o.Silent && t >= o.From && t < o.To {
			return true
		}
	}
	return false
}

// hung says whether the server takes connections and does nothing.
func (s *server) hung(t float64) bool {
	for _, o := range s.spec.Outages {
		if o.Silent && t >= o.From && t < o.To {
			return true
		}
	}
	return false
}
