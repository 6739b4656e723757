package ui

import (
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

// jobPart is a part of the job's page.
type jobPart uint8

// The parts. In a page that is wide enough the failures stand below the
// overview, and the documents beside them.
const (
	jobOverview jobPart = iota
	jobDocuments
	jobFailures
	jobPartCount
)

// jobOverlay is all that is known of one job: how it goes, its documents one by
// one, and what failed.
type jobOverlay struct {
	dialogue
	tasks *tasks
	id    job.ID

	part    jobPart // that the keys scroll
	chosen  bool    // by the user; until then it depends on the width
	wide    bool    // when it was last drawn
	scrolls [jobPartCount]cursor
	lengths [jobPartCount]int
	tabSpot [jobPartCount]layout.Rect // where their names were last drawn

	recorded *job.Status // it, where it is of an earlier session
	list     documentList
	asking   asking
	final    bool // asked after the job had ended
	queued   bool // asked while it waited for its turn: nothing changes then

	// As far as it was known when it was drawn:
	why  string // nothing can be retried
	over bool   // nothing can be cancelled
	none bool   // there are no failures
}

func newJobOverlay(t *tasks, id job.ID) *jobOverlay {
	o := &jobOverlay{tasks: t, id: id, list: documentList{input: newField(filterUsage + ": failed, done, part of a path")}}
	o.asking.asked()
	return o
}

var (
	partKey     = bind("tab", "part", "tab", "right", "l")
	partBackKey = bind("shift+tab", "part before", "shift+tab", "left", "h")
)

// typing says that letters go into the filter of the documents.
func (o *jobOverlay) typing() bool { return o.list.edited }

func (o *jobOverlay) hints() []key.Binding {
	if o.typing() {
		return []key.Binding{keepFilterKey, dropFilterKey}
	}
	again := againKey
	again.SetEnabled(o.why == "")
	failures := failuresKey
	failures.SetEnabled(!o.none)
	cancel := cancelKey
	cancel.SetEnabled(!o.over)
	return []key.Binding{moveHint, partKey, failures, again, cancel, closeKey, filterKey}
}

func (o *jobOverlay) heading(sc *scene) heading {
	h := heading{title: "Job", note: "job " + strconv.FormatInt(int64(o.id), 10)}
	switch at := o.at(); at {
	case jobDocuments:
		h.foot = o.list.seen(&o.scrolls[at])
	case jobOverview, jobFailures, jobPartCount:
		h.foot = below(&o.scrolls[at], o.lengths[at])
	}
	if j := o.job(sc); j != nil {
		h.title = j.Title
		sign, word, _ := sc.jobState(j)
		h.note += " " + sign + " " + word
		if j == o.recorded {
			h.note += ", of an earlier session"
		}
	}
	return h
}

func (o *jobOverlay) size(_ *scene, w, h int) (cols, rows int) {
	const widest, highest = 170, 46
	return min(w, widest), min(h, highest)
}

// at is the part that the keys scroll.
func (o *jobOverlay) at() jobPart {
	switch {
	case o.wide && !o.chosen:
		return jobDocuments
	case o.wide && o.part == jobFailures:
		return jobOverview // they share a column
	default:
		return o.part
	}
}

func (o *jobOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	j := o.job(sc)
	switch msg := msg.(type) {
	case documentsKnown:
		if msg.id == o.id {
			o.asking.answered()
			o.recorded = msg.recorded
			o.list.take(msg, &o.scrolls[jobDocuments])
		}
	case second:
		return o.ask(j)
	case tea.KeyMsg:
		return o.press(msg, sc, j)
	}
	return nil
}

// job is the job as it stands; of an earlier session, as it was recorded. nil
// while that is not known, or where there is none.
func (o *jobOverlay) job(sc *scene) *job.Status {
	if j := sc.data.job(o.id); j != nil {
		return j
	}
	return o.recorded
}

// ask asks for the documents each second while the job is not over, and once
// more after that.
func (o *jobOverlay) ask(j *job.Status) tea.Cmd {
	if j == nil || !o.asking.due() || (o.final || o.queued && j.State == job.Queued) && o.list.err == nil {
		return nil
	}
	o.final, o.queued = j.State.Ended(), j.State == job.Queued
	o.asking.asked()
	return o.tasks.documents(o.id)
}

func (o *jobOverlay) press(msg tea.KeyMsg, sc *scene, j *job.Status) tea.Cmd {
	if o.typing() {
		o.list.edit(msg)
		return nil
	}
	switch {
	case key.Matches(msg, filterKey):
		o.part, o.chosen = jobDocuments, true
		o.list.edited, o.list.kept = true, o.list.input.text()
	case key.Matches(msg, escapeKey) && o.list.input.text() != "":
		o.list.input.set("")
		o.list.narrow()
	case key.Matches(msg, closeKey):
		return o.finish(nil)
	case key.Matches(msg, partKey), key.Matches(msg, acceptKey): // what is opened by enter is not closed by it
		o.turn(1)
	case key.Matches(msg, partBackKey):
		o.turn(-1)
	case key.Matches(msg, failuresKey):
		if j == nil || failuresOf(j) == 0 {
			return send(outcome{text: "failures is not possible now: there are none", level: warned})
		}
		return send(openFailures(o.tasks, o.id))
	case key.Matches(msg, againKey):
		if why := whyNotAgain(sc, j); why != "" {
			return send(outcome{text: "retry is not possible now: " + why, level: warned})
		}
		return o.finish(retryOf(o.tasks, j))
	case key.Matches(msg, cancelKey):
		if why := whyNotCancelled(sc, j); why != "" {
			return send(outcome{text: "cancel is not possible now: " + why, level: warned})
		}
		return send(openOverlay{overlay: askToCancel(o.tasks, j)})
	default:
		at := o.at()
		o.scrolls[at].move(motionOf(msg), o.lengths[at])
	}
	return nil
}

// click goes to the part whose name is hit. A double click does no more.
func (o *jobOverlay) click(_ *data, x, y int) bool {
	for part, at := range o.tabSpot {
		if y == at.Y && x >= at.X && x < at.X+at.W {
			o.part, o.chosen = jobPart(part), true
		}
	}
	return false
}

// turn goes to another part.
func (o *jobOverlay) turn(step int) {
	if o.wide {
		o.part = jobDocuments - o.at() // one of two
	} else {
		o.part = jobPart((int(o.part) + step + int(jobPartCount)) % int(jobPartCount)) //nolint:gosec // below jobPartCount
	}
	o.chosen = true
}

func whyNotAgain(sc *scene, j *job.Status) string {
	if not := sc.data.settings.Watching.whyNot(); not != "" {
		return not
	}
	return whyNotRetried(j)
}

func whyNotCancelled(sc *scene, j *job.Status) string {
	if not := sc.data.settings.Watching.whyNot(); not != "" {
		return not
	}
	if j == nil || j.State.Ended() {
		return "the job is over"
	}
	return ""
}
