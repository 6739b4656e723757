package cluster

import (
	"context"
	"slices"
	"time"
)

// Each node has a turn of its own in which it is probed: all of a large flock at
// once would make each other's ping longer, and each by itself would keep the
// processor awake.

const (
	// inventoryInterval is how often version and models are read: they change
	// by a person's hand.
	inventoryInterval = time.Minute
	// inventoryRetry is how soon they are read again on a node that lacks the
	// model: somebody may be pulling it.
	inventoryRetry = 5 * time.Second
	// inventoryWanted is the same while a batch misses the node.
	inventoryWanted = time.Second
	// looksPerSecond bounds what watching a large flock costs: with the
	// inventories it makes at most 100 probes a second.
	looksPerSecond = 70
	// probedTogether is how many nodes are probed in one moment. A processor that
	// wakes for one has three more at a third of the price, and so few do not make
	// each other's ping longer. (10 nodes, idle: 23 % less of a core.)
	probedTogether = 4
)

// watch starts the probing of a node. The lock is held and f.run is set.
func (f *Flock) watch(m *member) {
	m.life, m.stop = context.WithCancel(f.run)
	f.spawn(&f.probes, func() { f.probeLoop(m.life, m) })
}

func (f *Flock) probeLoop(ctx context.Context, m *member) {
	var inventory time.Time
	for first := true; ; first = false {
		if !first && !sleep(ctx, f.probePause(m)) {
			return
		}
		if time.Since(inventory) >= f.inventoryPause(m) {
			if f.readInventory(ctx, m) {
				inventory = time.Now()
			}
		}
		if f.readLoaded(ctx, m) {
			inventory = time.Time{}
			if f.readInventory(ctx, m) {
				inventory = time.Now()
			}
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// probePause is the time until the node's next turn. A node that a batch misses is
// looked for more often.
func (f *Flock) probePause(m *member) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	interval := f.cfg.PollInterval
	if !m.answers && f.batches > 0 {
		interval = min(interval, lastBackoff)
	}
	return untilTurn(time.Since(f.begun), interval, max(0, slices.Index(f.members, m)), len(f.members))
}

// untilTurn is how long the node of that place among so many waits for its next
// probe, the flock having run so long. All have one in an interval, which is longer
// in a flock so large that probing would cost too much; they take turns in small
// groups, evenly over it. At least a quarter of an interval passes between two.
func untilTurn(ran, interval time.Duration, place, nodes int) time.Duration {
	interval = max(interval, time.Duration(nodes)*time.Second/looksPerSecond)
	groups := max(1, (nodes+probedTogether-1)/probedTogether)
	turn := interval * time.Duration(place%groups) / time.Duration(groups)
	return (ran + interval/4 - turn + interval).Truncate(interval) + turn - ran
}

func (f *Flock) inventoryPause(m *member) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case !m.known || !m.answers:
		return 0
	case f.batches > 0 && (m.state == NoModel || m.state == OtherDigest || m.state == Drifting):
		return inventoryWanted
	case m.state == NoModel || m.state == OtherDigest:
		return inventoryRetry
	default:
		return inventoryInterval
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
