package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
)

// failuresOverlay lists all failures of a job by reason. While the job runs,
// new ones come as they occur.
type failuresOverlay struct {
	dialogue
	tasks *tasks
	id    job.ID

	all    []job.Failure
	sorted []failureGroup // all of them
	folder string         // that all of the files lie in
	err    error
	loaded bool
	asking asking
	known  int // failures that the job had when it was last asked

	past   []job.Past // jobs of earlier sessions
	others bool       // there are other jobs with failures, as far as it was known when it was drawn

	input  field
	edited bool   // the filter is being typed
	before string // the filter that esc brings back

	groups   []failureGroup
	shown    []job.Failure // those that the filter lets through
	folds    map[string]bool
	rows     []failureRow
	made     int // grows when the rows are made anew
	cursor   cursor
	offset   int // first line that is seen
	top      int // lines above the rows
	measures failureMeasures

	why string // nothing can be retried, as far as it was known when it was drawn
}

// failureRow is a row of the list: a group, or one of its files.
type failureRow struct{ group, file int }

// head marks the row of the group itself.
const head = -1

// foldFrom is how many files a group has that is folded at first, if it is not
// the only one.
const foldFrom = 13

func newFailuresOverlay(t *tasks, id job.ID) *failuresOverlay {
	o := &failuresOverlay{tasks: t, id: id, input: newField(filterUsage), folds: map[string]bool{}, known: -1}
	o.asking.asked()
	return o
}

var foldKey = bind("enter", "fold", "enter")

func (o *failuresOverlay) hints() []key.Binding {
	if o.edited {
		return []key.Binding{keepFilterKey, dropFilterKey}
	}
	again := againKey
	again.SetEnabled(o.why == "")
	return []key.Binding{moveHint, foldKey, filterKey, again, closeKey, o.jobsHint()}
}

// typing says that letters go into the filter.
func (o *failuresOverlay) typing() bool { return o.edited }

func (o *failuresOverlay) heading(sc *scene) heading {
	h := heading{title: "Failures", note: count(len(o.shown))}
	if len(o.shown) < len(o.all) {
		h.note += " of " + count(len(o.all))
	}
	f, place, of := o.now(sc)
	o.others = of > 1 || of == 1 && place == 0
	if f.id == 0 {
		return h
	}
	h.title = "Failures of " + strings.TrimPrefix(f.title, "failures of ") // as older programs named a retry
	if j := sc.data.job(o.id); j != nil {
		sign, word, _ := sc.jobState(j)
		h.note += ", job " + strconv.FormatInt(int64(j.ID), 10) + " " + sign + " " + word
	} else {
		h.note += ", job " + strconv.FormatInt(int64(f.id), 10) + " of an earlier session, ended " + moment(f.ended, sc.now)
	}
	if o.others && place > 0 {
		h.foot = count(place) + " of " + count(of) + " jobs with failures, the latest first"
	}
	return h
}

func (o *failuresOverlay) size(_ *scene, w, h int) (cols, rows int) {
	const widest = 150
	return min(w, widest), h
}

func (o *failuresOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	j := sc.data.job(o.id)
	switch msg := msg.(type) {
	case failuresKnown:
		if msg.id == o.id {
			o.take(msg)
		}
	case pastKnown:
		return o.takePast(msg, sc)
	case second:
		return o.ask(j)
	case tea.KeyMsg:
		return o.press(msg, sc)
	}
	return nil
}

// ask asks for the failures again when there are others than when it was asked
// last.
func (o *failuresOverlay) ask(j *job.Status) tea.Cmd {
	if j == nil || !o.asking.due() || o.loaded && o.err == nil && o.known == failuresOf(j) {
		return nil
	}
	o.known = failuresOf(j)
	o.asking.asked()
	return o.tasks.failures(o.id)
}

func (o *failuresOverlay) take(msg failuresKnown) {
	o.asking.answered()
	o.loaded, o.err = true, msg.err
	if msg.err == nil {
		o.all, o.sorted, o.folder = msg.failures, msg.groups, msg.folder
		o.regroup()
	}
}

// regroup makes the rows from the failures that the filter lets through. The
// selection stays on its file, else on its group.
func (o *failuresOverlay) regroup() {
	reason, path := o.selected()
	o.shown, o.groups = o.all, o.sorted
	if words := o.input.text(); words != "" {
		through := matcher(words)
		o.shown = nil
		for i := range o.all {
			what, _ := adviceFor(o.all[i].Reason)
			if through(o.all[i].Path + " " + o.all[i].Reason + " " + what) {
				o.shown = append(o.shown, o.all[i])
			}
		}
		o.groups = groupFailures(o.shown)
	}
	for i := range o.groups {
		g := &o.groups[i]
		if _, seen := o.folds[g.key]; !seen {
			o.folds[g.key] = len(o.groups) > 1 && len(g.files) >= foldFrom
		}
	}
	o.unfold(reason, path)
}

// selected is the key of the group, and the file, that the cursor is on.
func (o *failuresOverlay) selected() (reason, path string) {
	if o.cursor.at >= len(o.rows) {
		return "", ""
	}
	r := o.rows[o.cursor.at]
	g := &o.groups[r.group]
	if r.file != head {
		path = g.files[r.file].path
	}
	return g.key, path
}

// unfold makes the rows anew and selects that group, and that file if it is
// seen.
func (o *failuresOverlay) unfold(reason, path string) {
	o.rows = o.rows[:0]
	o.made++
	at := -1
	for i := range o.groups {
		g := &o.groups[i]
		if g.key == reason {
			at = len(o.rows)
		}
		o.rows = append(o.rows, failureRow{i, head})
		if o.folds[g.key] {
			continue
		}
		for k := range g.files {
			if path != "" && g.key == reason && g.files[k].path == path {
				at = len(o.rows)
			}
			o.rows = append(o.rows, failureRow{i, k})
		}
	}
	if at >= 0 {
		o.cursor.at = at
	}
	o.cursor.move(stay, len(o.rows))
}

func (o *failuresOverlay) press(msg tea.KeyMsg, sc *scene) tea.Cmd {
	if o.typing() {
		o.edit(msg)
		return nil
	}
	switch {
	case key.Matches(msg, escapeKey) && o.input.text() != "":
		o.setFilter("")
	case key.Matches(msg, closeKey, failuresKey):
		return o.finish(nil)
	case key.Matches(msg, filterKey):
		o.edited, o.before = true, o.input.text()
	case key.Matches(msg, againKey):
		return o.retry(sc)
	case key.Matches(msg, jobsKey):
		return o.step(msg, sc)
	case key.Matches(msg, foldKey):
		if reason, _ := o.selected(); len(o.rows) > 0 {
			o.folds[reason] = !o.folds[reason]
			o.unfold(reason, "")
		}
	default:
		o.cursor.move(motionOf(msg), len(o.rows))
	}
	return nil
}

// edit takes a key for the filter; the list follows each letter.
func (o *failuresOverlay) edit(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, keepFilterKey):
		o.edited = false
	case key.Matches(msg, dropFilterKey):
		o.edited = false
		o.setFilter(o.before)
	default:
		o.input.press(msg)
		o.regroup()
	}
}

func (o *failuresOverlay) setFilter(words string) {
	o.input.set(words)
	o.regroup()
}

// copied are the failures that are listed, one a line: path, chunk and reason
// with tabs between them.
func (o *failuresOverlay) copied(*scene) string {
	var b strings.Builder
	for i := range o.shown {
		f := &o.shown[i]
		chunk := unknown
		if f.Chunk != nil {
			chunk = strconv.Itoa(*f.Chunk)
		}
		b.WriteString(exactPath(f.Path) + "\t" + chunk + "\t" + cells.Clean(f.Reason) + "\n")
	}
	return b.String()
}

// exactPath is a path as it is, or quoted where it holds what could end a line
// or steer a terminal.
func exactPath(path string) string {
	for _, r := range path {
		if !strconv.IsPrint(r) || r == '\uFFFD' {
			return strconv.Quote(path)
		}
	}
	return path
}

// click selects what is drawn there.
func (o *failuresOverlay) click(_ *data, _, y int) bool {
	line := o.offset + y - o.top
	if y < o.top || len(o.measures.starts) != len(o.rows)+1 {
		return false
	}
	for i := range o.rows {
		if line >= o.measures.starts[i] && line < o.measures.starts[i+1] {
			o.cursor.at = i
			return true
		}
	}
	return false
}
