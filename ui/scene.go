package ui

import (
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/graph"
	"flocktop/ui/internal/theme"
)

// scene is what panes and overlays may look at when they draw: nothing that
// can be changed or that would ask the engine.
type scene struct {
	data  *data
	theme *theme.Theme
	now   time.Time // moves with the clock: only overlays and the header, which are drawn anew each time, look at it
	// focused says that keys go to what is being drawn.
	focused bool
	zoomed  bool // what is being drawn has the whole screen
}

// stateStyle is the colour of a node's state; its glyph and word say the same.
func (sc *scene) stateStyle(s cluster.State) theme.Style {
	switch s {
	case cluster.Busy:
		return sc.theme.Good
	case cluster.Ready:
		return sc.theme.Text
	case cluster.Loading:
		return sc.theme.Info
	case cluster.Slow, cluster.NoModel, cluster.OtherDigest, cluster.Drifting:
		return sc.theme.Warn
	case cluster.Ejected, cluster.Offline:
		return sc.theme.Bad
	case cluster.Probing:
		return sc.theme.Muted
	}
	return sc.theme.Muted
}

func (sc *scene) modeStyle(m adaptive.Mode) theme.Style {
	switch m {
	case adaptive.Sequential:
		return sc.theme.Sequential
	case adaptive.Hybrid:
		return sc.theme.Hybrid
	case adaptive.Parallel:
		return sc.theme.Parallel
	}
	return sc.theme.Muted
}

func (sc *scene) modeBadge(m adaptive.Mode) theme.Style {
	switch m {
	case adaptive.Sequential:
		return sc.theme.SequentialBadge
	case adaptive.Hybrid:
		return sc.theme.HybridBadge
	case adaptive.Parallel:
		return sc.theme.ParallelBadge
	}
	return sc.theme.Muted
}

// jobSign is a job's state as glyph and colour.
func (sc *scene) jobSign(s job.State) (glyph string, st theme.Style) {
	g := sc.theme.Glyphs
	switch s {
	case job.Running:
		return g.State("●"), sc.theme.Good
	case job.Waiting:
		return g.State("◐"), sc.theme.Warn
	case job.Paused:
		return g.State("■"), sc.theme.Info
	case job.Queued:
		return g.State("○"), sc.theme.Muted
	case job.Done:
		return g.Done, sc.theme.Good
	case job.Cancelled:
		return g.Failed, sc.theme.Muted
	case job.Broken:
		return g.Failed, sc.theme.Bad
	}
	return "?", sc.theme.Muted
}

// jobState is a job's state in glyph, word and colour. A job that an error has
// halted is not merely paused.
func (sc *scene) jobState(j *job.Status) (glyph, word string, st theme.Style) {
	if j.Halted && !j.State.Ended() {
		return sc.theme.Glyphs.Alert, "halted", sc.theme.Bad
	}
	if sc.data.begins(j) {
		glyph, st = sc.jobSign(job.Running)
		return glyph, "begins", st
	}
	return sc.cameTo(j.State, j.Outcome())
}

// pastState is the same of a job that has ended, as the history knows it.
func (sc *scene) pastState(p *job.Past) (glyph, word string, st theme.Style) {
	return sc.cameTo(p.State, p.Outcome())
}

// cameTo is a state in glyph, word and colour. Nobody is to believe that all is well
// with a job that is done, where something failed.
func (sc *scene) cameTo(s job.State, came job.Outcome) (glyph, word string, st theme.Style) {
	switch came {
	case job.AllFailed:
		return sc.theme.Glyphs.Failed, string(came), sc.theme.Bad
	case job.DoneWithFailures:
		return sc.theme.Glyphs.Alert, s.String(), sc.theme.Warn
	default:
		glyph, st = sc.jobSign(s)
		return glyph, s.String(), st
	}
}

// noVerdict says why nothing can be decided: without a model the engine can only
// say that no node has it.
func (sc *scene) noVerdict(err error) string {
	if sc.data.settings.Model == "" {
		return "no model is chosen (" + named(modelKey) + ")"
	}
	return err.Error()
}

// bar writes a bar of w cells, so much of it done.
func (sc *scene) bar(l *line, st theme.Style, share float64, w int) {
	w = min(w, l.left)
	full, half, rest := graph.Bar(share, w)
	g := sc.theme.Glyphs
	l.repeat(st, g.Bar, full)
	l.repeat(st, g.BarHalf, half)
	l.repeat(sc.theme.Faint, g.Track, rest)
}
