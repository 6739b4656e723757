package cluster

import (
	"slices"
	"time"
)

// spell is a request's texts over the time that the node worked on them. They
// count from the answer on, for as long again: what lies before was shown.
type spell struct {
	texts      float64
	from, till time.Time
}

// within is how many of the texts belong to the time between these two moments.
func (s *spell) within(from, till time.Time) float64 {
	whole := s.till.Sub(s.from)
	switch {
	case whole > 0:
	case s.from.After(till): // its turn comes behind those that are shown before
		return 0
	default:
		return s.texts
	}
	if s.from.After(from) {
		from = s.from
	}
	if s.till.Before(till) {
		till = s.till
	}
	return s.texts * max(0, till.Sub(from).Seconds()) / whole.Seconds()
}

// spread books the texts of an answer that the node worked on for so long. All in
// the second of the answer they would look faster than any node is. The lock is
// held.
func (m *member) spread(texts int, took time.Duration) {
	from := time.Now()
	if n := len(m.spells); n > 0 && m.spells[n-1].till.After(from) {
		from = m.spells[n-1].till // it did one after the other
	}
	m.spells = append(m.spells, spell{float64(texts), from, from.Add(max(0, took))})
}

// unfold is how many texts belong to the second that ends now.
func (m *member) unfold(now time.Time) float64 {
	var sum float64
	for i := range m.spells {
		sum += m.spells[i].within(m.closed, now)
	}
	m.spells = slices.DeleteFunc(m.spells, func(s spell) bool { return !s.till.After(now) })
	m.closed = now
	return sum
}
