package ui

import (
	"strings"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// copied is the decision in plain text: what was chosen, why, and what the other
// ways would take.
func (p *decisionPane) copied(sc *scene) string {
	j := sc.data.current()
	v := sc.data.idle
	what := "what would be decided"
	if j != nil {
		v, what = j.Verdict, j.Title
	}
	if v.Mode == 0 {
		return ""
	}
	var b strings.Builder
	say := func(parts ...string) {
		for _, one := range parts {
			b.WriteString(cells.Clean(one))
		}
		b.WriteByte('\n')
	}
	say("Decision, ", what, ", ", plural(v.Batch, "text"), ", ", cluster.ShortModel(sc.data.settings.Model), ", ", sc.now.Format("2006-01-02 15:04"))
	say(word(v.Mode), ", ", plural(len(v.Nodes), "node"), ", ", plural(v.Workers, "request"), " in flight about, ", string(v.Reason), ": ", v.Detail)
	say("rule: ", word(v.Rule.Mode), ", ", string(v.Rule.Reason), ": ", v.Rule.Detail)
	say("policy ", v.Policy.String())
	if j != nil {
		say("of the job: worked ", span(j.Worked()), ", predicted ", spanOr(j.Predicted), ", limit ", spanOr(j.Bound))
	}
	b.WriteByte('\n')
	writeTable(&b, waysOf(&v, sc.data.settings.Thresholds), func(column int) bool { return column == 0 })
	b.WriteByte('\n')
	writeTable(&b, planOf(sc, &v), func(column int) bool { return column == 0 })
	return b.String()
}

// waysOf are what could be done and what it takes, as a table: the ways that are
// shown.
func waysOf(v *adaptive.Verdict, t adaptive.Thresholds) [][]string {
	rows := [][]string{{"way", "takes", "beside it"}}
	add := func(name string, takes time.Duration) {
		off := ""
		if v.Predicted > 0 && takes > 0 && takes != v.Predicted {
			off = beyond(takes, v.Predicted)
		}
		rows = append(rows, []string{name, spanOr(takes), off})
	}
	for _, w := range v.Ways(t) {
		name := w.Name()
		if w.Chosen {
			name += " (chosen)"
		}
		add(name, w.Takes)
	}
	add("even split", v.Alternatives.EvenSplit)
	add("limit", v.Bound)
	return rows
}

// planOf is who does how much by the plan, as a table.
func planOf(sc *scene, v *adaptive.Verdict) [][]string {
	rows := [][]string{{"node", "share", "texts/s", "a text"}}
	for _, part := range newVerdictView(sc, *v, nil, 0, &weighed{}).parts() {
		guess := ""
		if part.guessed {
			guess = "~"
		}
		rows = append(rows, []string{
			part.in.Name, wholePercent(float64(part.cents) / 100),
			guess + rate(adaptive.SpeedScore(part.node.PerText)), guess + latency(part.node.PerText),
		})
	}
	return rows
}
