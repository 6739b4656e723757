package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// documentList is a job's documents as they were last told: those under way
// first, then those with failures.
type documentList struct {
	all       []job.Document
	documents []job.Document // those that the filter lets through
	input     field          // of the filter
	edited    bool           // it is being typed
	kept      string         // the filter that esc brings back
	folder    string         // that all of them lie in
	most      int            // chunks of the largest one
	loaded    bool
	err       error
}

// take has the engine's answer. What was seen at the top stays there, as long
// as it is what it was.
func (p *documentList) take(msg documentsKnown, at *cursor) {
	p.loaded, p.err = true, msg.err
	if msg.err != nil {
		return
	}
	before := p.documents[min(at.at, len(p.documents)):]
	p.all = slices.Clone(msg.documents)
	slices.SortStableFunc(p.all, func(a, b job.Document) int { return cmp.Compare(turnOf(&a), turnOf(&b)) })
	p.folder = commonFolder(len(p.all), func(i int) string { return p.all[i].Path })
	p.most = 0
	for i := range p.all {
		p.most = max(p.most, p.all[i].Chunks)
	}
	p.narrow()
	places := make(map[string]int, len(p.documents))
	for i := range p.documents {
		places[p.documents[i].Path] = i
	}
	if at.at == 0 {
		return
	}
	for i := range before {
		now, ok := places[before[i].Path]
		if ok && turnOf(&before[i]) == turnOf(&p.documents[now]) {
			at.at = max(0, now-i)
			return
		}
	}
}

// narrow finds what the filter lets through.
func (p *documentList) narrow() {
	words := p.input.text()
	if words == "" {
		p.documents = p.all
		return
	}
	lets := matcher(words)
	p.documents = nil
	for i := range p.all {
		if lets(p.all[i].Path + " " + turnWords(&p.all[i])) {
			p.documents = append(p.documents, p.all[i])
		}
	}
}

// turnWords are the words for a document's state that a filter looks for.
func turnWords(d *job.Document) string {
	switch {
	case d.Reason != "" || settled(d) && d.Failed > 0:
		return "failed"
	case settled(d) && d.Chunks > 0 && d.Skipped == d.Chunks:
		return "skipped"
	case settled(d):
		return "done"
	case !d.Read:
		return "reading unfinished"
	default:
		return "embedding unfinished"
	}
}

// edit takes a key for the filter; the list follows each letter.
func (p *documentList) edit(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, keepFilterKey):
		p.edited = false
	case key.Matches(msg, dropFilterKey):
		p.edited = false
		p.input.set(p.kept)
	default:
		p.input.press(msg)
	}
	p.narrow()
}

// settled says whether nothing is left to do for a document.
func settled(d *job.Document) bool {
	return d.Reason != "" || d.Read && d.Embedded+d.Skipped+d.Failed >= d.Chunks
}

// turnOf is where a document stands among the others.
func turnOf(d *job.Document) int {
	switch {
	case !settled(d):
		return 0
	case d.Failed > 0 || d.Reason != "":
		return 1
	default:
		return 2
	}
}

// documentState is the state of a document in glyph, word and colour. Of a job
// that stands still nothing is under way.
func documentState(sc *scene, j *job.Status, d *job.Document) (glyph, word string, st theme.Style) {
	t, g := sc.theme, sc.theme.Glyphs
	switch {
	case d.Reason != "" || settled(d) && d.Failed > 0:
		return g.Failed, "failed", t.Bad
	case settled(d) && d.Chunks > 0 && d.Skipped == d.Chunks:
		return g.Done, "skipped", t.Muted
	case settled(d):
		return g.Done, "done", t.Good
	case j.State != job.Running && !j.State.Ended():
		return sc.jobState(j)
	case j.State.Ended():
		return g.State("○"), "unfinished", t.Warn
	case !d.Read:
		return g.State("◌"), "reading", t.Info
	default:
		return g.State("●"), "embedding", t.Good
	}
}

func (p *documentList) draw(sc *scene, j *job.Status, at *cursor, length *int, w, h int) []string {
	t := sc.theme
	*length = len(p.documents)
	switch {
	case p.err != nil:
		return notice(sc, w, h, t.Bad, "The documents cannot be told", p.err.Error())
	case !p.loaded:
		return notice(sc, w, h, t.Muted, "The documents are being read", "")
	case len(p.all) == 0 && j.State == job.Queued:
		return notice(sc, w, h, t.Muted, "None yet", "They are read when the job's turn comes.")
	case len(p.all) == 0:
		return notice(sc, w, h, t.Muted, "None", "No document is known of this job.")
	}
	var out []string
	if p.folder != "" {
		text, _ := cells.CutLeft(p.folder, w-5)
		out = append(out, newLine(w).gap(1).put(t.Muted, "in ").put(t.Text, text).end())
	}
	if p.edited || p.input.text() != "" {
		l := newLine(w).gap(1).put(t.Key, named(filterKey))
		p.input.draw(sc, l, l.left-1, p.edited)
		out = append(out, l.end())
	}
	if len(p.documents) == 0 {
		return append(out, newLine(w).gap(1).put(t.Muted, "no document is like that").end())
	}
	if known := j.Documents + j.FailedFiles; len(p.all) == job.MaxDocuments && known > len(p.all) {
		out = append(out, newLine(w).gap(1).put(t.Muted, "the first "+count(len(p.all))+" of "+count(known)).end())
	}
	from, to := scroll(at, len(p.documents), max(0, h-len(out)))
	columns := documentColumnsFor(w, p.most)
	for i := from; i < to; i++ {
		out = append(out, columns.row(sc, j, &p.documents[i], strings.TrimPrefix(p.documents[i].Path, p.folder), w))
	}
	return out
}

// documentColumns are the widths of a document's row.
type documentColumns struct{ path, bar, counts int }

// Widths that are the same everywhere.
const (
	stateCells  = 12 // unfinished, with its glyph
	failedCells = 10
)

func documentColumnsFor(w, most int) documentColumns {
	const gaps = 1 + 1 + 2 + 1
	c := documentColumns{counts: 2*len(count(most)) + 3}
	room := w - gaps - stateCells - c.counts - failedCells
	switch {
	case room >= 60:
		c.bar = room / 3
	case room >= 30:
		c.bar = room / 4
	}
	c.path = max(minName, room-c.bar)
	return c
}

func (c *documentColumns) row(sc *scene, j *job.Status, d *job.Document, path string, w int) string {
	t := sc.theme
	sign, word, st := documentState(sc, j, d)
	l := newLine(w).gap(1).pad(st, sign+" "+word, stateCells).gap(1)
	path, _ = cells.CutLeft(path, c.path)
	l.pad(t.Text, path, c.path).gap(2)
	if d.Reason != "" && d.Chunks == 0 {
		return l.put(t.Bad, d.Reason).end()
	}
	stored, all := d.Embedded+d.Skipped, count(d.Chunks)
	share := 0.0
	if d.Chunks > 0 {
		share = float64(stored) / float64(d.Chunks)
	}
	if !d.Read {
		const almost = 0.99
		all, share = "~"+all, min(share, almost)
	}
	sc.bar(l, st, share, c.bar)
	l.right(t.Text, count(stored)+"/"+all, c.counts)
	if d.Failed > 0 {
		l.right(t.Bad, count(d.Failed)+" failed", failedCells)
	}
	return l.end()
}
