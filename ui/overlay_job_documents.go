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

// documentList is a job's documents as they were last told, and what it passed
// over: what is under way first, then what failed, what waits, what is done, and
// what was passed over, each by path.
type documentList struct {
	all       []documentRow
	documents []documentRow // those that the filter lets through
	passed    []job.PassedOver
	input     field  // of the filter
	edited    bool   // it is being typed
	kept      string // the filter that esc brings back
	folder    string // that all of them lie in
	most      int    // chunks of the largest one
	longest   int    // cells of the longest path below the folder; it never shrinks, or columns would jump
	failing   bool   // chunks of one have failed
	loaded    bool
	err       error
}

// documentRow is a row of the list: a document, or what was passed over.
type documentRow struct {
	job.Document
	passed string // why it was passed over; "" for a document
	more   int    // that were passed over for this reason too, and are not named
}

// take has the engine's answer. What was seen at the top stays there, as long
// as it is what it was.
func (p *documentList) take(msg documentsKnown, at *cursor) {
	p.loaded, p.err = true, msg.err
	if msg.err != nil {
		return
	}
	before := p.documents[min(at.at, len(p.documents)):]
	p.all, p.passed = listAll(msg), msg.passed
	p.folder = commonFolder(len(p.all), func(i int) string { return p.all[i].Path })
	p.most, p.failing = 0, false
	for i := range p.all {
		d := &p.all[i]
		p.most = max(p.most, d.Chunks)
		p.failing = p.failing || d.Failed > 0
		p.longest = max(p.longest, cells.Width(strings.TrimPrefix(d.Path, p.folder)))
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
		if ok && before[i].turn() == p.documents[now].turn() {
			at.at = max(0, now-i)
			return
		}
	}
}

// listAll puts an answer in order.
func listAll(msg documentsKnown) []documentRow {
	out := make([]documentRow, 0, len(msg.documents))
	for _, d := range msg.documents {
		out = append(out, documentRow{Document: d})
	}
	for _, p := range msg.passed {
		for i, path := range p.Paths {
			d := documentRow{Document: job.Document{Path: path}, passed: p.Reason}
			if i == len(p.Paths)-1 {
				d.more = max(0, p.Count-len(p.Paths))
			}
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b documentRow) int {
		return cmp.Or(cmp.Compare(a.turn(), b.turn()), cmp.Compare(a.passed, b.passed), cmp.Compare(a.more, b.more), cmp.Compare(a.Path, b.Path))
	})
	return out
}

// told is how many documents were told; what was passed over stands below them.
func (p *documentList) told() int {
	n := len(p.all)
	for n > 0 && p.all[n-1].passed != "" {
		n--
	}
	return n
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
		if lets(p.all[i].Path + " " + p.all[i].words()) {
			p.documents = append(p.documents, p.all[i])
		}
	}
}

// words are those for its state that a filter looks for.
func (d *documentRow) words() string {
	switch {
	case d.passed != "":
		return passedOver + " " + d.passed
	case d.failed():
		return "failed"
	case settled(&d.Document) && d.storedBefore():
		return alreadyStored
	case settled(&d.Document):
		return "done"
	case !d.Read:
		return "reading unfinished"
	case d.begun():
		return "embedding unfinished"
	default:
		return "waiting unfinished"
	}
}

// Words for what a job has nothing to do with.
const (
	alreadyStored = "already stored"
	passedOver    = "passed over"
)

// failed says that it is over, and not all of it came about.
func (d *documentRow) failed() bool { return d.Reason != "" || settled(&d.Document) && d.Failed > 0 }

// storedBefore says that all of it was.
func (d *documentRow) storedBefore() bool { return d.Chunks > 0 && d.Skipped == d.Chunks }

// begun says that something of it was answered.
func (d *documentRow) begun() bool { return d.Embedded+d.Failed > 0 }

// turn is where it stands among the others.
func (d *documentRow) turn() int {
	switch {
	case d.passed != "":
		return 4
	case d.failed():
		return 1
	case settled(&d.Document):
		return 3
	case d.Read && !d.begun():
		return 2
	default:
		return 0
	}
}

// seen says which of its rows are on the screen; "" while all are.
func (p *documentList) seen(at *cursor) string {
	if at.page >= len(p.documents) || at.page == 0 {
		return ""
	}
	return "rows " + count(at.at+1) + " to " + count(min(len(p.documents), at.at+at.page)) + " of " + count(len(p.documents))
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

// documentState is the state of a document in glyph, word and colour. Of a job
// that stands still nothing is under way.
func documentState(sc *scene, j *job.Status, d *documentRow) (glyph, word string, st theme.Style) {
	t, g := sc.theme, sc.theme.Glyphs
	switch {
	case d.passed != "":
		return g.State("○"), passedOver, t.Faint
	case d.failed():
		return g.Failed, "failed", t.Bad
	case settled(&d.Document) && d.storedBefore():
		return g.Done, alreadyStored, t.Muted
	case settled(&d.Document):
		return g.Done, "done", t.Good
	case j.State != job.Running && !j.State.Ended():
		return sc.jobState(j)
	case j.State.Ended():
		return g.State("○"), "unfinished", t.Warn
	case !d.Read:
		return g.State("◌"), "reading", t.Info
	case !d.begun():
		return g.State("○"), "waiting", t.Muted
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
	known, told := j.Documents+j.FailedFiles, p.told()
	if told == job.MaxDocuments && known > told {
		out = append(out, newLine(w).gap(1).put(t.Muted, "the first "+count(told)+" of "+count(known)).end())
	}
	from, to := scroll(at, len(p.documents), max(0, h-len(out)))
	columns := p.columns(w)
	for i := from; i < to; i++ {
		out = append(out, columns.row(sc, j, &p.documents[i], strings.TrimPrefix(p.documents[i].Path, p.folder), w))
	}
	return out
}
