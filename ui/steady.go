package ui

import (
	"time"

	"flocktop/adaptive"
)

// steadyFor is how long another mode must be foreseen before the idle dashboard
// shows it: where two are as good, each probe would tip the scales.
const steadyFor = 4 * time.Second

// steady is what would be decided while nothing runs, without trembling.
type steady struct {
	shown    adaptive.Verdict
	settings Settings // under which it was made
	working  int
	other    time.Time // since when another mode is foreseen; zero while none is
}

// take takes in the newest verdict and returns the one to show. What the user
// has set and which nodes work count at once.
func (s *steady) take(now time.Time, v adaptive.Verdict, settings Settings, working int) adaptive.Verdict {
	same := s.settings == settings && s.working == working && s.shown.Mode != 0 && v.Mode != 0
	switch {
	case !same || v.Mode == s.shown.Mode:
		s.other = time.Time{}
	case s.other.IsZero():
		s.other = now
		return s.shown
	case now.Sub(s.other) < steadyFor:
		return s.shown
	default:
		s.other = time.Time{}
	}
	s.shown, s.settings, s.working = v, settings, working
	return v
}
