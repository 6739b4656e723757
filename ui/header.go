package ui

import (
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/layout"
	"flocktop/ui/internal/theme"
)

// brand begins every screen.
const brand = "flocktop"

// header says in one line what is watched and how it goes. What matters least
// is left out first where there is no room.
func header(sc *scene, w int) string {
	t, d := sc.theme, sc.data
	l := newLine(w).gap(1).put(t.Brand, brand).gap(2)
	if s := d.settings.Simulated; s != "" {
		l.put(t.Simulated, " SIMULATED ").gap(1)
		if sc.class > layout.Narrow {
			l.put(t.Warn, s)
		}
		l.gap(2)
	}
	dot, st := nodesSign(sc)
	if len(d.flock.Nodes) == 0 {
		l.put(st, "no nodes").gap(3)
	} else {
		l.put(st, dot+" ").put(t.Strong, count(d.working)).put(t.Muted, " of "+plural(len(d.flock.Nodes), "node")).gap(3)
	}

	right := rightOfHeader(sc)
	room := l.left - cells.Width(right.text) - 2
	for _, fact := range facts(sc) {
		if n := cells.Width(fact.text); n <= room {
			l.put(fact.st, fact.text).gap(3)
			room -= n + 3
		}
	}
	l.to(cells.Width(right.text) + 1)
	return l.put(right.st, right.text).end()
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
	model := fact{s.Model, t.Text}
	if s.Model == "" {
		model = fact{"no model", t.Warn}
	}
	mode := fact{"mode auto " + t.Glyphs.Dot + " policy " + s.Policy.String(), t.Muted}
	if s.Forced != 0 {
		mode = fact{"forced " + s.Forced.String() + " " + t.Glyphs.Dot + " policy " + s.Policy.String(), t.Warn}
	}
	return []fact{model, mode}
}

// rightOfHeader is what stands at its right end: how fast it goes, and the
// time.
func rightOfHeader(sc *scene) fact {
	text := "idle"
	if j := sc.data.active(); j != nil {
		text = rate(j.Rate) + " texts/s"
		if j.State.String() != "running" {
			text = j.State.String()
		}
	}
	return fact{cells.PadLeft(text, 14) + "   " + clock(sc.now), sc.theme.Text}
}

// banners are what must not be forgotten: it stands below the header until it
// is lifted.
func banners(sc *scene) []fact {
	t, s := sc.theme, sc.data.settings
	var out []fact
	if s.Paused {
		out = append(out, fact{" PAUSED ", t.Paused}, fact{"p lets the queue go on", t.Text})
	}
	if s.Forced != 0 {
		out = append(out, fact{" FORCED " + word(s.Forced) + " ", t.Forced}, fact{forcedText(sc), t.Text})
	}
	return out
}

// forcedText says what is lost by the forced mode, as far as it is known.
func forcedText(sc *scene) string {
	const lift = "f lifts it"
	v := sc.data.idle
	if j := sc.data.active(); j != nil {
		v = j.Verdict
	}
	if v.Auto.Mode == 0 {
		return lift
	}
	text := "auto would choose " + v.Auto.Mode.String()
	if auto, now := v.Auto.Predicted, v.Predicted; auto > 0 && now > auto {
		text += ", " + span(now-auto) + " faster"
	}
	return text + "; " + lift
}

func bannerLine(sc *scene, w int) string {
	l := newLine(w).gap(1)
	for _, f := range banners(sc) {
		l.put(f.st, f.text).gap(2)
	}
	return l.end()
}
