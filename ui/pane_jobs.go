package ui

import (
	"fmt"
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// jobsPane lists what runs, what is queued and what ended. The running job
// takes as many lines as there are: its bar, its rate and each node's share.
type jobsPane struct {
	cursor   cursor
	selected job.ID
}

func (p *jobsPane) heading(sc *scene) heading {
	var queued, ended, failed int
	for i := range sc.data.jobs {
		switch j := &sc.data.jobs[i]; {
		case j.State == job.Queued:
			queued++
		case j.State.Ended():
			ended++
			failed += j.Failed + j.FailedFiles
		}
	}
	var parts []string
	if queued > 0 {
		parts = append(parts, count(queued)+" queued")
	}
	if ended > 0 {
		parts = append(parts, count(ended)+" ended")
	}
	if failed > 0 {
		parts = append(parts, plural(failed, "failure"))
	}
	return heading{title: "Jobs", note: strings.Join(parts, ", ")}
}

// sync finds the selected job again. Until somebody has moved, the first one,
// which is the running one, is selected.
func (p *jobsPane) sync(jobs []*job.Status) {
	if p.selected != 0 {
		for i, j := range jobs {
			if j.ID == p.selected {
				p.cursor.at = i
				return
			}
		}
		p.selected = 0
		p.cursor.at = 0
	}
	p.cursor.move(stay, len(jobs))
}

func (p *jobsPane) move(d *data, m motion) {
	jobs := d.ordered()
	p.sync(jobs)
	p.cursor.move(m, len(jobs))
	if len(jobs) > 0 {
		p.selected = jobs[p.cursor.at].ID
	}
}

// current is the selected job; nil without jobs.
func (p *jobsPane) current(d *data) *job.Status {
	jobs := d.ordered()
	p.sync(jobs)
	if len(jobs) == 0 {
		return nil
	}
	return jobs[p.cursor.at]
}

func (p *jobsPane) draw(sc *scene, w, h int) []string {
	jobs := sc.data.ordered()
	if len(jobs) == 0 {
		return noJobs(sc, w, h)
	}
	p.sync(jobs)
	selected := p.cursor.at
	var out []string
	rows := h
	if first := jobs[0]; !first.State.Ended() && first.State != job.Queued {
		// A few lines are left for the others where there are enough.
		others := min(len(jobs)-1, h/3)
		if h < roomyJob {
			others = 0
		}
		out = activeJob(sc, first, selected == 0, w, h-others)
		rows -= len(out)
		jobs = jobs[1:]
		selected--
	}
	view := cursor{at: max(0, selected), offset: p.cursor.offset}
	from, to := view.window(len(jobs), rows)
	p.cursor.offset, p.cursor.page = view.offset, max(1, rows)
	for i := from; i < to; i++ {
		out = append(out, jobLine(sc, jobs[i], i == selected, w))
	}
	return fill(out, w, h)
}

func noJobs(sc *scene, w, h int) []string {
	t := sc.theme
	lines := []string{
		newLine(w).gap(1).put(t.Muted, "No batch yet. ").put(t.Key, "b").put(t.Text, " chooses files and folders to embed.").end(),
	}
	if s := sc.data.settings.StorePath; s != "" && h > 1 {
		text, _ := cells.CutLeft(s, w-20)
		lines = append(lines, newLine(w).gap(1).put(t.Muted, "Vectors are kept in ").put(t.Muted, text).end())
	}
	return fill(lines, w, h)
}

// roomyJob is how many lines it takes to give the running job's title, bar and
// figures a line each.
const roomyJob = 4

// activeJob draws the job that is being worked on in at most h lines.
func activeJob(sc *scene, j *job.Status, selected bool, w, h int) []string {
	const blockFrom = 6 // fewer lines show the shares in one
	out := []string{titleAndBar(sc, j, selected, w)}
	if h >= roomyJob {
		out = []string{jobTitle(sc, j, selected, w), batchBar(sc, j, w)}
	}
	out = append(out, batchFigures(sc, j, w, max(1, min(whyLines, h-len(out))))...)
	if h < roomyJob {
		out = append(out, shareLine(sc, j.Shares, w))
		return out[:max(0, min(h, len(out)))]
	}
	if h >= blockFrom && len(j.Shares) > 1 {
		return append(out, shareBars(sc, j.Shares, w, h-len(out))...)
	}
	return append(out, shareLine(sc, j.Shares, w))
}

func jobTitle(sc *scene, j *job.Status, selected bool, w int) string {
	sign, word, st := sc.jobState(j)
	state := sign + " " + word
	l := newLine(w)
	cursorCell(sc, l, selected)
	return l.pad(sc.theme.Strong, j.Title, w-cursorWidth-cells.Width(state)-2).gap(1).put(st, state).end()
}

// titleAndBar is the running job in one line.
func titleAndBar(sc *scene, j *job.Status, selected bool, w int) string {
	sign, _, st := sc.jobState(j)
	name := max(minName, min(cells.Width(j.Title), w/4))
	l := newLine(w)
	cursorCell(sc, l, selected)
	l.pad(sc.theme.Strong, j.Title, name).gap(2)
	barAndFigures(sc, l, j, l.left-3)
	return l.gap(1).sign(st, sign, 1).end()
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

// progress is how much of a job is done, of the chunks known so far. While more
// may be found it is never complete.
func progress(j *job.Status) float64 {
	const almost = 0.99
	if j.Chunks == 0 {
		return 0
	}
	share := float64(j.Embedded+j.Skipped+j.Failed) / float64(j.Chunks)
	if !j.Walked {
		share = min(share, almost)
	}
	return share
}

// total is the number of chunks, with a ~ while the walk runs.
func total(j *job.Status) string {
	if !j.Walked {
		return "~" + count(j.Chunks)
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
	share := progress(j)
	shown := wholePercent(share)
	if !j.Walked {
		shown = "~" + shown
	}
	// The figures keep their place: they are right-aligned in a field that
	// holds the largest they can become.
	const percentWidth = 7
	field := 2*len(count(j.Chunks)) + 6
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
	l.right(t.Strong, rate(j.Rate), 6).put(t.Muted, " texts/s")
	eta := unknown
	if j.ETA > 0 {
		eta = whole(j.ETA)
	}
	l.gap(3).put(t.Muted, "ETA ").pad(t.Strong, eta, 7)
	counts := plural(j.Documents, "document")
	if j.Skipped > 0 {
		counts += ", " + count(j.Skipped) + " skipped"
	}
	l.put(t.Muted, counts)
	if !j.Walked && j.Chunks > 0 && j.Remaining() == 0 {
		l.put(t.Muted, ", ").put(t.Info, "reading the next")
	}
	if failed := j.Failed + j.FailedFiles; failed > 0 {
		l.put(t.Muted, ", ").put(t.Bad, count(failed)+" failed")
	}
	return []string{l.end()}
}

// jobLine is a job that is queued or over.
func jobLine(sc *scene, j *job.Status, selected bool, w int) string {
	t := sc.theme
	const stateWidth = 11
	name := max(minName, w*3/10)
	sign, word, st := sc.jobState(j)
	state := sign + " " + word
	l := newLine(w)
	cursorCell(sc, l, selected)
	style := t.Text
	if selected {
		style = t.Strong
	}
	l.pad(style, j.Title, name).gap(2).pad(st, state, stateWidth).gap(1)
	switch j.State {
	case job.Queued:
		l.put(t.Muted, queuedFacts(j))
	case job.Broken:
		l.put(t.Bad, j.Why)
	case job.Done, job.Cancelled:
		endedFacts(sc, l, j)
	case job.Running, job.Waiting, job.Paused:
		l.put(t.Muted, total(j)+" chunks")
	}
	return l.end()
}

// endedFacts are as many of the facts of a job that is over as fit, the most
// important first.
func endedFacts(sc *scene, l *line, j *job.Status) {
	t := sc.theme
	l.put(t.Text, count(j.Embedded)+" in "+span(j.Elapsed))
	var more []fact
	if failed := j.Failed + j.FailedFiles; failed > 0 {
		more = append(more, fact{count(failed) + " failed", t.Bad})
	}
	if j.Predicted > 0 && j.State == job.Done {
		more = append(more, fact{"predicted " + span(j.Predicted), t.Muted})
	}
	if j.Skipped > 0 {
		more = append(more, fact{count(j.Skipped) + " skipped", t.Muted})
	}
	for _, f := range more {
		if cells.Width(f.text)+2 <= l.left {
			l.put(t.Muted, ", ").put(f.st, f.text)
		}
	}
}

func queuedFacts(j *job.Status) string {
	if j.Why != "" {
		return j.Why
	}
	if j.Chunks == 0 {
		return plural(len(j.Paths), "path")
	}
	return plural(j.Documents, "document") + ", " + total(j) + " chunks"
}
