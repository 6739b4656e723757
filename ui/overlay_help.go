package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/layout"
)

// helpOverlay lists every key, those of the focused pane first. It is made from
// the actions themselves, so it cannot lie, and says why something cannot be
// done now.
type helpOverlay struct {
	dialogue
	groups []helpGroup
	cursor cursor
	length int // lines when it was last drawn
}

type helpGroup struct {
	name    string
	entries []helpEntry
}

type helpEntry struct{ key, text, why string }

func newHelpOverlay(m *model) *helpOverlay {
	o := &helpOverlay{}
	here := helpGroup{name: "In " + upper(paneNames[m.focus])}
	rest := map[string]*helpGroup{}
	for _, name := range groups() {
		rest[name] = &helpGroup{name: name}
	}
	for i := range m.actions {
		a := &m.actions[i]
		e := helpEntry{a.key.Help().Key, a.aboutNow(m, a.long), a.why(m)}
		if e.key == "" {
			e.key = ":" + a.word()
		}
		switch {
		case a.long == "":
		case len(a.in) == 0:
			rest[a.group].entries = append(rest[a.group].entries, e)
		case a.at(m.focus):
			here.entries = append(here.entries, e)
		default:
			e.why = "it belongs to " + upper(paneNames[a.in[0]])
			rest[a.group].entries = append(rest[a.group].entries, e)
		}
	}
	here.entries = append(here.entries, movesIn(m.focus)...)
	leave := rest[groupLeave]
	leave.entries = append(leave.entries,
		helpEntry{key: "ctrl+c", text: "twice: end at once"}, helpEntry{key: "ctrl+z", text: "suspend; fg comes back"})
	o.add(here)
	for _, name := range groups() {
		o.add(*rest[name])
	}
	o.add(helpGroup{name: "Move", entries: moveEntries()})
	return o
}

// newPageHelp lists the keys of a page or dialogue, as they are now.
func newPageHelp(m *model, page overlay) *helpOverlay {
	o := &helpOverlay{}
	here := helpGroup{name: "In " + page.heading(m.scene()).title}
	for _, b := range page.hints() {
		e := helpEntry{key: b.Help().Key, text: b.Help().Desc}
		if !b.Enabled() {
			e.why = "there is nothing to do it with"
		}
		here.entries = append(here.entries, e)
	}
	if m.copier() != nil {
		here.entries = append(here.entries,
			helpEntry{key: named(copyKey), text: "copy what is shown"}, helpEntry{key: named(zoomKey), text: "give the page the whole screen"})
	}
	here.entries = append(here.entries, helpEntry{key: named(meaningsKey), text: "here: what the numbers, signs and words on the screen mean"})
	o.add(here)
	o.add(helpGroup{name: "Move", entries: moveEntries()})
	return o
}

// explained says whether the help key means help now: it may be a letter, and
// what explains needs no explanation.
func (m *model) explained() bool {
	switch o := m.overlay().(type) {
	case *helpOverlay, *meaningsOverlay, *palette, *addOverlay, *imagineOverlay:
		return false
	case *picker:
		return !o.typing && !o.asked
	case typist:
		return !o.typing()
	}
	return true
}

// add adds a group that is not empty.
func (o *helpOverlay) add(g helpGroup) {
	if len(g.entries) > 0 {
		o.groups = append(o.groups, g)
	}
}

// movesIn are what the keys of every list do in a pane where that is more than to
// select.
func movesIn(p layout.Pane) []helpEntry {
	if p != layout.Log {
		return nil
	}
	return []helpEntry{
		{key: "k j", text: "select an older or a newer entry: the log stays there while new ones come"},
		{key: "G", text: "back to the newest entry, which the log follows then; so does leaving the pane"},
		{key: "[ ]", text: "in an entry that is open: the older, the newer one"},
	}
}

// moveEntries are the keys of every list; they come in pairs.
func moveEntries() []helpEntry {
	var out []helpEntry
	for i := 0; i+1 < len(motions); i += 2 {
		one, other := motions[i].binding.Help(), motions[i+1].binding.Help()
		out = append(out, helpEntry{key: one.Key + " " + other.Key, text: one.Desc + ", " + other.Desc})
	}
	return out
}

func (o *helpOverlay) hints() []key.Binding { return []key.Binding{moveHint, meaningsKey, closeKey} }

func (o *helpOverlay) heading(*scene) heading {
	return heading{title: "Keys", foot: below(&o.cursor, o.length)}
}

func (o *helpOverlay) size(sc *scene, w, h int) (cols, rows int) {
	return readable(w, h, func(w int) []string { return o.lines(sc, w) })
}

// readable is the size of a page of text: no wider than lines that are read with
// ease, and no higher than its lines at that width.
func readable(w, h int, lines func(w int) []string) (cols, rows int) {
	const widest = 104
	w = min(w, widest)
	return w, min(h, len(lines(w)))
}

// lines are all lines of the help; it scrolls where they are too many.
func (o *helpOverlay) lines(sc *scene, w int) []string {
	t := sc.theme
	var out []string
	keys := o.keyWidth(w)
	for i, g := range o.groups {
		if i > 0 {
			out = append(out, blank(w))
		}
		out = append(out, newLine(w).gap(1).put(t.Accent, g.name).end())
		for _, e := range g.entries {
			out = append(out, e.lines(sc, keys, w)...)
		}
	}
	return out
}

// keyWidth is the room for the keys, or the words of what has none, with a blank
// behind the longest.
func (o *helpOverlay) keyWidth(w int) int {
	const least, gap = 11, 1
	width := least
	for _, g := range o.groups {
		for i := range g.entries {
			width = max(width, cells.Width(g.entries[i].key)+gap)
		}
	}
	return min(width, w/3)
}

// lines are the key, what it does, and why not now, which is what people look
// for: nothing of it is cut.
func (e *helpEntry) lines(sc *scene, keyWidth, w int) []string {
	const most, apart = 4, 2
	t := sc.theme
	keyStyle, st := t.Key, t.Text
	if e.why != "" {
		keyStyle, st = t.Faint, t.Muted
	}
	room := w - keyWidth - 2
	l := newLine(w).gap(1).pad(keyStyle, e.key, keyWidth)
	var out []string
	next := func() {
		out = append(out, l.end())
		l = newLine(w).gap(1 + keyWidth)
	}
	for i, s := range cells.Wrap(e.text, room, most) {
		if i > 0 {
			next()
		}
		l.put(st, s)
	}
	if e.why != "" {
		why := cells.Wrap("not now: "+e.why, room, most)
		if len(why) == 1 && cells.Width(why[0])+apart < l.left {
			l.gap(apart)
		} else {
			next()
		}
		for i, s := range why {
			if i > 0 {
				next()
			}
			l.put(t.Warn, s)
		}
	}
	return append(out, l.end())
}

func (o *helpOverlay) draw(sc *scene, w, h int) []string {
	lines := o.lines(sc, w)
	o.length = len(lines)
	from, to := scroll(&o.cursor, len(lines), h)
	return fill(lines[from:to], w, h)
}

// below says how much of a text is still to come.
func below(c *cursor, n int) string {
	if more := n - c.at - c.page; more > 0 {
		return plural(more, "more line")
	}
	return ""
}

// scroll moves through text without a selection: the place is the first line
// seen.
func scroll(c *cursor, n, h int) (from, to int) {
	c.page = h
	c.at = max(0, min(c.at, n-h))
	return c.at, min(n, c.at+max(0, h))
}

func (o *helpOverlay) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, closeKey, helpKey):
		return o.finish(nil)
	case key.Matches(press, meaningsKey):
		return send(openOverlay{overlay: &meaningsOverlay{}})
	}
	o.cursor.move(motionOf(press), o.length)
	return nil
}
