package job

import "slices"

// sharesNow are the shares with what was stored since the flock was last observed:
// what nodes did and what is embedded add up at every moment. Of a job that has ended
// they change no more, and are handed out as they are. The lock is held.
func (e *entry) sharesNow() []Share {
	if len(e.stored) == 0 {
		return e.status.Shares
	}
	out := slices.Clone(e.status.Shares)
	for i := range out {
		s := &out[i]
		s.Texts = max(s.Texts, e.stored[s.Node])
	}
	return out
}

// settleShares makes them those that the job has ended with. The lock is held.
func (e *entry) settleShares() {
	e.status.Shares = e.sharesNow()
	clear(e.stored)
}
