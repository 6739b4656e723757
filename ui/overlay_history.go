package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// historyOverlay is a page of the batches that have ended, of earlier runs too,
// the latest first: what was decided, and how prediction and hardware compare
// with what happened.
type historyOverlay struct {
	dialogue
	tasks  *tasks
	answer pastKnown
	known  bool // the answer has come
	asking asking
	shown  []job.Past
	sum    pastSummary // of what is shown
	cursor cursor
	top    int // lines above the list when it was last drawn

	filter string
	field  field
	edited bool // the filter is being typed
}

func newHistoryOverlay(t *tasks) *historyOverlay {
	return &historyOverlay{tasks: t, field: newField(filterUsage)}
}

// typing says that letters go into the filter: none of them is a key then.
func (o *historyOverlay) typing() bool { return o.edited }

func (o *historyOverlay) hints() []key.Binding {
	if o.edited {
		return []key.Binding{keepFilterKey, dropFilterKey}
	}
	return []key.Binding{moveHint, detailKey, filterKey, closeKey}
}

func (o *historyOverlay) heading(*scene) heading {
	head := heading{title: "History", note: "batches that have ended, the latest first"}
	if more := len(o.shown) - o.cursor.offset - o.cursor.page; o.cursor.page > 0 && more > 0 {
		head.foot = plural(more, "earlier one")
	}
	return head
}

func (o *historyOverlay) size(_ *scene, w, h int) (cols, rows int) { return w, h }

// firstBatch says which key begins with one, where it does.
func firstBatch(sc *scene) string {
	if sc.data.settings.Watching.On {
		return ""
	}
	return " " + named(batchKey) + " queues a first batch."
}

func (o *historyOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	switch {
	case !o.known:
		return fill([]string{newLine(w).gap(1).put(t.Muted, "looking into the store").end()}, w, h)
	case o.answer.err != nil:
		return notice(sc, w, h, t.Bad, "The history cannot be read", o.answer.err.Error())
	case len(o.answer.past) == 0:
		return notice(sc, w, h, t.Muted, "No batch has ended yet",
			"Each batch that ends is kept here, over restarts too: which mode was chosen and why, on how many nodes, "+
				"how long it was predicted to take, how long it took, and how far that lies above what the hardware allows. "+
				"So you see whether the predictions can be believed."+firstBatch(sc))
	}
	out := o.summary(sc, w, h)
	out = append(out, o.filterLine(sc, w))
	columns := pastColumns(w)
	out = append(out, pastHeads(sc, columns, w))
	if len(o.shown) == 0 {
		return fill(append(out, newLine(w).gap(cursorWidth).put(t.Muted, "no batch is like that").end()), w, h)
	}
	o.top = len(out)
	from, to := o.cursor.window(len(o.shown), h-o.top)
	for i := from; i < to; i++ {
		out = append(out, pastRow(sc, columns, &o.shown[i], i == o.cursor.at, w))
	}
	return fill(out, w, h)
}

// filterLine is blank while nothing is filtered: the list does not jump when
// something is.
func (o *historyOverlay) filterLine(sc *scene, w int) string {
	t := sc.theme
	l := newLine(w).gap(1)
	switch {
	case o.edited:
		l.put(t.Key, named(filterKey))
		o.field.draw(sc, l, l.left-1, true)
	case o.filter != "":
		l.put(t.Key, named(filterKey)).put(t.Strong, o.filter).put(t.Muted, "  "+named(backKey)+" shows all")
	}
	return l.end()
}

func (o *historyOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case pastKnown:
		o.take(msg)
	case second:
		return o.again(endedJobs(sc.data))
	case tea.KeyMsg:
		if o.edited {
			o.typeFilter(msg)
			return nil
		}
		return o.press(msg)
	}
	return nil
}

// take takes in an answer, if it was asked for here. One that could not be read takes
// nothing away from the list that is there: it is asked for again.
func (o *historyOverlay) take(msg pastKnown) {
	if msg.after == forFailures {
		return
	}
	o.asking.answered()
	if msg.err != nil && o.known && o.answer.err == nil {
		return
	}
	o.answer, o.known = msg, true
	o.narrow()
}

// ask asks for the batches that have ended, so many in this run.
func (o *historyOverlay) ask(ended int) tea.Cmd {
	o.asking.asked()
	return o.tasks.past(ended)
}

// again asks once more where jobs have ended since, or nothing came.
func (o *historyOverlay) again(ended int) tea.Cmd {
	if o.known && ended == o.answer.after || !o.asking.due() {
		return nil
	}
	return o.ask(ended)
}

// endedJobs counts the jobs of this run that are over: with each of them the
// history grows.
func endedJobs(d *data) int { return len(d.jobs) - d.unended() }

// click selects the batch that is drawn there.
func (o *historyOverlay) click(_ *data, _, y int) bool {
	at, ok := o.cursor.row(y, o.top, len(o.shown))
	if ok {
		o.cursor.at = at
	}
	return ok
}

func (o *historyOverlay) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, closeKey) && o.filter != "":
		o.setFilter("")
	case key.Matches(msg, closeKey, historyKey):
		return o.finish(nil)
	case key.Matches(msg, filterKey) && len(o.answer.past) > 0:
		o.edited = true
		o.field.set(o.filter)
	case key.Matches(msg, detailKey) && len(o.shown) > 0:
		return send(openOverlay{overlay: newPastOverlay(o.tasks, o.shown[o.cursor.at])})
	default:
		o.cursor.move(motionOf(msg), len(o.shown))
	}
	return nil
}

// typeFilter takes a key of the filter: the list follows each letter, and what
// was there before comes back with esc.
func (o *historyOverlay) typeFilter(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, keepFilterKey):
		o.edited = false
		o.filter = o.field.text()
	case key.Matches(msg, dropFilterKey):
		o.edited = false
	default:
		o.field.press(msg)
	}
	o.narrow()
}

func (o *historyOverlay) setFilter(text string) {
	o.filter = text
	o.narrow()
}

// narrow finds what the filter lets through. The selection stays with its batch.
func (o *historyOverlay) narrow() {
	var selected job.ID
	had := o.cursor.at < len(o.shown)
	if had {
		selected = o.shown[o.cursor.at].ID
	}
	text := o.filter
	if o.edited {
		text = o.field.text()
	}
	lets := matcher(text)
	o.shown = nil // the old one may be what a detail shows
	for i := range o.answer.past {
		if p := &o.answer.past[i]; lets(pastText(p)) {
			o.shown = append(o.shown, *p)
		}
	}
	if at := slices.IndexFunc(o.shown, func(p job.Past) bool { return p.ID == selected }); had && at >= 0 {
		o.cursor.at = at
	}
	o.cursor.move(stay, len(o.shown))
	o.sum = summarise(o.shown)
}

// copied is the list as a table in plain text.
func (o *historyOverlay) copied(sc *scene) string {
	const all = 1 << 10 // cells: every column
	return pastTable(sc, pastColumns(all), o.shown)
}
