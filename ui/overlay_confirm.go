package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
)

// confirm asks before something that cannot be undone. The harmless answer is
// selected.
type confirm struct {
	dialogue
	name, question string
	yes, no        string
	act            tea.Cmd
	danger         bool // the dangerous answer is selected
	answers        int  // line on which they stand
}

func newConfirm(name, question, yes, no string, act tea.Cmd) *confirm {
	return &confirm{name: name, question: question, yes: yes, no: no, act: act}
}

var (
	yesKey    = bind("y", "yes", "y", "Y")
	noKey     = bind("n", "no", "n", "N", "esc", "q")
	switchKey = bind("tab", "other answer", "tab", "shift+tab", "left", "right", "h", "l")
)

func (c *confirm) hints() []key.Binding { return []key.Binding{switchKey, acceptKey, yesKey, noKey} }

func (c *confirm) heading(*scene) heading { return heading{title: c.name} }

func (c *confirm) size(_ *scene, w, _ int) (cols, rows int) {
	w = min(w, 60)
	return w, len(cells.Wrap(c.question, w-2, 8)) + 4
}

func (c *confirm) draw(sc *scene, w, h int) []string {
	t := sc.theme
	out := []string{blank(w)}
	for _, s := range cells.Wrap(c.question, w-2, max(1, h-4)) {
		out = append(out, newLine(w).gap(1).put(t.Text, s).end())
	}
	l := newLine(w).gap(1)
	for i, answer := range []string{c.no, c.yes} {
		if (i == 1) == c.danger {
			l.sign(t.Accent, t.Glyphs.Cursor, 1).put(t.Strong, " "+answer).gap(answerGap)
		} else {
			l.gap(2).put(t.Muted, answer).gap(answerGap)
		}
	}
	c.answers = len(out) + 1
	return append(out, blank(w), l.end())
}

// click selects the answer that is drawn there.
func (c *confirm) click(_ *data, x, y int) bool {
	const mark = 2 // cells before an answer that tell whether it is selected
	no := 1 + mark + cells.Width(c.no)
	yes := no + answerGap
	switch {
	case y != c.answers:
		return false
	case x >= 1 && x < no:
		c.danger = false
	case x >= yes && x < yes+mark+cells.Width(c.yes):
		c.danger = true
	default:
		return false
	}
	return true
}

// answerGap is how far the answers stand apart.
const answerGap = 3

func (c *confirm) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, yesKey), key.Matches(press, acceptKey) && c.danger:
		return c.finish(c.act)
	case key.Matches(press, noKey), key.Matches(press, acceptKey):
		return c.finish(nil)
	case key.Matches(press, switchKey):
		c.danger = !c.danger
	}
	return nil
}
