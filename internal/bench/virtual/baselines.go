package virtual

import "math"

// timeout is after how long a baseline gives a request up, as their authors'
// clients do. Only silent nodes make it matter.
const timeout = 60.0

// downTime is how long a balancer leaves a node alone that failed: nginx's
// fail_timeout.
const downTime = 10.0

// Pool is the usual client: so many workers, each sends the next texts to the
// node that a balancer picks and waits for the answer.
type Pool struct {
	Nodes   []int // that may be used
	Workers int
	Batch   int // texts in a request
	// Least picks the node with the fewest requests under way, else they take
	// turns.
	Least bool

	client *Client
	chores
	turn int
	busy []int     // requests under way on each node
	down []float64 // until when a node is left alone
}

// Start implements [Policy].
func (p *Pool) Start(c *Client) {
	p.client = c
	p.chores = newChores(len(c.World.Sizes))
	p.busy = make([]int, len(c.World.Nodes))
	p.down = make([]float64, len(c.World.Nodes))
	for range p.Workers {
		p.next()
	}
	p.client.Wake(p.oldest() + timeout)
}

func (p *Pool) next() {
	if texts := p.take(p.Batch); len(texts) > 0 {
		node := p.pick()
		p.busy[node]++
		p.sent(p.client.Send(node, texts), node, texts, p.client.Now())
	}
}

// pick is the balancer: it passes over nodes that failed lately, unless all
// did.
func (p *Pool) pick() int {
	best, fewest := -1, math.MaxInt
	for i := range p.Nodes {
		node := p.Nodes[(p.turn+i)%len(p.Nodes)]
		if p.down[node] > p.client.Now() {
			continue
		}
		if !p.Least {
			p.turn += i + 1
			return node
		}
		if p.busy[node] < fewest {
			best, fewest = node, p.busy[node]
		}
	}
	p.turn++
	if best < 0 {
		best = p.Nodes[p.turn%len(p.Nodes)]
	}
	return best
}

// Answered implements [Policy].
func (p *Pool) Answered(id uint64, _ float64) {
	s := p.done(id, p.client)
	p.busy[s.node]--
	p.next()
	p.client.Wake(p.oldest() + timeout)
}

// Failed implements [Policy].
func (p *Pool) Failed(id uint64) {
	s := p.lost(id)
	p.busy[s.node]--
	p.down[s.node] = p.client.Now() + downTime
	p.next()
	p.client.Wake(p.oldest() + timeout)
}

// Tick implements [Policy]: a request timed out.
func (p *Pool) Tick() {
	for _, id := range p.expired(p.client.Now() - timeout) {
		p.client.Cancel(id)
		p.Failed(id)
	}
	p.client.Wake(p.oldest() + timeout)
}

// Back implements [Policy].
func (p *Pool) Back(int) {}

// Pull lets each node take its next request when it has room: self-scheduling.
type Pull struct {
	Nodes    []int
	InFlight int // requests under way on a node
	Batch    int
	// Split gives each node the same number of texts beforehand; otherwise all
	// draw from one list.
	Split bool

	client *Client
	lists  []chores // one for each of Nodes, or one for all
}

// Start implements [Policy].
func (p *Pull) Start(c *Client) {
	p.client = c
	p.lists = []chores{newChores(len(c.World.Sizes))}
	if p.Split {
		all := p.lists[0].take(len(c.World.Sizes))
		p.lists = make([]chores, len(p.Nodes))
		for i := range p.lists {
			p.lists[i] = newChores(0)
		}
		for i, t := range all {
			p.lists[i%len(p.lists)].waiting = append(p.lists[i%len(p.lists)].waiting, t)
		}
	}
	for range p.InFlight {
		for i, node := range p.Nodes {
			p.next(i, node)
		}
	}
	p.wake()
}

func (p *Pull) list(i int) *chores {
	if p.Split {
		return &p.lists[i]
	}
	return &p.lists[0]
}

func (p *Pull) next(i, node int) {
	list := p.list(i)
	if texts := list.take(p.Batch); len(texts) > 0 {
		list.sent(p.client.Send(node, texts), node, texts, p.client.Now())
	}
}

func (p *Pull) find(id uint64) (int, *chores) {
	for i := range p.lists {
		if _, ok := p.lists[i].flying[id]; ok {
			return i, &p.lists[i]
		}
	}
	return 0, nil
}

// Answered implements [Policy].
func (p *Pull) Answered(id uint64, _ float64) {
	i, list := p.find(id)
	s := list.done(id, p.client)
	p.next(i, s.node)
	p.wake()
}

// Failed implements [Policy]: the texts go to the next node of the set.
func (p *Pull) Failed(id uint64) {
	i, list := p.find(id)
	s := list.lost(id)
	for k, node := range p.Nodes {
		if node == s.node {
			p.next(i, p.Nodes[(k+1)%len(p.Nodes)])
			break
		}
	}
	p.wake()
}

func (p *Pull) wake() {
	first := math.Inf(1)
	for i := range p.lists {
		first = min(first, p.lists[i].oldest())
	}
	p.client.Wake(first + timeout)
}

// Tick implements [Policy]: a request timed out.
func (p *Pull) Tick() {
	for i := range p.lists {
		for _, id := range p.lists[i].expired(p.client.Now() - timeout) {
			p.client.Cancel(id)
			p.Failed(id)
		}
	}
	p.wake()
}

// Back implements [Policy].
func (p *Pull) Back(int) {}
