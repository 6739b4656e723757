package ui

import (
	"strconv"
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

// jobColumnsFrom is the width from which the job's page has two columns.
const jobColumnsFrom = 130

func (o *jobOverlay) draw(sc *scene, w, h int) []string {
	j := o.job(sc)
	o.why = whyNotAgain(sc, j)
	o.over = whyNotCancelled(sc, j) != ""
	o.none = j == nil || failuresOf(j) == 0
	o.wide = w >= jobColumnsFrom
	o.tabSpot = [jobPartCount]layout.Rect{}
	switch {
	case j == nil && o.list.err != nil:
		return notice(sc, w, h, sc.theme.Bad, "The job cannot be told", o.list.err.Error())
	case j == nil && !o.list.loaded:
		return notice(sc, w, h, sc.theme.Muted, "The job is being looked up", "")
	case j == nil:
		return notice(sc, w, h, sc.theme.Warn, "This job is gone", "It is no longer in the queue.")
	}
	if o.wide {
		return o.columns(sc, j, w, h)
	}
	const above = 2
	out := []string{o.tabs(sc, j, w), blank(w)}
	return fill(append(out, o.drawPart(sc, j, o.at(), w, max(0, h-above))...), w, h)
}

// tabs names the parts; a > is at the one that is seen.
func (o *jobOverlay) tabs(sc *scene, j *job.Status, w int) string {
	l := newLine(w).gap(1)
	for part := range jobPartCount {
		from := w - l.left
		o.tab(sc, l, j, part)
		o.tabSpot[part] = layout.Rect{X: from, W: w - l.left - from, H: 1}
		l.gap(2)
	}
	return l.end()
}

// tab is the name of a part, and how much there is in it.
func (o *jobOverlay) tab(sc *scene, l *line, j *job.Status, part jobPart) {
	t := sc.theme
	st := t.Muted
	selected := part == o.at()
	if selected {
		st = t.Strong
	}
	cursorCell(sc, l, selected)
	switch part {
	case jobDocuments:
		l.put(st, "Documents").gap(1).put(t.Muted, count(max(j.Documents+j.FailedFiles, o.list.told())))
	case jobFailures:
		figure := t.Muted
		if failuresOf(j) > 0 {
			figure = t.Bad
		}
		l.put(st, "Failures").gap(1).put(figure, count(failuresOf(j)))
	case jobOverview, jobPartCount:
		l.put(st, "Overview")
	}
}

// columns are the overview with the failures below it, and the documents.
func (o *jobOverlay) columns(sc *scene, j *job.Status, w, h int) []string {
	const gap = 1
	left := w * 9 / 20
	right := w - left - gap
	column := func(part jobPart, x, w int) []string {
		l := newLine(w).gap(1)
		o.tab(sc, l, j, part)
		o.tabSpot[part] = layout.Rect{X: x, W: w, H: 1}
		out := append(make([]string, 0, h), l.end())
		return fill(append(out, o.drawPart(sc, j, part, w, max(0, h-1))...), w, h)
	}
	return beside(column(jobOverview, 0, left), beside(fill(nil, gap, h), column(jobDocuments, left+gap, right)))
}

// drawPart draws as much of a part as fits, from where it is scrolled to.
func (o *jobOverlay) drawPart(sc *scene, j *job.Status, part jobPart, w, h int) []string {
	if part == jobDocuments {
		return o.list.draw(sc, j, &o.scrolls[part], &o.lengths[part], w, h)
	}
	var lines []string
	if part == jobOverview {
		lines = jobSheet(sc, j, o.list.passed, w)
	}
	failures := failureSheet(sc, j, w)
	const heads = 2
	switch {
	case part == jobFailures:
		lines = failures
	case failuresOf(j) > 0 && (o.wide || len(lines)+heads+len(failures) <= h): // nobody needs to turn to them
		lines = append(lines, blank(w), newLine(w).gap(1).put(sc.theme.Accent, "Failures").gap(1).put(sc.theme.Bad, count(failuresOf(j))).end())
		lines = append(lines, failures...)
	}
	o.lengths[part] = len(lines)
	from, to := scroll(&o.scrolls[part], len(lines), h)
	return lines[from:to]
}

// copied are the documents that are known, one a line with tabs between what is
// said of them.
func (o *jobOverlay) copied(sc *scene) string {
	j := o.job(sc)
	if j == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("state\tchunks\tembedded\talready stored\tfailed\tpath\n")
	for i := range o.list.documents {
		d := &o.list.documents[i]
		_, word, _ := documentState(sc, j, d)
		b.WriteString(word)
		for _, n := range []int{d.Chunks, d.Embedded, d.Skipped, d.Failed} {
			b.WriteString("\t" + strconv.Itoa(n))
		}
		b.WriteString("\t" + exactPath(d.Path) + "\n")
	}
	return b.String()
}
