package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// jobOverlay is all that is known of one job, its failures with their reasons
// included.
type jobOverlay struct {
	dialogue
	tasks  *tasks
	id     job.ID
	cursor cursor
	length int
}

func newJobOverlay(t *tasks, id job.ID) *jobOverlay { return &jobOverlay{tasks: t, id: id} }

func (o *jobOverlay) hints() []key.Binding { return []key.Binding{moveHint, closeKey} }

func (o *jobOverlay) heading(sc *scene) heading {
	head := heading{title: "Job", note: fmt.Sprintf("job %d", o.id), foot: below(&o.cursor, o.length)}
	if j := sc.data.job(o.id); j != nil {
		head.title = j.Title
	}
	return head
}

func (o *jobOverlay) size(sc *scene, w, h int) (cols, rows int) {
	return min(w, 110), min(h, max(18, len(jobSheet(sc, sc.data.job(o.id), min(w, 110)))))
}

func (o *jobOverlay) draw(sc *scene, w, h int) []string {
	lines := jobSheet(sc, sc.data.job(o.id), w)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

func (o *jobOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if key.Matches(press, closeKey) || key.Matches(press, acceptKey) {
		return o.finish(nil)
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

func jobSheet(sc *scene, j *job.Status, w int) []string {
	t := sc.theme
	if j == nil {
		return notice(sc, w, 2, t.Warn, "This job is gone", "It is no longer in the queue.")
	}
	sign, word, st := sc.jobState(j)
	state := sign + " " + word
	if j.Why != "" {
		state += ": " + j.Why
	}
	out := factLines(sc, w, "state", state, st)
	if j.Halted {
		out = append(out, factLine(sc, w, "", "p takes it up again; what is stored is not embedded anew", t.Text))
	}
	out = append(out,
		factLine(sc, w, "paths", strings.Join(j.Paths, ", "), t.Text),
		factLine(sc, w, "model", cluster.ShortModel(j.Model), t.Text),
		factLine(sc, w, "documents", fmt.Sprintf("%s read, %s could not be read, %s passed over",
			count(j.Documents), count(j.FailedFiles), count(j.Ignored)), t.Text),
		factLine(sc, w, "chunks", fmt.Sprintf("%s: %s embedded, %s skipped, %s failed",
			total(j), count(j.Embedded), count(j.Skipped), count(j.Failed)), t.Text),
		factLine(sc, w, "time", fmt.Sprintf("elapsed %s, predicted %s, limit %s",
			span(j.Elapsed), spanOr(j.Predicted), spanOr(j.Bound)), t.Text),
	)
	if j.Verdict.Mode != 0 {
		out = append(out,
			factLine(sc, w, "decision", j.Verdict.Mode.String()+", "+string(j.Verdict.Reason), sc.modeStyle(j.Verdict.Mode)))
		out = append(out, factLines(sc, w, "", j.Verdict.Detail, t.Text)...)
		out = append(out,
			factLine(sc, w, "rule", j.Verdict.Rule.Mode.String()+", "+string(j.Verdict.Rule.Reason), t.Muted))
	}
	if len(j.Shares) > 0 {
		out = append(out, blank(w), sectionHead(sc, w, "Shares"))
		out = append(out, shareBars(sc, j.Shares, w, len(j.Shares))...)
	}
	return append(out, failureLines(sc, j, w)...)
}

// factLines is [factLine] for a sentence, which takes as many lines as it needs.
func factLines(sc *scene, w int, name, text string, st theme.Style) []string {
	const most = 5
	var out []string
	for _, s := range cells.Wrap(text, w-labelWidth-2, most) {
		out = append(out, factLine(sc, w, name, s, st))
		name = ""
	}
	return out
}

// failureLines are the failures by file, each with its reason.
func failureLines(sc *scene, j *job.Status, w int) []string {
	all := j.Failed + j.FailedFiles
	if all == 0 {
		return nil
	}
	t := sc.theme
	out := []string{blank(w), newLine(w).gap(1).put(t.Accent, "Failures").put(t.Muted, "  "+count(all)).end()}
	path := ""
	for i := range j.Failures {
		f := &j.Failures[i]
		if f.Path != path || i == 0 {
			path = f.Path
			text, _ := cells.CutLeft(path, w-2)
			out = append(out, newLine(w).gap(1).put(t.Text, text).end())
		}
		reason := f.Reason
		if f.Chunk != nil {
			reason = fmt.Sprintf("chunk %d: %s", *f.Chunk, reason)
		}
		for _, s := range cells.Wrap(reason, w-4, 2) {
			out = append(out, newLine(w).gap(3).put(t.Bad, s).end())
		}
	}
	if rest := all - len(j.Failures); rest > 0 {
		out = append(out, newLine(w).gap(1).put(t.Muted, "and "+count(rest)+" more").end())
	}
	return out
}
