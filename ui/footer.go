package ui

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"flocktop/ui/internal/cells"
)

// hint is a key and what it does, for the last line of the screen.
type hint struct {
	key, text string
	press     string // the key that a click on it stands for; "" for none
	other     string // the one that a click on its second key stands for; "" where it names one
	off       bool   // not possible now
	rank      int    // the lowest stays longest when there is no room
	late      bool   // its text changes: it stands where that moves nothing
}

func (h hint) width() int { return cells.Width(h.key) + 1 + cells.Width(h.text) }

// place is where a hint stands in its line: help and quit at the end, where they
// are looked for.
func (h hint) place() int {
	if h.late || h.rank <= lastRank {
		return math.MaxInt
	}
	return h.rank
}

// lastRank is up to which rank an action stands at the end of the last line.
const lastRank = 2

func hintsOf(bindings []key.Binding) []hint {
	out := make([]hint, len(bindings))
	for i, b := range bindings {
		out[i] = hint{key: b.Help().Key, text: b.Help().Desc, off: !b.Enabled(), rank: i}
		switch name := b.Help().Key; {
		case slices.Contains(b.Keys(), name):
			out[i].press = name
		case name == "space":
			out[i].press = " "
		default:
			if two := keysIn(name); len(two) == 2 && slices.Contains(b.Keys(), two[0]) && slices.Contains(b.Keys(), two[1]) {
				out[i].press, out[i].other = two[0], two[1]
			}
		}
	}
	return out
}

// keysIn are the keys that a hint names: of [ ] or j/k there are two.
func keysIn(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '/' })
}

// pressed is the key that a click so many cells from its beginning stands for.
func (h hint) pressed(x int) string {
	if h.other != "" && x < cells.Width(h.key) && x > cells.Width(h.press) {
		return h.other
	}
	return h.press
}

// hints are the keys of what has the focus: the dialogue on top, else the
// dashboard and its pane.
func (m *model) hints() []hint {
	if o := m.overlay(); o != nil {
		bindings := o.hints()
		if m.copier() != nil {
			bindings = append(slices.Clone(bindings), copyKey, zoomKey)
		}
		if m.explained() {
			bindings = append(slices.Clone(bindings), helpKey)
		}
		return hintsOf(bindings)
	}
	if m.data.deserted() { // there are no panes, and little that could be done
		return hintsOf([]key.Binding{addKey, tryKey, demoKey, commandKey, helpKey, quitKey})
	}
	var out []hint
	for i := range m.actions {
		if a := &m.actions[i]; a.rank > 0 && a.at(m.focus) && (!a.changes || !m.data.settings.Watching.On) {
			if h, ok := m.hintOf(a); ok {
				out = append(out, h)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b hint) int { return cmp.Compare(a.place(), b.place()) })
	if m.zoomed { // the way back stands first, as in dialogues
		out = append(hintsOf([]key.Binding{backKey}), out...)
	}
	return out
}

// hintOf is an action's hint. One whose name does not tell what it would do says
// that, and is there only while it would do something.
func (m *model) hintOf(a *action) (h hint, ok bool) {
	const narrow, roomy, little, most = 100, 120, 13, 24
	help := a.key.Help()
	h = hint{key: help.Key, text: help.Desc, press: a.key.Keys()[0], off: a.why(m) != "", rank: a.rank}
	if a.now == nil {
		return h, true
	}
	now := a.now(m)
	if now != "" && m.width >= narrow {
		longest := little
		if m.width >= roomy {
			longest = most
		}
		cut, _ := cells.Cut(now, longest)
		h.text += ": " + cut
	}
	h.late = true
	return h, !h.off && now != ""
}

// footer is the last line: what just happened, else the keys.
func (m *model) footer(sc *scene, w int) string {
	switch {
	case m.flash.text != "" && m.messageRows() == 0:
		return newLine(w).gap(1).put(m.flash.level.style(sc.theme), m.flash.text).end()
	case m.overlay() == nil && m.prompt != nil:
		return m.prompt.draw(sc, w)
	default:
		return hintLineOf(sc, m.hints(), w)
	}
}

// hintSpan is where a hint stands in its line, or with leftOut the sign that there are
// more than have room.
type hintSpan struct{ hint, from, to int }

const (
	leftOut = -1
	hintGap = 2 // cells between two hints
	moreKey = "…"
)

// spansOf says which hints have room in w cells and where: in their order, the
// less important left out first, and a sign in the place of the first of those.
func spansOf(hints []hint, w int) []hintSpan {
	room := w - 1 + hintGap
	fits, all := fitting(hints, room)
	if !all {
		fits, _ = fitting(hints, room-cells.Width(moreKey)-hintGap)
	}
	var out []hintSpan
	x := 1
	put := func(hint, width int) {
		out = append(out, hintSpan{hint, x, x + width})
		x += width + hintGap
	}
	for i, h := range hints {
		switch {
		case fits[i]:
			put(i, h.width())
		case !all && !h.late:
			put(leftOut, cells.Width(moreKey))
			all = true // it is said
		}
	}
	return out
}

// fitting says which hints have room, the most important first, and whether all have:
// those whose text changes are there when they are.
func fitting(hints []hint, room int) (fits []bool, all bool) {
	byRank := make([]int, len(hints))
	for i := range byRank {
		byRank[i] = i
	}
	slices.SortStableFunc(byRank, func(a, b int) int { return cmp.Compare(hints[a].rank, hints[b].rank) })
	fits = make([]bool, len(hints))
	for _, i := range byRank {
		need := hints[i].width() + hintGap
		if hints[i].late && need > room { // the others do not wait for it
			continue
		}
		room -= need
		if room < 0 {
			return fits, false
		}
		fits[i] = true
	}
	return fits, true
}

func hintLineOf(sc *scene, hints []hint, w int) string {
	l := newLine(w)
	for _, s := range spansOf(hints, w) {
		l.gap(s.from - (w - l.left))
		if s.hint == leftOut {
			l.put(sc.theme.Faint, moreKey)
			continue
		}
		h := hints[s.hint]
		keyStyle, textStyle := sc.theme.Key, sc.theme.Muted
		if h.off {
			keyStyle, textStyle = sc.theme.Faint, sc.theme.Faint
		}
		l.put(keyStyle, h.key).gap(1).put(textStyle, h.text)
	}
	return l.end()
}
