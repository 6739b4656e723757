package ui

import (
	"slices"
	"strconv"
	"strings"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// jobSheet is the overview of a job.
func jobSheet(sc *scene, j *job.Status, passed []job.PassedOver, w int) []string {
	t := sc.theme
	sign, word, st := sc.jobState(j)
	state := sign + " " + word
	if j.Why != "" {
		state += ": " + j.Why
	}
	out := factLines(sc, w, "state", state, st)
	if j.Halted && !j.State.Ended() {
		out = append(out, factLines(sc, w, "", named(pauseKey)+" takes it up again; what is stored is not embedded anew", t.Text)...)
	}
	if !j.State.Ended() && j.State != job.Queued {
		out = append(out, batchBar(sc, j, w))
		switch {
		case j.State == job.Running && j.Reading:
			out = append(out, factLine(sc, w, "speed", "waiting for documents: nothing is there to embed", t.Info))
		case j.State == job.Running:
			out = append(out, factLine(sc, w, "speed", rateOf(j)+" texts/s, ETA "+restTime(j), t.Text))
		}
	}
	out = append(out, pathLines(sc, j, w)...)
	out = append(out, factLine(sc, w, "model", cluster.ShortModel(j.Model), t.Text))
	for _, f := range contentFacts(j, passed) {
		out = append(out, factLines(sc, w, f[0], f[1], t.Text)...)
	}
	if j.State != job.Queued {
		out = append(out, factLines(sc, w, "time", tookText(j), t.Text)...)
	}
	if text := foretoldText(j); text != "" {
		out = append(out, factLines(sc, w, "", text, t.Text)...)
	}
	out = append(out, momentLines(sc, j, w)...)
	if j.Verdict.Mode != 0 {
		out = append(out,
			factLine(sc, w, "decision", modeOf(&j.Verdict.Decision, len(j.Verdict.Weighed))+": "+string(j.Verdict.Reason), sc.modeStyle(j.Verdict.Mode)))
		out = append(out, factLines(sc, w, "", j.Verdict.Detail, t.Text)...)
	}
	if j.Verdict.Rule.Mode != 0 {
		out = append(out,
			factLine(sc, w, "rule", modeOf(&j.Verdict.Rule, len(j.Verdict.Weighed))+": "+string(j.Verdict.Rule.Reason), t.Muted))
	}
	if len(j.Shares) > 0 {
		out = append(out, blank(w), sectionHead(sc, w, "Shares"))
		out = append(out, shareBars(sc, j.Shares, w, len(j.Shares))...)
		if text := besideText(j); text != "" {
			out = append(out, factLines(sc, w, "", text, t.Muted)...)
		}
	}
	return out
}

// tookText says how long a job took, or has taken, and with what.
func tookText(j *job.Status) string {
	verb := "took "
	if !j.State.Ended() {
		verb = "so far "
	}
	if j.State.Ended() && j.Elapsed == 0 && j.Started.IsZero() {
		return "it did not begin"
	}
	alone := ""
	if j.Nodeless >= shownStarved {
		alone = ", " + span(j.Nodeless) + " of it without a node"
	}
	if j.Starved < shownStarved { // as little is told nowhere
		return verb + approximately(j, span(j.Worked())) + alone
	}
	return verb + approximately(j, span(j.Elapsed)) + ": " + span(j.Starved) + " waiting for documents, " + span(j.Worked()) + " embedding" + alone
}

// foretoldText holds the embedding against what was foreseen at first, and
// against the limit; "" where there is neither.
func foretoldText(j *job.Status) string {
	if j.State.Ended() && j.Embedded == 0 {
		return ""
	}
	var parts []string
	if j.Predicted > 0 {
		text := "predicted at first " + foreseen(j.Predicted, j.PredictedGuessed)
		if j.Changed {
			text += " for another mode"
		}
		if off, ok := j.Missed(); ok {
			text += " (it took " + offWords(off) + ")"
		}
		parts = append(parts, text)
	}
	if j.Bound > 0 {
		text := "limit " + foreseen(j.Bound, !j.Walked && !j.State.Ended())
		if off, ok := j.Over(); ok {
			note, of := ofLimit(adaptive.OffText(off))
			text += " (" + note + of + ")"
		}
		parts = append(parts, text)
	}
	if j.State.Ended() && outpaced(j.Predicted, j.Bound) {
		parts = append(parts, "the nodes were slower than it was then known")
	}
	return strings.Join(parts, ", ")
}

// offWords is how far something took longer or less than foreseen.
func offWords(off float64) string {
	text := adaptive.OffText(off)
	switch {
	case text == same:
		return "the same"
	case strings.HasSuffix(text, "x"):
		return text + " that"
	}
	return text
}

// modeOf is a decision's mode, a hybrid's with its nodes.
func modeOf(d *adaptive.Decision, all int) string {
	way := wayOf(d, all)
	return way.Name()
}

// besideText names the nodes that embedded something although the decision does
// not name them: what holds nobody up is not left undone.
func besideText(j *job.Status) string {
	if j.Verdict.Mode == 0 {
		return ""
	}
	var names []string
	texts := 0
	for i := range j.Shares {
		s := &j.Shares[i]
		if s.Texts > 0 && !slices.Contains(j.Verdict.Nodes, s.Node) && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
			texts += s.Texts
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "beside the plan " + strings.Join(names, ", ") + " took " + plural(texts, "text") + ": they held nobody up"
}

// pathLines are what was queued, a line each.
func pathLines(sc *scene, j *job.Status, w int) []string {
	const most = 4
	if len(j.Paths) == 0 {
		return []string{factLine(sc, w, "paths", "", sc.theme.Muted)}
	}
	var out []string
	name := "paths"
	for i, p := range j.Paths {
		if i == most-1 && len(j.Paths) > most {
			return append(out, factLine(sc, w, "", "and "+count(len(j.Paths)-i)+" more", sc.theme.Muted))
		}
		text, _ := cells.CutLeft(p, w-labelWidth-2)
		out = append(out, factLine(sc, w, name, text, sc.theme.Text))
		name = ""
	}
	return out
}

// momentLines say when a job was queued, began and ended.
func momentLines(sc *scene, j *job.Status, w int) []string {
	if j.Created.IsZero() {
		return nil
	}
	text := "queued " + moment(j.Created, sc.now)
	if !j.Started.IsZero() {
		text += ", began " + moment(j.Started, sc.now)
	}
	if !j.Ended.IsZero() {
		text += ", ended " + moment(j.Ended, sc.now)
	}
	return factLines(sc, w, "when", text, sc.theme.Text)
}

// factLines is [factLine] for a sentence, which takes as many lines as it needs.
func factLines(sc *scene, w int, name, text string, st theme.Style) []string {
	const most = 8
	return wrapped(sc, w, name, text, most, st)
}

// failureSheet is the failures that the job carries with it, by reason; the
// page of failures has them all.
func failureSheet(sc *scene, j *job.Status, w int) []string {
	const most = 5 // files of a reason
	t := sc.theme
	if failuresOf(j) == 0 {
		return []string{newLine(w).gap(1).put(t.Muted, "None.").end()}
	}
	var out []string
	groups := groupFailures(j.Failures)
	for i := range groups {
		g := &groups[i]
		for _, s := range cells.Wrap(g.reason, w-2, 3) {
			out = append(out, newLine(w).gap(1).put(t.Bad, s).end())
		}
		out = append(out, newLine(w).gap(3).put(t.Strong, g.counts()).end())
		for k := range g.files {
			if k == most-1 && len(g.files) > most {
				out = append(out, newLine(w).gap(3).put(t.Muted, "and "+plural(len(g.files)-k, "more file")).end())
				break
			}
			text, _ := cells.CutLeft(g.files[k].path, w-4)
			out = append(out, newLine(w).gap(3).put(t.Text, text).end())
		}
	}
	if n := len(j.Failures); n < failuresOf(j) {
		out = append(out, newLine(w).gap(1).put(t.Muted, "These are of "+strconv.Itoa(n)+" of them. ").put(t.Key, named(failuresKey)).put(t.Text, " lists all.").end())
	} else {
		out = append(out, newLine(w).gap(1).put(t.Key, named(failuresKey)).put(t.Text, " lists them with what to do next.").end())
	}
	return out
}

// shownStarved is from when on it is said that a job waited.
const shownStarved = job.LeastTold
