package ui

import (
	"slices"
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
// has set and which nodes work count at once. What is shown stays as long as it
// does as well by the newest figures.
func (s *steady) take(now time.Time, v adaptive.Verdict, settings Settings, working int) adaptive.Verdict {
	if s.settings == settings && s.working == working && s.good(&v) {
		s.other = time.Time{}
		return s.shown
	}
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

// good says that the nodes which are shown would do as well as those of the newest
// verdict.
func (s *steady) good(v *adaptive.Verdict) bool {
	const noise = 0.05 // of a prediction
	shown := &s.shown
	if shown.Mode == 0 || v.Mode == 0 || shown.Batch != v.Batch || shown.Guessed != v.Guessed || slices.Equal(shown.Nodes, v.Nodes) {
		return false
	}
	takes := adaptive.Makespan(nodesOfVerdict(v, shown.Nodes), v.Batch)
	return takes > 0 && takes.Seconds() <= (1+noise)*v.Predicted.Seconds()
}

func nodesOfVerdict(v *adaptive.Verdict, ids []string) []adaptive.Node {
	var out []adaptive.Node
	for _, n := range adaptive.Estimate(v.Weighed) {
		if slices.Contains(ids, n.ID) {
			out = append(out, n)
		}
	}
	return out
}
