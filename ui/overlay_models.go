package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/cluster"
	"flocktop/ui/internal/cells"
)

// modelsOverlay chooses the embedding model.
type modelsOverlay struct {
	dialogue
	tasks  *tasks
	cursor cursor
	known  []ModelChoice
	asked  bool // the answer has come
	moved  bool // the user has moved: the present model is not sought any more
}

func newModelsOverlay(t *tasks) *modelsOverlay { return &modelsOverlay{tasks: t} }

func (o *modelsOverlay) hints() []key.Binding { return []key.Binding{moveHint, acceptKey, closeKey} }

func (o *modelsOverlay) heading(*scene) heading { return heading{title: "Embedding model"} }

// modelHead is how many lines stand around the list.
const modelHead = 5

func (o *modelsOverlay) size(_ *scene, w, h int) (cols, rows int) {
	return min(w, 92), min(h, max(8, len(o.known)+modelHead))
}

func (o *modelsOverlay) draw(sc *scene, w, h int) []string {
	t := sc.theme
	switch {
	case !o.asked:
		return fill([]string{newLine(w).gap(1).put(t.Muted, "asking the flock").end()}, w, h)
	case len(o.known) == 0:
		return modelHelp(sc, w, h)
	}
	const nameWidth, sizeWidth, nodesWidth = 30, 9, 15
	out := []string{newLine(w).gap(4).pad(t.Muted, "model", nameWidth).right(t.Muted, "size", sizeWidth).
		gap(2).pad(t.Muted, "installed on", nodesWidth).put(t.Muted, "in memory of").end()}
	from, to := o.cursor.window(len(o.known), h-modelHead)
	for i := from; i < to; i++ {
		c := &o.known[i]
		l := newLine(w)
		cursorCell(sc, l, i == o.cursor.at)
		mark, st := t.Glyphs.NoMark, t.Faint
		if c.Name == sc.data.settings.Model {
			mark, st = t.Glyphs.Mark, t.Accent
		}
		name := t.Text
		if i == o.cursor.at {
			name = t.Strong
		}
		l.sign(st, mark, 1).gap(1).name(name, cluster.ShortModel(c.Name), nameWidth).right(t.Muted, size(c.Size), sizeWidth).gap(2)
		l.pad(t.Text, count(len(c.Nodes))+" of "+plural(len(sc.data.flock.Nodes), "node"), nodesWidth)
		loaded := unknown
		if len(c.Loaded) > 0 {
			loaded = strings.Join(c.Loaded, ", ")
			if cells.Width(loaded) >= l.left {
				loaded = plural(len(c.Loaded), "node")
			}
		}
		out = append(out, l.put(t.Muted, loaded).end())
	}
	out = append(fill(out, w, h-modelHead+1), blank(w))
	chosen := &o.known[o.cursor.at]
	out = append(out, newLine(w).gap(2).put(t.Muted, "on ").put(t.Text, strings.Join(chosen.Nodes, ", ")).end())
	if len(chosen.Conflict) > 0 {
		out = append(out, newLine(w).gap(2).put(t.Warn, "another digest on "+strings.Join(chosen.Conflict, ", ")+": left out").end())
	}
	return fill(out, w, h)
}

// click selects the model that is drawn there, below the heads.
func (o *modelsOverlay) click(_ *data, _, y int) bool {
	at, ok := o.cursor.row(y, 1, len(o.known))
	if ok {
		o.cursor.at, o.moved = at, true
	}
	return ok
}

func (o *modelsOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	switch msg := msg.(type) {
	case modelsKnown:
		o.known, o.asked = msg.models, true
		for i := range o.known {
			if !o.moved && o.known[i].Name == sc.data.settings.Model {
				o.cursor.at = i
			}
		}
		o.cursor.move(stay, len(o.known))
	case second:
		return o.tasks.models()
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, closeKey):
			return o.finish(nil)
		case key.Matches(msg, acceptKey) && len(o.known) > 0:
			return o.finish(o.tasks.setModel(o.known[o.cursor.at].Name))
		}
		o.moved = true
		o.cursor.move(motionOf(msg), len(o.known))
	}
	return nil
}
