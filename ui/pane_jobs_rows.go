package ui

import (
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// jobColumns are the widths of a row of a job that is queued or over. They
// depend on the pane alone, so that figures keep their columns.
type jobColumns struct {
	name, state, digits       int
	predicted, failed, stored int // 0: no room for a column of it
}

// Widths of the figures of a job that is over.
const (
	doneWidth      = 7
	elapsedWidth   = 7
	predictedWidth = 18
	failedWidth    = 14
	storedWidth    = 24
)

func jobColumnsFor(w, queued int) jobColumns {
	const (
		gaps      = 4
		stateWord = 11
		before    = doneWidth + len(" in ") + elapsedWidth
	)
	c := jobColumns{name: max(minName, w/4), digits: len(count(queued))}
	c.state = max(stateWord, len("o queued ")+c.digits)
	room := w - cursorWidth - c.name - gaps - c.state - before
	if room < predictedWidth+failedWidth {
		return c
	}
	c.predicted, c.failed = predictedWidth, failedWidth
	if room >= predictedWidth+failedWidth+storedWidth {
		c.stored = storedWidth
	}
	return c
}

// row is a job that is queued, with its place, or over.
func (c *jobColumns) row(sc *scene, j *listedJob, selected bool, w int) string {
	t := sc.theme
	sign, word, st := sc.jobState(j.Status)
	l := newLine(w)
	cursorCell(sc, l, selected)
	style := t.Text
	if selected {
		style = t.Strong
	}
	l.pad(style, j.Title, c.name).gap(2)
	if j.place > 0 {
		l.put(st, sign+" "+word).right(t.Strong, count(j.place), c.state-cells.Width(word)-2).gap(2)
	} else {
		l.pad(st, sign+" "+word, c.state).gap(2)
	}
	switch j.State {
	case job.Queued:
		ahead := queuedRest(j.Status, w)
		text, _ := cells.CutLeft(queuedFacts(j.Status), l.left-1-cells.Width(ahead))
		text += ahead
		if j.Why != "" {
			text = whyQueued(sc, j.Status, l.left-1)
		}
		l.put(t.Muted, text)
	case job.Broken:
		why, _ := cells.Cut(j.Why, l.left-1)
		l.put(t.Bad, why)
	case job.Done, job.Cancelled:
		c.ended(sc, l, j.Status)
	case job.Running, job.Waiting, job.Paused:
		l.put(t.Muted, total(j.Status)+" chunks")
	}
	return l.end()
}

// whyQueued says in w cells how far a job came before and what it waits for; where
// only a take-over helps and there is no room for more, which key that is.
func whyQueued(sc *scene, j *job.Status, w int) string {
	facts := queuedFacts(j)
	what, _, more := strings.Cut(j.Why, ":")
	if cells.Width(facts) <= w || !more || !sc.data.settings.Watching.Free() {
		return facts
	}
	return what + "; " + named(takeOverKey) + " takes over"
}

// ended are the facts of a job that is over: in columns where there is room,
// else as many as fit, the most important first.
func (c *jobColumns) ended(sc *scene, l *line, j *job.Status) {
	t := sc.theme
	if why := cameToNothing(j); why != "" {
		why, _ = cells.Cut(why, l.left-1)
		l.put(t.Muted, why)
		return
	}
	failed := failuresOf(j)
	if j.Embedded == 0 || j.Worked() <= 0 { // it took no time that says anything, or ended before it went on
		text := "nothing embedded"
		if j.Embedded > 0 {
			text = count(j.Embedded) + " embedded"
		}
		l.put(t.Text, text)
		flow(sc, l, failed > 0, fact{count(failed) + " failed", t.Bad})
		flow(sc, l, j.Skipped > 0, fact{count(j.Skipped) + " already stored", t.Muted})
		return
	}
	if c.failed == 0 {
		bad := fact{count(failed) + " failed", t.Bad}
		took := count(j.Embedded) + " in " + span(j.Worked()) // the same at every width: what was predicted is about it
		if j.Starved >= shownStarved {
			for _, waited := range []string{waitedText(j), span(j.Starved)} {
				if all := took + " + " + waited; cells.Width(all+", "+bad.text) < l.left {
					took = all
					break
				}
			}
		}
		l.put(t.Text, took)
		flow(sc, l, failed > 0, bad)
		flow(sc, l, foretold(j), fact{predictedText(j), t.Muted})
		flow(sc, l, j.Skipped > 0, fact{count(j.Skipped) + " already stored", t.Muted})
		return
	}
	l.right(t.Text, count(j.Embedded), doneWidth).put(t.Muted, " in ").right(t.Text, span(j.Worked()), elapsedWidth)
	beside, is := predictedText(j), foretold(j)
	if j.Starved >= shownStarved { // without it the time is not the whole one
		beside, is = "+ "+waitedText(j), true
	}
	inColumn(l, c.predicted, t.Muted, is, beside)
	inColumn(l, c.failed, t.Bad, failed > 0, count(failed)+" failed")
	inColumn(l, c.stored, t.Muted, j.Skipped > 0, count(j.Skipped)+" already stored")
	flow(sc, l, j.Starved >= shownStarved && foretold(j), fact{predictedText(j), t.Muted})
}

// predictedText is what was foreseen of a job at first.
func predictedText(j *job.Status) string {
	if j.Changed {
		return "another mode: " + span(j.Predicted)
	}
	return "predicted " + span(j.Predicted)
}

// waitedText says how long a job waited for documents, beside the time in which it
// embedded.
func waitedText(j *job.Status) string { return span(j.Starved) + " waiting" }

// cameToNothing says why a job that is over has embedded nothing, where nothing
// went wrong; "" for others.
func cameToNothing(j *job.Status) string {
	switch {
	case j.Embedded+j.Failed+j.FailedFiles > 0:
		return ""
	case j.State == job.Cancelled && j.Started.IsZero():
		return "was never begun"
	case j.State != job.Done:
		return ""
	case j.Skipped > 0:
		return "all already stored: " + plural(j.Skipped, "text")
	case j.Documents == 0:
		return "no documents in it"
	default:
		return "no text in " + plural(j.Documents, "document")
	}
}

// foretold says whether the prediction can be laid beside what came of it.
func foretold(j *job.Status) bool { return j.Predicted > 0 && j.State == job.Done && j.Embedded > 0 }

// flow adds a fact behind a comma, if there is one and it fits.
func flow(sc *scene, l *line, is bool, f fact) {
	if is && cells.Width(f.text)+2 < l.left { // nothing touches the frame
		l.put(sc.theme.Muted, ", ").put(f.st, f.text)
	}
}

func inColumn(l *line, w int, st theme.Style, is bool, text string) {
	if !is {
		text = ""
	}
	l.right(st, text, w)
}

// roomyQueued is from which width on a queued job says how long it will take.
const roomyQueued = 70

// queuedRest is what is foreseen of a job before its turn comes; "" while that is
// nothing.
func queuedRest(j *job.Status, w int) string {
	rest, known := j.Rest()
	if !known || j.Why != "" || w < roomyQueued {
		return ""
	}
	out := ", ~" + toGo(rest)
	if j.Chunks == 0 { // else it says already how many
		out = ", ~" + plural(j.Left(), "text") + out
	}
	return out
}

// queuedFacts are what is known of a job before its turn comes.
func queuedFacts(j *job.Status) string {
	stored := ""
	if n := j.Embedded + j.Skipped; n > 0 && j.Chunks > 0 { // what one wants to know before it goes on
		stored = count(n) + " of " + total(j) + " stored"
	}
	switch {
	case stored != "" && j.Why != "":
		return stored + ", " + j.Why
	case j.Why != "":
		return j.Why
	case stored != "":
		return plural(j.Documents, "document") + ", " + stored
	case j.Chunks > 0:
		return plural(j.Documents, "document") + ", " + total(j) + " chunks"
	case len(j.Paths) == 1 && folderOf(j.Paths[0]) != "":
		return "in " + folderOf(j.Paths[0])
	default:
		return plural(len(j.Paths), "path")
	}
}
