package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"flocktop/cluster"
)

// kinds is how many different bodies the texts have: texts of one body must get
// the same vector, so that a vector that went to another text is found out.
const kinds = 997

// source brings the texts, evenly over time, in memory only when their time has
// come.
type source struct {
	total  int
	span   time.Duration
	sent   atomic.Int64
	bodies [kinds]string
}

func newSource(total int, span time.Duration) *source {
	s := &source{total: total, span: span}
	for i := range s.bodies {
		s.bodies[i] = fmt.Sprintf("kind %d of a text: %s", i, strings.Repeat("the sheep are counted at dusk, ", 1+i%12))
	}
	return s
}

// kind is the body of a text.
func kind(id int64) int64 { return id % kinds }

// expected is what is still to come.
func (s *source) expected() (int, bool) { return s.total - int(s.sent.Load()), true }

// run sends until all are sent or the context ends, and closes the channel.
func (s *source) run(ctx context.Context, to chan<- []cluster.Text) {
	const step = 50 * time.Millisecond
	defer close(to)
	begun := time.Now()
	tick := time.NewTicker(step)
	defer tick.Stop()
	for next := 0; next < s.total; {
		due := int(float64(s.total) * min(1, time.Since(begun).Seconds()/s.span.Seconds()))
		for next < due {
			const most = 1000 // in one piece
			piece := make([]cluster.Text, min(most, due-next))
			for i := range piece {
				id := int64(next + i)
				body := s.bodies[kind(id)]
				piece[i] = cluster.Text{ID: id, Body: body, Work: float64(len(body))}
			}
			select {
			case to <- piece:
			case <-ctx.Done():
				return
			}
			next += len(piece)
			s.sent.Store(int64(next))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
