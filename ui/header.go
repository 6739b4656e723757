package ui

import (
	"slices"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// brand begins every screen.
const brand = "flocktop"

// header says in one line what is watched and how it goes. What matters least
// is left out first where there is no room.
func header(sc *scene, w int) string {
	t, d := sc.theme, sc.data
	l := newLine(w).gap(1).put(t.Brand, brand).gap(2)
	if d.settings.Simulated != "" {
		l.put(t.Simulated, " SIMULATED ").gap(2)
	}
	if n := len(d.flock.Nodes); n == 0 {
		l.put(t.Bad, "no nodes")
	} else {
		dot, st := nodesSign(sc)
		l.sign(st, dot, 1).gap(1).put(t.Strong, count(d.working)).put(t.Muted, "/"+plural(n, "node"))
	}
	right := rightOfHeader(sc, l.left-2)
	end := cells.Width(right) + 1
	for _, f := range facts(sc) {
		if cells.Width(f.text)+3+2 <= l.left-end {
			l.gap(3).put(f.st, f.text)
		}
	}
	return l.to(end).put(t.Text, right).end()
}

// nodesSign says by colour whether all nodes are fit for work.
func nodesSign(sc *scene) (string, theme.Style) {
	g, t := sc.theme.Glyphs, sc.theme
	switch total := len(sc.data.flock.Nodes); {
	case sc.data.working == 0:
		return g.State("✗"), t.Bad
	case sc.data.working < total:
		return g.State("●"), t.Warn
	default:
		return g.State("●"), t.Good
	}
}

// fact is one thing that the header or a banner says.
type fact struct {
	text string
	st   theme.Style
}

// facts of the header by importance.
func facts(sc *scene) []fact {
	t, s := sc.theme, sc.data.settings
	model := fact{cluster.ShortModel(s.Model), t.Text}
	if s.Model == "" {
		model = fact{"no model", t.Warn}
	}
	mode := fact{"mode auto " + t.Glyphs.Dot + " policy " + s.Policy.String(), t.Muted}
	if s.Forced != 0 {
		mode = fact{"forced " + s.Forced.String() + " " + t.Glyphs.Dot + " policy " + s.Policy.String(), t.Warn}
		if forcedInVain(sc) {
			mode.st = t.Muted
		}
	}
	out := []fact{model, mode}
	if s.Simulated != "" {
		out = append(out, fact{s.Simulated, t.Warn})
	}
	if n := sc.data.unended(); n > 1 { // as many as the list counts as running and queued
		out = append(out, fact{count(n) + " jobs left", t.Text})
	}
	return out
}

// rightOfHeader is what stands at its right end, in at most w cells: how fast
// the flock goes, and the time. With room the speed has a place of its own, so that
// what is left of it does not move.
func rightOfHeader(sc *scene, w int) string {
	const speedWidth, roomy = 14, 50
	speed := "idle"
	j := sc.data.current()
	switch {
	case j != nil && j.State != job.Running && j.State != job.Queued:
		_, speed, _ = sc.jobState(j)
	case j != nil:
		speed = sc.data.speedText()
	}
	at := clock(sc.now)
	switch {
	case w >= roomy:
		return cells.PadLeft(speed, speedWidth) + "   " + at
	case w >= cells.Width(speed)+2+len(at):
		return speed + "  " + at
	default:
		return speed
	}
}

// banners are what must not be forgotten: it stands below the header until it
// is lifted.
func banners(sc *scene) []fact {
	t, s := sc.theme, sc.data.settings
	if s.Watching.On {
		return s.Watching.banner(sc)
	}
	var out []fact
	if s.Paused {
		lift := named(pauseKey)
		text := lift + " lets the queue go on"
		if n := sc.data.unended(); n > 0 && sc.data.active() == nil {
			text = plural(n, "job") + " queued: " + lift + " lets the queue go on"
		}
		if halted := sc.data.halted(); halted != nil {
			text = halted.Title + " is halted by an error: " + lift + " takes it up again"
		}
		out = append(out, fact{" PAUSED ", t.Paused}, fact{text, t.Text})
	}
	switch {
	case s.Forced == 0:
	case forcedInVain(sc):
		out = append(out, fact{"forced " + word(s.Forced), t.Muted}, fact{forcedText(sc, len(out) > 0), t.Muted})
	default:
		out = append(out, fact{" FORCED " + word(s.Forced) + " ", t.Forced}, fact{forcedText(sc, len(out) > 0), t.Text})
	}
	return out
}

// forcedVerdict is the verdict of which the mode is forced: that of the batch that
// runs, else of one that would.
func forcedVerdict(sc *scene) *adaptive.Verdict {
	if j := sc.data.active(); j != nil {
		return &j.Verdict
	}
	return &sc.data.idle
}

// forcedInVain says that the same would be done without force: nothing is lost by
// it, so that nobody needs to be alarmed.
func forcedInVain(sc *scene) bool {
	v := forcedVerdict(sc)
	if v.Forced != sc.data.settings.Forced || v.Auto.Mode != v.Mode || len(v.Auto.Nodes) != len(v.Nodes) {
		return false
	}
	named := make(map[string]bool, len(v.Nodes))
	for _, id := range v.Nodes {
		named[id] = true
	}
	return !slices.ContainsFunc(v.Auto.Nodes, func(id string) bool { return !named[id] })
}

// forcedText says what is lost by the forced mode, as far as it is known, and which
// key lifts it: that first behind another banner, which may leave no room for more.
func forcedText(sc *scene, behind bool) string {
	lift, lost := named(forceKey)+" lifts it", lostByForce(sc)
	switch {
	case lost == "":
		return lift
	case behind:
		return lift + "; " + lost
	}
	return lost + "; " + lift
}

func lostByForce(sc *scene) string {
	v, left := forcedVerdict(sc), 1.0
	if j := sc.data.active(); j != nil {
		left = min(1, float64(max(0, j.Remaining()))/float64(max(1, v.Batch))) // what is done is not to be won
	}
	who := "auto"
	if v.Policy == adaptive.Rules {
		who = "the rules"
	}
	switch {
	case v.Auto.Mode == 0:
		return ""
	case forcedInVain(sc):
		return who + " would do the same"
	}
	text := who + " would choose " + v.Auto.Mode.String()
	if auto, now := v.Auto.Predicted, v.Predicted; auto > 0 && now > auto && left > 0 {
		text += ", " + span(time.Duration(left*float64(now-auto))) + " faster"
	}
	return text
}

func bannerLine(sc *scene, w int) string {
	l := newLine(w).gap(1)
	for _, f := range banners(sc) {
		l.put(f.st, f.text).gap(2)
	}
	return l.end()
}
