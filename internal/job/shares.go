package job

import "slices"

// sharesNow are the shares with what was stored since the flock was last observed:
// what nodes did and what is embedded add up at every moment. The lock is held.
func (e *entry) sharesNow() []Share {
	out := slices.Clone(e.status.Shares)
	for i := range out {
		s := &out[i]
		s.Texts = max(s.Texts, e.stored[s.Node])
	}
	return out
}
