package virtual

import (
	"math"
	"slices"
)

// chores is a list of texts to be done, and the requests that carry some.
type chores struct {
	waiting []int
	flying  map[uint64]sent
	order   []uint64 // of sending; those that are done are passed over
}

type sent struct {
	node  int
	texts []int
	at    float64
}

func newChores(n int) chores {
	c := chores{flying: map[uint64]sent{}, waiting: make([]int, n)}
	for i := range c.waiting {
		c.waiting[i] = i
	}
	return c
}

func (c *chores) take(n int) []int {
	n = min(n, len(c.waiting))
	texts := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	return texts
}

func (c *chores) sent(id uint64, node int, texts []int, at float64) {
	c.flying[id] = sent{node, texts, at}
	c.order = append(c.order, id)
}

func (c *chores) done(id uint64, client *Client) sent {
	s := c.flying[id]
	delete(c.flying, id)
	for _, t := range s.texts {
		client.Done(t)
	}
	return s
}

// lost puts a request's texts back, the next to be taken.
func (c *chores) lost(id uint64) sent {
	s := c.flying[id]
	delete(c.flying, id)
	c.waiting = slices.Concat(s.texts, c.waiting)
	return s
}

// oldest is when the oldest request under way was sent.
func (c *chores) oldest() float64 {
	for len(c.order) > 0 {
		if s, ok := c.flying[c.order[0]]; ok {
			return s.at
		}
		c.order = c.order[1:]
	}
	return math.Inf(1)
}

// expired are the requests sent before a time.
func (c *chores) expired(before float64) []uint64 {
	var out []uint64
	for _, id := range c.order {
		if s, ok := c.flying[id]; ok && s.at <= before+1e-9 {
			out = append(out, id)
		}
	}
	return out
}
