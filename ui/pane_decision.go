package ui

import (
	"fmt"

	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// decisionPane says what was decided, why, what it costs and what the
// alternatives would have cost. While nothing runs it says what would be
// decided. With the whole screen it explains everything, which may take more
// lines than there are.
type decisionPane struct {
	cursor cursor
	length int // lines of the explanation when it was last drawn; 0 while it is not
	known  weighed
}

func (p *decisionPane) move(_ *data, m motion) {
	if p.length > 0 {
		p.cursor.move(m, p.length)
	}
}

func (p *decisionPane) heading(sc *scene) heading {
	s := sc.data.settings
	head := heading{title: "Decision", note: "policy " + s.Policy.String()}
	if p.length > 0 {
		head.foot = below(&p.cursor, p.length)
	}
	if s.Forced != 0 {
		head.note = "forced, " + head.note
	}
	if sc.data.loaded && sc.data.current() == nil && sc.data.idleErr == nil {
		head.title = fmt.Sprintf("Decision for a batch of %d", idleBatch)
	}
	return head
}

func (p *decisionPane) draw(sc *scene, w, h int) []string {
	d := sc.data
	p.length = 0
	current := d.current()
	switch {
	case !d.loaded:
		return nil
	case current == nil && d.modelless():
		return modelHelp(sc, w, h)
	case current == nil && d.working == 0 && d.probing():
		return notice(sc, w, h, sc.theme.Muted, "Nothing to decide yet", "the nodes are being asked what they are")
	case current == nil && d.idleErr != nil:
		return notice(sc, w, h, sc.theme.Warn, "Nothing can be decided", d.idleErr.Error())
	case current == nil:
		return p.verdict(newVerdictView(sc, d.idle, nil, w, &p.known), h)
	case current.State == job.Waiting && d.working == 0: // what was decided for other nodes holds no more
		return notice(sc, w, h, sc.theme.Warn, "No node can work: nothing is to be decided", current.Why)
	case current.Verdict.Mode == 0 && current.Followed:
		return notice(sc, w, h, sc.theme.Muted, "Decided by the flocktop that works", "what it decided is stored when the job ends")
	case current.Verdict.Mode == 0:
		if before := d.endedJustNow(sc.now); before != nil { // a job of the queue begins: nothing is to flicker
			return p.verdict(newVerdictView(sc, before.Verdict, before, w, &p.known), h)
		}
		why := current.Why
		if why == "" {
			why = "reading documents: the decision follows with the first texts"
		}
		return notice(sc, w, h, sc.theme.Muted, "Nothing to decide yet", why)
	default:
		return p.verdict(newVerdictView(sc, current.Verdict, current, w, &p.known), h)
	}
}

// verdict draws what fits, or all of it where the pane has the whole screen.
func (p *decisionPane) verdict(v verdictView, h int) []string {
	if !v.sc.zoomed {
		return v.draw(h)
	}
	lines := v.full()
	p.length = len(lines)
	from, to := scroll(&p.cursor, len(lines), h)
	return fill(lines[from:to:to], v.w, h)
}

// notice is a heading with a sentence below it.
func notice(sc *scene, w, h int, st theme.Style, heading, text string) []string {
	lines := []string{newLine(w).gap(1).put(st, heading).end()}
	for _, s := range cells.Wrap(text, w-2, max(1, h-1)) {
		lines = append(lines, newLine(w).gap(1).put(sc.theme.Text, s).end())
	}
	return fill(lines, w, h)
}
