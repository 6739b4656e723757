package ui

import (
	"strings"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// jobsPane lists what runs, what is queued and what ended. The running job
// takes as many lines as there are: its bar, its rate and each node's share.
// The others scroll below it.
type jobsPane struct {
	list    jobList
	cursor  cursor // in the rows below the running job
	row     int    // of the selected job there when it was last drawn
	carried bool   // it was moved in the queue: it goes through the rows, and they stay
	top     int    // lines above those rows
	width   int    // when it was last drawn
	held    heldLines
}

// heldLines are the lines that the running job has taken: the next one, of which
// less is known at first, takes as many, so that the rows below stay.
type heldLines struct{ w, h, lines int }

// hold fills lines up to as many as were there before.
func (k *heldLines) hold(lines []string, w, h, most int) []string {
	if k.w != w || k.h != h {
		*k = heldLines{w: w, h: h}
	}
	k.lines = max(k.lines, len(lines))
	for len(lines) < min(k.lines, most) {
		lines = append(lines, blank(w))
	}
	return lines
}

func (p *jobsPane) filter() string { return p.list.words }

func (p *jobsPane) setFilter(words string) { p.list.words = words }

func (p *jobsPane) heading(sc *scene) heading {
	var queued, ended, everFailed int
	working, next := "", sc.data.current()
	for i := range sc.data.jobs {
		j := &sc.data.jobs[i]
		everFailed += failuresOf(j)
		switch {
		case j.State == job.Queued && j != next:
			queued++
		case j.State.Ended():
			ended++
		default:
			_, word, _ := sc.jobState(j)
			working = "1 " + word
		}
	}
	failed := job.Failing(sc.data.jobs)
	failures := plural(failed, "failure")
	if failed < everFailed { // the rows tell those too that a later job has mended, or met again
		failures += " left"
	}
	all := len(p.list.rows)
	rest, end := allDone(sc.data)
	parts := []headingPart{
		{working, 1},
		{some(queued, count(queued)+" queued"), 3},
		{some(ended, count(ended)+" ended"), 5},
		{some(failed, failures), 2},
		{rest, 4},
		{end, 6},
	}
	if lead := p.list.lead(); p.cursor.page > 0 && p.cursor.page < all-lead { // the running one is a row too
		from, to := p.cursor.offset+1+lead, p.cursor.offset+p.cursor.page+lead
		rows := count(from) + " to " + count(to)
		switch {
		case lead == 1 && from == to:
			rows = "1 and " + count(to)
		case lead == 1 && p.cursor.offset == 0:
			rows = "1 to " + count(to)
		case lead == 1:
			rows = "1, " + rows
		}
		parts = append(parts, headingPart{"rows " + rows + " of " + count(all), 0})
	}
	const edges = 9
	title := "Jobs"
	if p.list.words != "" {
		title += " /" + p.list.words
	}
	head := heading{title: title, note: joinParts(parts, p.width-cells.Width(title)-edges)}
	if p.list.words != "" {
		head.foot = "filter " + p.list.words + ": " + count(all) + " of " + plural(len(sc.data.jobs), "job")
	}
	return head
}

// some is a text about so many things; "" where there are none.
func some(n int, text string) string {
	if n == 0 {
		return ""
	}
	return text
}

// headingPart is a part of a heading's note; the lowest rank stays longest.
type headingPart struct {
	text string
	rank int
}

// joinParts is as many of the parts as fit into w cells, in their order.
func joinParts(parts []headingPart, w int) string {
	const ranks = 7
	shown := make([]bool, len(parts))
	for rank := range ranks {
		for i, p := range parts {
			if p.rank == rank && p.text != "" && len(p.text) <= w {
				shown[i] = true
				w -= len(p.text) + 2
			}
		}
	}
	var out []string
	for i, p := range parts {
		if shown[i] {
			out = append(out, p.text)
		}
	}
	return strings.Join(out, ", ")
}

func (p *jobsPane) move(d *data, m motion) {
	p.list.sync(d)
	if len(p.list.rows) == 0 {
		return
	}
	c := cursor{at: p.list.at, page: p.cursor.page}
	c.move(m, len(p.list.rows))
	p.list.visit(c.at)
	p.row = c.at - p.list.lead()
}

// click selects the job that is drawn there.
func (p *jobsPane) click(d *data, _, y int) bool {
	p.list.sync(d)
	lead := p.list.lead()
	at := p.cursor.offset + y - p.top + lead
	if y < p.top && lead == 1 {
		at = 0
	}
	if y < 0 || at < 0 || at >= len(p.list.rows) {
		return false
	}
	p.list.visit(at)
	p.row = at - lead
	return true
}

// current is the selected job; nil without jobs.
func (p *jobsPane) current(d *data) *job.Status {
	p.list.sync(d)
	if r := p.list.current(); r != nil {
		return r.Status
	}
	return nil
}

// copied is the selected job in a line.
func (p *jobsPane) copied(sc *scene) string {
	p.list.sync(sc.data)
	j := p.list.current()
	if j == nil {
		return ""
	}
	_, word, _ := sc.jobState(j.Status)
	parts := []string{j.Title, word, queuedFacts(j.Status)}
	if j.State != job.Queued {
		parts[2] = count(j.Embedded) + " embedded, " + count(j.Skipped) + " already stored, " + count(failuresOf(j.Status)) + " failed, elapsed " + spanOr(j.Elapsed)
	}
	if len(j.Paths) > 0 {
		parts = append(parts, strings.Join(j.Paths, ", "))
	}
	for i := range parts {
		parts[i] = cells.Clean(parts[i])
	}
	return strings.Join(parts, "\t")
}

// settle scrolls the rows along with the selected one when others came or went
// above it, so that it stays where it is on the screen.
func (p *jobsPane) settle() {
	row := p.list.at - p.list.lead()
	by := row - p.row
	if by == 0 {
		return
	}
	if p.row >= 0 && row >= 0 && !p.carried {
		p.cursor.offset = max(0, p.cursor.offset+by)
	}
	p.row, p.carried = row, false
}

func (p *jobsPane) draw(sc *scene, w, h int) []string {
	p.list.sync(sc.data)
	p.width = w
	rows := p.list.rows
	if len(rows) == 0 {
		p.cursor, p.top, p.held = cursor{}, 0, heldLines{}
		if p.list.words != "" {
			return notice(sc, w, h, sc.theme.Muted, "No job matches the filter", filterWays())
		}
		return noJobs(sc, w, h)
	}
	p.settle()
	lead := p.list.lead()
	var out []string
	if lead == 1 {
		most := h - p.others(h)
		out = p.held.hold(activeJob(sc, rows[0].Status, p.list.at == 0, w, most), w, h, most)
	} else {
		p.held = heldLines{}
	}
	p.top = len(out)
	rows = rows[lead:]
	p.cursor.at = max(0, p.row)
	from, to := p.cursor.window(len(rows), h-p.top)
	columns := jobColumnsFor(w, p.list.queued)
	for i := from; i < to; i++ {
		out = append(out, columns.row(sc, &rows[i], i == p.row, w))
	}
	return fill(out, w, h)
}

// lines is how many lines there is something for: one for each job, and for the
// running one a title, a bar, figures and its nodes. It changes when jobs and nodes
// come and go.
func (p *jobsPane) lines(d *data) int {
	p.list.sync(d)
	n := len(p.list.rows)
	if n > 0 && p.list.lead() == 1 {
		n += roomyJob - 2 + len(d.shares(p.list.rows[0].Status))
	}
	return n
}

// others is how many lines the running job leaves to the rest: a few where
// there are enough, and all but one where one of the rest is selected and there
// are not.
func (p *jobsPane) others(h int) int {
	const enough = 8
	rest := len(p.list.rows) - 1
	switch {
	case h < enough && p.list.at > 0:
		return min(rest, h-1)
	case h < roomyJob:
		return 0
	default:
		return min(rest, h/3)
	}
}

func noJobs(sc *scene, w, h int) []string {
	t := sc.theme
	lines := []string{newLine(w).gap(1).put(t.Muted, "No batch is running, queued or lately done. ").put(t.Key, named(historyKey)).put(t.Text, " shows earlier ones.").end()}
	if !sc.data.settings.Watching.On {
		lines[0] = newLine(w).gap(1).put(t.Muted, "No batch in this session yet. ").put(t.Key, named(batchKey)).put(t.Text, " chooses files and folders to embed.").end()
	}
	if s := sc.data.settings.StorePath; s != "" && h > 1 {
		l := newLine(w).gap(1).put(t.Muted, "Vectors are kept in ")
		text, _ := cells.CutLeft(short(s), l.left-1)
		lines = append(lines, l.put(t.Muted, text).end())
	}
	return fill(lines, w, h)
}

// showQueue goes back to the job that runs, and the queue below it, where an ended
// one was selected: what was queued or has ended just now is seen.
func (p *jobsPane) showQueue() {
	if r := p.list.current(); r == nil || r.State.Ended() {
		p.list.selected, p.list.at, p.list.from = 0, 0, listKey{}
		p.cursor.offset, p.carried = 0, true
	}
}

// hold says that something is done with the selected job. From now on it is that
// very job that is selected, and no longer whichever is first.
func (p *jobsPane) hold() { p.list.choose(p.list.at) }

// carry says that the selected job is about to be moved in the queue.
func (p *jobsPane) carry() {
	p.carried = true
	p.hold()
}
