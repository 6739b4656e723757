package ui

import (
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
)

// entryOverlay is one entry of the log as a whole. It goes through those that
// are listed, and the list selects along with it.
type entryOverlay struct {
	dialogue
	list   *logPane
	seq    uint64
	follow bool // the list followed the newest entry when this was opened, and will again
	cursor cursor
	length int // lines when it was last drawn
}

func (m *model) openEntry() tea.Cmd {
	return m.open(&entryOverlay{list: m.log, seq: m.log.current().seq, follow: m.log.at == 0}, nil)
}

var entryKey = bind("esc", "close", "esc", "q", "enter")

func (o *entryOverlay) hints() []key.Binding {
	out := []key.Binding{entryKey, bind("[ ]", "older, newer", "[", "]")}
	if o.length > o.cursor.page {
		out = append(out, scrollHint)
	}
	return out
}

func (o *entryOverlay) heading(*scene) heading {
	return heading{title: "Log", foot: below(&o.cursor, o.length)}
}

func (o *entryOverlay) size(sc *scene, w, h int) (cols, rows int) {
	const width = 100
	w = min(w, width)
	return w, min(h, len(o.lines(sc, w))+1)
}

// row is what is shown: the entry that was selected, or another one after it.
func (o *entryOverlay) row(sc *scene) *logRow {
	o.list.sync(sc.data)
	if !o.list.find(o.seq) {
		return nil
	}
	return o.list.current()
}

func (o *entryOverlay) lines(sc *scene, w int) []string {
	const most = 200 // a message that a server made up may be long
	t, row := sc.theme, o.row(sc)
	if row == nil {
		return notice(sc, w, 2, t.Warn, "This entry is gone", "The log has grown beyond it, or is filtered.")
	}
	e := &sc.data.log[row.entry]
	sign, st, text := entrySign(sc, e.Level)
	l := newLine(w).gap(1).put(t.Muted, e.At.Format(time.DateTime)).gap(1).sign(st, sign, 1).gap(1).put(levelNode(t, e.Level), e.Node)
	if row.times > 1 {
		l.gap(2).put(t.Accent, strconv.Itoa(row.times)+" times, this was the last")
	}
	out := []string{l.end(), blank(w)}
	for _, s := range cells.Wrap(e.Text, w-2, most) {
		out = append(out, newLine(w).gap(1).put(text, s).end())
	}
	return out
}

func (o *entryOverlay) draw(sc *scene, w, h int) []string {
	lines := o.lines(sc, w)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

// copied is the entry in a line.
func (o *entryOverlay) copied(sc *scene) string {
	row := o.row(sc)
	if row == nil {
		return ""
	}
	return entryAsText(&sc.data.log[row.entry], row.times)
}

func (o *entryOverlay) update(msg tea.Msg, sc *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, entryKey):
		if o.follow {
			o.list.toEnd()
		}
		return o.finish(nil)
	case key.Matches(press, previousKey):
		o.turn(sc, up)
		return nil
	case key.Matches(press, nextKey):
		o.turn(sc, down)
		return nil
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}

// turn shows the entry above or below in the list.
func (o *entryOverlay) turn(sc *scene, m motion) {
	if o.row(sc) == nil {
		return
	}
	o.list.move(sc.data, m)
	o.seq, o.cursor = o.list.current().seq, cursor{}
}
