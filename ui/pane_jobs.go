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

func (p *jobsPane) title(sc *scene) (title, note string) {
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
	return "Jobs", strings.Join(parts, ", ")
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
		others := len(jobs) - 1
		// A few lines are left for the others; the more there are the fewer
		// remain for the shares of the first.
		out = activeJob(sc, first, selected == 0, w, h-min(others, max(1, h/3)))
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

// activeJob draws the job that is being worked on in at most h lines.
func activeJob(sc *scene, j *job.Status, selected bool, w, h int) []string {
	t := sc.theme
	sign, st := sc.jobSign(j.State)
	state := sign + " " + j.State.String()
	l := newLine(w)
	cursorCell(sc, l, selected)
	l.pad(t.Strong, j.Title, w-cursorWidth-cells.Width(state)-2).gap(1).put(st, state)
	out := []string{l.end()}
	if h >= 2 {
		out = append(out, batchBar(sc, j, w))
	}
	if h >= 3 {
		out = append(out, batchFigures(sc, j, w))
	}
	const blockFrom = 6 // fewer lines show the shares in one
	if h >= blockFrom && len(j.Shares) > 1 {
		return append(out, shareBars(sc, j.Shares, w, h-len(out))...)
	}
	if h > len(out) {
		out = append(out, shareLine(sc, j.Shares, w))
	}
	return out[:min(len(out), max(1, h))]
}

func cursorCell(sc *scene, l *line, selected bool) {
	if selected {
		l.sign(sc.theme.Accent, sc.theme.Glyphs.Cursor, 1).gap(1)
		return
	}
	l.gap(cursorWidth)
}

// progress is how much of a job is done, of the chunks known so far.
func progress(j *job.Status) float64 {
	if j.Chunks == 0 {
		return 0
	}
	return float64(j.Embedded+j.Skipped+j.Failed) / float64(j.Chunks)
}

// total is the number of chunks, with a ~ while the walk runs.
func total(j *job.Status) string {
	if !j.Walked {
		return "~" + count(j.Chunks)
	}
	return count(j.Chunks)
}

func batchBar(sc *scene, j *job.Status, w int) string {
	t := sc.theme
	figures := fmt.Sprintf("%s / %s", count(j.Embedded+j.Skipped+j.Failed), total(j))
	share := progress(j)
	shown := wholePercent(share)
	if !j.Walked {
		shown = "~" + shown
	}
	// The figures keep their place: they are right-aligned in a field that
	// holds the largest they can become.
	field := 2*len(count(j.Chunks)) + 5
	l := newLine(w).gap(cursorWidth)
	sc.bar(l, t.Accent, share, w-cursorWidth-field-10)
	return l.right(t.Strong, shown, 7).right(t.Text, figures, field+1).end()
}

func batchFigures(sc *scene, j *job.Status, w int) string {
	t := sc.theme
	l := newLine(w).gap(cursorWidth)
	if j.Why != "" && j.State != job.Running {
		return l.put(t.Warn, j.Why).end()
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
	if failed := j.Failed + j.FailedFiles; failed > 0 {
		l.put(t.Muted, ", ").put(t.Bad, count(failed)+" failed")
	}
	return l.end()
}

// jobLine is a job that is queued or over.
func jobLine(sc *scene, j *job.Status, selected bool, w int) string {
	t := sc.theme
	const stateWidth = 11
	name := max(minName, w*2/5-stateWidth)
	sign, st := sc.jobSign(j.State)
	l := newLine(w)
	cursorCell(sc, l, selected)
	style := t.Text
	if selected {
		style = t.Strong
	}
	l.pad(style, j.Title, name).gap(2).pad(st, sign+" "+j.State.String(), stateWidth).gap(1)
	switch j.State {
	case job.Queued:
		l.put(t.Muted, queuedFacts(j))
	case job.Broken:
		l.put(t.Bad, j.Why)
	case job.Done, job.Cancelled:
		l.put(t.Text, count(j.Embedded)+" embedded in "+span(j.Elapsed))
		if failed := j.Failed + j.FailedFiles; failed > 0 {
			l.put(t.Muted, ", ").put(t.Bad, count(failed)+" failed")
		}
		if j.Skipped > 0 {
			l.put(t.Muted, ", "+count(j.Skipped)+" skipped")
		}
		if j.Predicted > 0 && j.State == job.Done {
			l.put(t.Muted, ", predicted "+span(j.Predicted))
		}
	case job.Running, job.Waiting, job.Paused:
		l.put(t.Muted, total(j)+" chunks")
	}
	return l.end()
}

func queuedFacts(j *job.Status) string {
	if j.Chunks == 0 {
		return plural(len(j.Paths), "path")
	}
	return plural(j.Documents, "document") + ", " + total(j) + " chunks"
}
