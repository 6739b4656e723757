package ui

import (
	"fmt"
	"strconv"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// jobSheet is the overview of a job.
func jobSheet(sc *scene, j *job.Status, w int) []string {
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
		if j.State == job.Running {
			out = append(out, factLine(sc, w, "speed", rate(j.Rate)+" texts/s, ETA "+etaOf(j), t.Text))
		}
	}
	out = append(out, pathLines(sc, j, w)...)
	out = append(out, factLine(sc, w, "model", cluster.ShortModel(j.Model), t.Text))
	out = append(out, factLines(sc, w, "documents", fmt.Sprintf("%s read, %s could not be read, %s passed over",
		count(j.Documents), count(j.FailedFiles), count(j.Ignored)), t.Text)...)
	out = append(out, factLines(sc, w, "chunks", fmt.Sprintf("%s: %s embedded, %s skipped as stored already, %s failed",
		total(j), count(j.Embedded), count(j.Skipped), count(j.Failed)), t.Text)...)
	out = append(out, factLines(sc, w, "time", fmt.Sprintf("elapsed %s, predicted %s%s, limit %s",
		span(j.Elapsed), spanOr(j.Predicted), missedBy(j), spanOr(j.Bound)), t.Text)...)
	if j.Starved >= shownStarved {
		out = append(out, factLine(sc, w, "", span(j.Starved)+" of it waited for documents to be read; the limit has that too", t.Muted))
	}
	out = append(out, momentLines(sc, j, w)...)
	if j.Verdict.Mode != 0 {
		out = append(out,
			factLine(sc, w, "decision", j.Verdict.Mode.String()+", "+string(j.Verdict.Reason), sc.modeStyle(j.Verdict.Mode)))
		out = append(out, factLines(sc, w, "", j.Verdict.Detail, t.Text)...)
		out = append(out,
			factLine(sc, w, "rule", j.Verdict.Rule.Mode.String()+", "+string(j.Verdict.Rule.Reason), t.Muted))
	}
	if len(j.Shares) > 0 {
		out = append(out, blank(w), sectionHead(sc, w, "Shares"))
		out = append(out, shareBars(sc, j.Shares, w, len(j.Shares))...)
	}
	return out
}

// missedBy says how far what came of a prediction is from it; "" while that is
// not known.
func missedBy(j *job.Status) string {
	if !foretold(j) || j.Elapsed <= 0 {
		return ""
	}
	return fmt.Sprintf(" (%+.1f %%)", 100*(j.Elapsed.Seconds()/j.Predicted.Seconds()-1))
}

func etaOf(j *job.Status) string {
	if j.ETA <= 0 {
		return unknown
	}
	return whole(j.ETA)
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
	var out []string
	for _, s := range cells.Wrap(text, w-labelWidth-2, most) {
		out = append(out, factLine(sc, w, name, s, st))
		name = ""
	}
	return out
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

// shownStarved is from when on it is said that a job waited for documents.
const shownStarved = 100 * time.Millisecond
