package ui

import (
	"fmt"
	"path/filepath"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// roomyJob is how many lines it takes to give the running job's title, bar and
// figures a line each.
const roomyJob = 4

// activeJob draws the job that is being worked on in at most h lines.
func activeJob(sc *scene, j *job.Status, selected bool, w, h int) []string {
	const blockFrom = 6 // fewer lines show the shares in one
	if h == 1 {
		return []string{titleAndBar(sc, j, selected, w, restOf(j, w))}
	}
	out := []string{titleAndBar(sc, j, selected, w, "")}
	if h >= roomyJob {
		out = []string{jobTitle(sc, j, selected, w), batchBar(sc, j, w)}
	}
	out = append(out, batchFigures(sc, j, w, max(1, min(whyLines, h-len(out))))...)
	shares := sc.data.shares(j)
	if h < roomyJob {
		out = append(out, shareLine(sc, shares, w))
		return out[:max(0, min(h, len(out)))]
	}
	if h >= blockFrom && len(shares) > 1 {
		return append(out, shareBars(sc, shares, w, h-len(out))...)
	}
	return append(out, shareLine(sc, shares, w))
}

func jobTitle(sc *scene, j *job.Status, selected bool, w int) string {
	sign, word, st := sc.jobState(j)
	state := sign + " " + word
	l := newLine(w)
	cursorCell(sc, l, selected)
	return l.pad(sc.theme.Strong, j.Title, w-cursorWidth-cells.Width(state)-2).gap(1).put(st, state).end()
}

// restOf is the rest of time for a job that has one line and nothing else.
func restOf(j *job.Status, w int) string {
	const roomy = 74
	if j.ETA <= 0 || w < roomy {
		return ""
	}
	return "ETA " + cells.PadLeft(restTime(j), 6)
}

// restTime is the rest of time of a job, which is a guess as long as more
// documents may come.
func restTime(j *job.Status) string {
	switch {
	case j.ETA <= 0:
		return unknown
	case !j.Walked, j.Followed:
		return "~" + toGo(j.ETA)
	}
	return toGo(j.ETA)
}

// rateOf is how fast a job goes; of one that another process works on it is a
// guess.
func rateOf(j *job.Status) string { return approximately(j, rate(j.Rate)) }

// approximately marks a figure of a job that another process works on.
func approximately(j *job.Status, figure string) string {
	if j.Followed {
		return "~" + figure
	}
	return figure
}

// titleAndBar is the running job in one line, and what else is to be said.
func titleAndBar(sc *scene, j *job.Status, selected bool, w int, more string) string {
	t := sc.theme
	sign, _, st := sc.jobState(j)
	name := max(minName, min(cells.Width(j.Title), w/4))
	l := newLine(w)
	cursorCell(sc, l, selected)
	l.pad(t.Strong, j.Title, name).gap(2)
	if more != "" {
		more = "  " + more
	}
	barAndFigures(sc, l, j, l.left-3-len(more))
	return l.put(t.Muted, more).gap(1).sign(st, sign, 1).end()
}

// cursorCell begins a row of a list: with a `>` where it is selected, which
// stands back while keys go elsewhere.
func cursorCell(sc *scene, l *line, selected bool) {
	if !selected {
		l.gap(cursorWidth)
		return
	}
	st := sc.theme.Accent
	if !sc.focused {
		st = sc.theme.Faint
	}
	l.sign(st, sc.theme.Glyphs.Cursor, 1).gap(1)
}

// total is the number of chunks, with a ~ while the walk runs: those found so
// far and those that are guessed to come.
func total(j *job.Status) string {
	if !j.Walked {
		return "~" + count(j.Chunks+j.Expected)
	}
	return count(j.Chunks)
}

func batchBar(sc *scene, j *job.Status, w int) string {
	l := newLine(w).gap(cursorWidth)
	barAndFigures(sc, l, j, l.left-1)
	return l.end()
}

// barAndFigures writes the batch's bar with its figures into w cells.
func barAndFigures(sc *scene, l *line, j *job.Status, w int) {
	t := sc.theme
	figures := fmt.Sprintf("%s / %s", count(j.Embedded+j.Skipped+j.Failed), total(j))
	share := j.Progress()
	shown := wholePercent(share)
	if !j.Walked {
		shown = "~" + shown
	}
	// The figures keep their place: they are right-aligned in a field that
	// holds the largest they can become.
	const percentWidth = 7
	field := 2*len(count(j.Chunks+j.Expected)) + 6
	sc.bar(l, t.Accent, share, w-percentWidth-field)
	l.right(t.Strong, shown, percentWidth).right(t.Text, figures, field)
}

// whyLines is how many lines a job takes to say why it does not run.
const whyLines = 3

// batchFigures are rate, rest and counts; of a job that stands still, why, on at
// most h lines.
func batchFigures(sc *scene, j *job.Status, w, h int) []string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth)
	if j.Why != "" && j.State != job.Running {
		room := w - cursorWidth - 1
		lines := cells.Wrap(j.Why, room, h)
		if j.Halted && h == 1 { // the end of an error says what it was and what to do
			text, _ := cells.CutLeft(j.Why, room)
			lines = []string{text}
		}
		var out []string
		for _, s := range lines {
			out = append(out, newLine(w).gap(cursorWidth).put(t.Warn, s).end())
		}
		return out
	}
	if sc.data.begins(j) { // figures of it would be those of a job that does nothing
		return []string{l.put(t.Muted, queuedFacts(j)+queuedRest(j, w)).end()}
	}
	l.right(t.Strong, rateOf(j), 6).put(t.Muted, " texts/s")
	rest := restTime(j)
	l.gap(3).put(t.Muted, "ETA ").pad(t.Strong, rest, max(7, cells.Width(rest)+1))
	l.put(t.Muted, plural(j.Documents, "document"))
	if !j.Walked && j.Remaining() == 0 && (j.Chunks > 0 || j.LongRead(sc.now) != "") {
		l.put(t.Muted, ", ").put(t.Info, readingText(sc, j, l.left-2))
	}
	if failed := failuresOf(j); failed > 0 {
		l.put(t.Muted, ", ").put(t.Bad, count(failed)+" failed")
	}
	stored := plural(j.Skipped, "text") + " already stored"
	if cells.Width(stored)+2 > l.left {
		stored = count(j.Skipped) + " already stored"
	}
	flow(sc, l, j.Skipped > 0, fact{stored, t.Muted})
	return []string{l.end()}
}

// readingText says what a job is reading while nothing is there to embed, in at
// most w cells: one large or difficult document may take long.
func readingText(sc *scene, j *job.Status, w int) string {
	const word, least = "reading ", 8
	if long := j.LongRead(sc.now); long != "" && w >= len(word)+least {
		name, _ := cells.CutMiddle(filepath.Base(long), w-len(word))
		return word + name
	}
	return word + "the next"
}
