package ui

import (
	"fmt"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/internal/job"
)

// pastOverlay is all that is kept of a batch that has ended.
type pastOverlay struct {
	dialogue
	tasks  *tasks
	past   job.Past
	here   bool // its job is of this run, so that there is more to be seen
	cursor cursor
	length int
}

func newPastOverlay(t *tasks, p job.Past) *pastOverlay { return &pastOverlay{tasks: t, past: p} }

var jobPageKey = bind("enter", "the job's page", "enter")

func (o *pastOverlay) hints() []key.Binding {
	page := jobPageKey
	page.SetEnabled(o.here)
	return []key.Binding{moveHint, page, closeKey}
}

func (o *pastOverlay) heading(sc *scene) heading {
	o.here = sc.data.job(o.past.ID) != nil
	return heading{title: o.past.Title, note: "batch", foot: below(&o.cursor, o.length)}
}

func (o *pastOverlay) size(sc *scene, w, h int) (cols, rows int) {
	w = min(w, 84)
	return w, min(h, len(o.lines(sc, w)))
}

func (o *pastOverlay) draw(sc *scene, w, h int) []string {
	lines := o.lines(sc, w)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to:to], w, h)
}

func (o *pastOverlay) lines(sc *scene, w int) []string {
	t, p := sc.theme, &o.past
	glyph, state := sc.jobSign(p.State)
	ended := missing
	if !p.Ended.IsZero() {
		ended = p.Ended.In(sc.now.Location()).Format("2006-01-02 15:04:05")
	}
	mode, modeStyle := pastMode(sc, p)
	rate := missing
	if p.Actual > 0 && p.Texts > 0 {
		rate = ratePerSecond(p)
	}
	out := []string{
		factLine(sc, w, "state", glyph+" "+p.State.String(), state),
		factLine(sc, w, "ended", ended, t.Text),
		factLine(sc, w, "model", orMissing(cluster.ShortModel(p.Model), p.Model != ""), t.Text),
		factLine(sc, w, "texts", fmt.Sprintf("%s embedded, %s skipped, %s failed", count(p.Texts), count(p.Skipped), count(p.Failed)), t.Text),
		factLine(sc, w, "throughput", rate, t.Text),
		blank(w),
		factLine(sc, w, "decision", mode, modeStyle),
		factLine(sc, w, "reason", orMissing(p.Reason, p.Reason != ""), t.Accent),
		factLine(sc, w, "policy", p.Policy.String(), t.Text),
		factLine(sc, w, "nodes", orMissing(strconv.Itoa(p.Nodes), p.Nodes > 0), t.Text),
		blank(w),
		newLine(w).gap(1).put(t.Accent, "Time").put(t.Muted, "  beside each: above the limit").end(),
	}
	out = append(out, costBars(sc, []costRow{
		{name: "took", cost: p.Actual, style: sc.overStyle(p.Actual, p.Bound), note: beyond(p.Actual, p.Bound)},
		{name: "predicted", cost: p.Predicted, style: t.Muted, note: beyond(p.Predicted, p.Bound)},
		{name: "limit", cost: p.Bound, style: t.Faint},
	}, w)...)
	return append(out, factLine(sc, w, "ratios", "took / limit "+ratioOf(p.Actual.Seconds(), p.Bound.Seconds())+
		", predicted / took "+ratioOf(p.Predicted.Seconds(), p.Actual.Seconds()), t.Text))
}

func ratePerSecond(p *job.Past) string {
	return rate(float64(p.Texts)/p.Actual.Seconds()) + " texts/s"
}

// ratioOf is one figure over another: 1.034.
func ratioOf(one, other float64) string {
	if one <= 0 || other <= 0 {
		return missing
	}
	return strconv.FormatFloat(one/other, 'f', 3, 64)
}

func (o *pastOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, closeKey):
		return o.finish(nil)
	case key.Matches(press, jobPageKey):
		if sc.data.job(o.past.ID) != nil {
			return send(openOverlay{newJobOverlay(o.tasks, o.past.ID), o.tasks.documents(o.past.ID)})
		}
		return o.finish(nil)
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

// copied is the batch as a line of a table, with its heads.
func (o *pastOverlay) copied(sc *scene) string {
	const all = 1 << 10
	return pastTable(sc, pastColumns(all), []job.Past{o.past})
}
