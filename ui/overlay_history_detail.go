package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
)

// pastOverlay is all that is kept of a batch that has ended.
type pastOverlay struct {
	dialogue
	tasks  *tasks
	past   job.Past
	cursor cursor
	length int
}

func newPastOverlay(t *tasks, p job.Past) *pastOverlay { return &pastOverlay{tasks: t, past: p} }

var jobPageKey = bind("enter", "the job's page", "enter")

func (o *pastOverlay) hints() []key.Binding {
	failures := failuresKey
	failures.SetEnabled(o.past.Failed > 0)
	return []key.Binding{moveHint, jobPageKey, failures, closeKey}
}

func (o *pastOverlay) heading(*scene) heading {
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
	glyph, word, state := sc.pastState(p)
	ended := missing
	if !p.Ended.IsZero() {
		ended = p.Ended.In(sc.now.Location()).Format("2006-01-02 15:04:05")
	}
	mode, modeStyle := pastMode(sc, p)
	rate := missing
	if p.Worked() > 0 && p.Texts > 0 {
		rate = ratePerSecond(p)
	}
	out := []string{
		factLine(sc, w, "state", glyph+" "+word, state),
		factLine(sc, w, "ended", ended, t.Text),
		factLine(sc, w, "model", orMissing(cluster.ShortModel(p.Model), p.Model != ""), t.Text),
	}
	texts := embeddedWords(p) + ", " + count(p.Skipped) + " already stored, " + count(p.Failed) + " failed"
	out = append(out, factLines(sc, w, "texts", texts, t.Text)...)
	out = append(out,
		factLine(sc, w, "throughput", rate, t.Text),
		blank(w),
		factLine(sc, w, "decision", mode, modeStyle),
		factLine(sc, w, "reason", orMissing(p.Reason, p.Reason != ""), t.Accent),
		factLine(sc, w, "policy", p.Policy.String(), t.Text),
		factLine(sc, w, "nodes", orMissing(nodesText(p), p.Nodes > 0), t.Text),
		blank(w),
		newLine(w).gap(1).put(t.Accent, "Time").put(t.Muted, "  in which there was something to embed").end(),
	)
	took := costRow{name: "embedding", cost: p.Worked(), style: sc.overStyle(p.Worked(), p.Bound)}
	if off, ok := p.Over(); ok {
		took.note, took.of = ofLimit(adaptive.OffText(off))
	}
	first := costRow{name: "foreseen", cost: p.Predicted, style: t.Muted}
	if off, ok := p.Missed(); ok {
		first.note, first.of = adaptive.OffText(off), " it took"
	} else if p.Changed {
		first.note, first.of = "for", " another mode"
	}
	out = append(out, costBars(sc, []costRow{took, first, {name: "limit", cost: p.Bound, style: t.Faint}}, w)...)
	if p.Waited >= shownStarved {
		out = append(out, factLine(sc, w, "waited", span(p.Waited)+" for documents, "+span(p.Actual)+" in all", t.Text))
	}
	return append(out, o.waysLines(sc, w)...)
}

// waysLines are what each way would have taken; none where that is not kept. The
// factors say how much longer than the one that was chosen.
func (o *pastOverlay) waysLines(sc *scene, w int) []string {
	var chosen time.Duration
	for i := range o.past.Ways {
		if way := &o.past.Ways[i]; way.Chosen {
			chosen = way.Takes()
		}
	}
	if chosen <= 0 {
		return nil
	}
	rows := make([]costRow, 0, len(o.past.Ways))
	for i := range o.past.Ways {
		way := &o.past.Ways[i]
		row := costRow{name: way.Way, cost: way.Takes(), style: sc.theme.Muted, chosen: way.Chosen, note: "chosen", extra: way.Way == "even split"}
		if way.Chosen {
			row.style = sc.modeStyle(o.past.Mode)
		} else {
			row.note = beyond(row.cost, chosen)
		}
		rows = append(rows, row)
	}
	head := newLine(w).gap(1).put(sc.theme.Accent, "What each way costs").put(sc.theme.Muted, "  by the speeds known at its end").end()
	return append([]string{blank(w), head}, costBars(sc, rows, w)...)
}

// nodesText says how many nodes were decided on, and how many embedded something
// where those are not as many.
func nodesText(p *job.Past) string {
	text := count(nodesOf(p))
	if p.Planned > 0 && p.Nodes > p.Planned {
		text += ", and " + count(p.Nodes-p.Planned) + " more with what held nobody up"
	}
	return text
}

func ratePerSecond(p *job.Past) string {
	return rate(float64(p.Texts)/p.Worked().Seconds()) + " texts/s while embedding"
}

func (o *pastOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, closeKey):
		return o.finish(nil)
	case key.Matches(press, failuresKey) && o.past.Failed > 0:
		return send(openFailures(o.tasks, o.past.ID))
	case key.Matches(press, jobPageKey):
		return send(openOverlay{newJobOverlay(o.tasks, o.past.ID), o.tasks.documents(o.past.ID)})
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

// copied is the batch as a line of a table, with its heads.
func (o *pastOverlay) copied(sc *scene) string {
	const all = 1 << 10
	return pastTable(sc, pastColumns(all), []job.Past{o.past})
}

// embeddedWords is how many texts a batch embedded; those before it was
// interrupted apart, since its times are of what came after.
func embeddedWords(p *job.Past) string {
	if p.Earlier > 0 {
		return count(p.Texts) + " embedded, " + count(p.Earlier) + " before it was interrupted"
	}
	return count(p.Texts) + " embedded"
}
