package dispatch

import "time"

// Accept takes in that held texts can be trusted after all, and returns those
// that were still held: the others were answered by a copy meanwhile.
func (d *Dispatcher) Accept(at time.Duration, ids []int64) (fresh []int64) {
	now := d.tick(at)
	for _, id := range ids {
		if t := d.takeHeld(id); t != nil {
			d.finish(t, done)
			fresh = append(fresh, id)
		}
	}
	if len(fresh) > 0 {
		d.cancelUnwanted(now)
	}
	return fresh
}

// Return takes in that held texts were answered in vain: they go back to the
// queue, unless a copy of them is under way or has been answered.
func (d *Dispatcher) Return(ids []int64) {
	for _, id := range ids {
		t := d.takeHeld(id)
		switch {
		case t == nil:
		case t.requests > 0:
			t.state = flying
		default:
			t.state = waiting
			d.queue.giveBack(t)
		}
	}
	d.changed()
}

// Held is how many texts are answered and wait for a verdict.
func (d *Dispatcher) Held() int { return len(d.held) }

func (d *Dispatcher) takeHeld(id int64) *text {
	t := d.held[id]
	delete(d.held, id)
	return t
}
