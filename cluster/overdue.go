package cluster

import (
	"fmt"
	"time"
)

// A node that has become much slower shows that by its answers, and those take
// their time to come. Meanwhile the request that it is at tells as much.
const (
	// overdueFactor is how many times as long as expected a request must be under
	// way, and leastOverdue how long at least, for its node to be called slow.
	overdueFactor = 2.5
	leastOverdue  = time.Second
)

// stillOverdue is how long a node is called slow after such a request: it would be
// well again for a moment after each.
const stillOverdue = 10 * time.Second

// overdue is how long a node was at a request that should have been over by far.
type overdue struct {
	lasted   time.Duration // 0: there is none
	expected time.Duration
	seen     time.Time
	unended  bool // the batch was over sooner than that request: nobody knows its pace
}

// noteOverdue looks at the request that each node is at.
func (r *run) noteOverdue() {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for _, p := range r.parts {
		late := r.overdue(p)
		if p.gone || (late.lasted == 0 && time.Since(p.m.overdue.seen) < stillOverdue) {
			continue
		}
		changes := (late.lasted > 0) != (p.m.overdue.lasted > 0)
		if p.m.overdue = late; changes {
			r.f.settleNode(p.m)
			r.f.touch()
		}
	}
}

// overdue is that of one node.
func (r *run) overdue(p *part) overdue {
	lasted, expected, known := r.d.At(r.now(), p.index)
	if !known || lasted < leastOverdue || lasted.Seconds() < overdueFactor*expected.Seconds() {
		return overdue{}
	}
	return overdue{lasted: lasted, expected: expected, seen: time.Now()}
}

func (o overdue) String() string {
	return fmt.Sprintf("was at one request for %.1f s, where %.1f s were expected", o.lasted.Seconds(), o.expected.Seconds())
}
