package dispatch

import "time"

// Burden takes in that a request carries work beside its texts, which the run
// knows nothing of: it takes longer for that, and should the node fall over it,
// its texts are not to blame.
func (d *Dispatcher) Burden(id uint64, work float64) {
	if r := d.requests[id]; r != nil {
		r.burden += work
		r.units += work
	}
}

// Unburden takes in that the request was sent again with nothing but its texts,
// at that time: what it took before does not count.
func (d *Dispatcher) Unburden(at time.Duration, id uint64) {
	r := d.requests[id]
	if r == nil {
		return
	}
	r.units -= r.burden
	r.burden = 0
	d.Occupied(at, r.Node)
}
