package virtual

import (
	"math"
	"math/rand/v2"
	"sort"
)

// curve says how much effort a node needs for its first u units of work: a
// straight line with a slope of its own for every unit. Effort is in seconds
// at the node's undisturbed speed.
type curve struct {
	perUnit float64
	noise   float64
	random  *rand.Rand
	sums    []float64 // effort of the first k whole units
}

func newCurve(perUnit, noise float64, seed, node uint64) *curve {
	return &curve{perUnit: perUnit, noise: noise, random: rand.New(rand.NewPCG(seed, node+2)), sums: []float64{0}}
}

func (c *curve) grow() {
	last := c.sums[len(c.sums)-1]
	c.sums = append(c.sums, last+c.perUnit*lognormal(c.random, c.noise))
}

// effort is that of the first u units.
func (c *curve) effort(u float64) float64 {
	k := int(u)
	for len(c.sums) <= k+1 {
		c.grow()
	}
	return c.sums[k] + (u-float64(k))*(c.sums[k+1]-c.sums[k])
}

// units is how much work this effort does.
func (c *curve) units(effort float64) float64 {
	if effort <= 0 {
		return 0
	}
	for c.sums[len(c.sums)-1] <= effort {
		c.grow()
	}
	k := sort.SearchFloat64s(c.sums, effort)
	if c.sums[k] > effort {
		k--
	}
	return float64(k) + (effort-c.sums[k])/(c.sums[k+1]-c.sums[k])
}

// profile is a node's speed over time, in effort a second: 1 is undisturbed.
type profile struct {
	from  []float64 // where a new speed begins, ascending from 0
	speed []float64
}

func newProfile(n Node) profile {
	times := []float64{0}
	for _, c := range n.Changes {
		times = append(times, c.At)
	}
	for _, o := range n.Outages {
		times = append(times, o.From)
		if !math.IsInf(o.To, 1) {
			times = append(times, o.To)
		}
	}
	sort.Float64s(times)
	p := profile{from: times, speed: make([]float64, len(times))}
	for i, t := range times {
		p.speed[i] = speedAt(n, t)
	}
	return p
}

func speedAt(n Node, t float64) float64 {
	speed := 1.0
	for _, c := range n.Changes {
		if t >= c.At {
			speed = 1 / c.Factor
		}
	}
	for _, o := range n.Outages {
		if t >= o.From && t < o.To {
			return 0
		}
	}
	return speed
}

// finish is when effort that begins at a time is done.
func (p profile) finish(start, effort float64) float64 {
	t := start
	for i := range p.from {
		end := math.Inf(1)
		if i+1 < len(p.from) {
			end = p.from[i+1]
		}
		if end <= t {
			continue
		}
		if can := (end - t) * p.speed[i]; p.speed[i] > 0 && can >= effort {
			return t + effort/p.speed[i]
		} else if p.speed[i] > 0 {
			effort -= can
		}
		t = end
	}
	return math.Inf(1)
}

// capacity is the effort that fits between two times.
func (p profile) capacity(start, end float64) float64 {
	var sum float64
	for i := range p.from {
		stop := end
		if i+1 < len(p.from) {
			stop = math.Min(end, p.from[i+1])
		}
		begin := math.Max(start, p.from[i])
		if stop > begin && p.speed[i] > 0 {
			sum += (stop - begin) * p.speed[i]
		}
	}
	return sum
}
