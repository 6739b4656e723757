package ui

import (
	"flocktop/cluster"
	"flocktop/internal/config"
	"flocktop/ui/internal/theme"
)

// LimitsOf are the limits of a configuration, in the units of the screen.
func LimitsOf(t config.Thresholds) Limits {
	const milliseconds = 1000
	seconds := func(l config.Limits) Limit {
		return Limit{Warn: l.Warn / milliseconds, Critical: l.Critical / milliseconds}
	}
	return Limits{
		Errors: Limit(t.Errors), Average: seconds(t.AverageMS), Ping: seconds(t.PingMS), VRAM: Limit(t.VRAM),
		Health: Limit(t.Health), Queued: Limit(t.Queued),
	}
}

// grade is how a figure stands to its limits.
type grade uint8

const (
	fine grade = iota
	warning
	critical
)

// grade is how a figure stands to a limit that it should stay below.
func (l Limit) grade(v float64) grade {
	switch {
	case l.Critical > 0 && v >= l.Critical:
		return critical
	case l.Warn > 0 && v >= l.Warn:
		return warning
	}
	return fine
}

// gradeBelow is how a figure stands to a limit that it should stay above.
func (l Limit) gradeBelow(v float64) grade {
	switch {
	case v < l.Critical:
		return critical
	case v < l.Warn:
		return warning
	}
	return fine
}

// graded is the style of a figure with this grade; st where all is well.
func (sc *scene) graded(g grade, st theme.Style) theme.Style {
	switch g {
	case warning:
		return sc.theme.Warn
	case critical:
		return sc.theme.Bad
	case fine:
	}
	return st
}

// gradeSign stands before a figure that is beyond a limit, because not every
// terminal has colours and not every eye sees them; "" where all is well.
func (sc *scene) gradeSign(g grade) string {
	switch g {
	case warning:
		return sc.theme.Glyphs.Alert
	case critical:
		return sc.theme.Glyphs.State(cluster.Ejected.Glyph())
	case fine:
	}
	return ""
}

// healthGrade goes by the configured limits; where there are none, it warns of
// a score below the node's own band: 55 is fine for a CPU.
func (sc *scene) healthGrade(h cluster.Health) grade {
	if limit := sc.data.settings.Limits.Health; limit != (Limit{}) {
		return limit.gradeBelow(float64(h.Score))
	}
	const poor = 0.8 // of the floor of a band, or of full marks for errors
	switch {
	case h.Score == 0 || h.Failing:
		return critical
	case float64(h.Score) < poor*h.Floor || h.Errors < poor:
		return warning
	}
	return fine
}

// vramGrade is of the share of its memory that loaded models hold.
func (sc *scene) vramGrade(n *cluster.Node) grade {
	if n.VRAMUsed == nil || n.VRAMTotal == nil || *n.VRAMTotal <= 0 {
		return fine
	}
	return sc.data.settings.Limits.VRAM.grade(float64(*n.VRAMUsed) / float64(*n.VRAMTotal))
}

func (sc *scene) averageGrade(n *cluster.Node) grade {
	return sc.data.settings.Limits.Average.grade(n.Average.Seconds())
}

func (sc *scene) pingGrade(n *cluster.Node) grade {
	return sc.data.settings.Limits.Ping.grade(n.Ping.Seconds())
}

func (sc *scene) queuedGrade(n *cluster.Node) grade {
	return sc.data.settings.Limits.Queued.grade(float64(n.InFlight))
}

func (sc *scene) errorGrade(n *cluster.Node) grade {
	return sc.data.settings.Limits.Errors.grade(n.ErrorRate)
}
