package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"flocktop/ui/internal/cells"
)

// palette finds an action by a few letters of its name, and the word that may
// follow it.
type palette struct {
	dialogue
	root   *model // whose actions are searched and performed
	field  field
	cursor cursor
	found  []suggestion
}

// suggestion is one line of the palette: an action, or a word that may follow
// one.
type suggestion struct {
	action *action
	text   string // as it is completed
	alias  string // by which it was found; "" where it was the name
	word   string // that follows the name; "" for the action itself
}

func newPalette(m *model) *palette {
	p := &palette{root: m, field: newField("what to do: a few letters are enough")}
	p.search()
	return p
}

var (
	runKey      = bind("enter", "do it", "enter")
	completeKey = bind("tab", "complete", "tab")
	// Letters are typed here, so that lists move by arrows alone.
	paletteUp   = key.NewBinding(key.WithKeys("up", "ctrl+p", "ctrl+k", "shift+tab"))
	paletteDown = key.NewBinding(key.WithKeys("down", "ctrl+n", "ctrl+j"))
	// Their other names are letters, or move in the field.
	palettePages = key.NewBinding(key.WithKeys("pgup", "pgdown"))
	arrowsHint   = bind("up/down", "choose", "up", "down")
)

func (p *palette) hints() []key.Binding {
	return []key.Binding{runKey, completeKey, arrowsHint, escapeKey}
}

func (p *palette) heading(*scene) heading {
	head := heading{title: "Command"}
	if more := len(p.found) - p.cursor.offset - p.cursor.page; p.cursor.page > 0 && more > 0 {
		head.foot = count(more) + " more"
	}
	return head
}

func (p *palette) size(_ *scene, w, h int) (cols, rows int) {
	const width, least = 96, 16
	return min(w, width), min(h, max(least, h*3/4)) // what is behind stays in sight
}

// search finds what the typed text may mean.
func (p *palette) search() {
	p.cursor = cursor{}
	p.found = nil
	typed := strings.TrimLeft(p.field.text(), " ")
	if a, rest, ok := p.follows(typed); ok {
		p.found = words(p.root, a, rest)
		return
	}
	p.found = p.named(strings.TrimSpace(typed))
}

// follows says which action the typed text names in full, if a word may follow
// it, and what was typed of that.
func (p *palette) follows(typed string) (a *action, rest string, ok bool) {
	for i := range p.root.actions {
		a := &p.root.actions[i]
		if a.args == nil {
			continue
		}
		for _, name := range append([]string{a.word()}, a.aliases...) {
			if rest, ok := strings.CutPrefix(typed, name+" "); ok {
				return a, strings.TrimSpace(rest), true
			}
		}
	}
	return nil, "", false
}

// words are the words that may follow an action, the best matches first. One
// that is not known is offered as it was typed: the action says what is wrong
// with it.
func words(m *model, a *action, typed string) []suggestion {
	all := a.args(m)
	suggest := func(word string) suggestion { return suggestion{action: a, text: a.word() + " " + word, word: word} }
	var out []suggestion
	if typed == "" {
		for _, w := range all {
			out = append(out, suggest(w))
		}
		return out
	}
	for _, match := range fuzzy.Find(typed, all) {
		out = append(out, suggest(match.Str))
	}
	if len(out) == 0 {
		out = append(out, suggest(typed))
	}
	return out
}

// candidate is a name under which an action is found.
type candidate struct {
	action *action
	name   string
	alias  bool
}

type candidates []candidate

func (c candidates) String(i int) string { return c[i].name }
func (c candidates) Len() int            { return len(c) }

// named are the actions whose name or alias the typed letters match, the best
// first, each once. Those of other panes than the focused one come last.
func (p *palette) named(typed string) []suggestion {
	var all candidates
	for i := range p.root.actions {
		a := &p.root.actions[i]
		all = append(all, candidate{a, a.word(), false})
		if typed == "" {
			continue
		}
		for _, alias := range a.aliases {
			all = append(all, candidate{a, alias, true})
		}
	}
	order := make([]int, 0, len(all))
	if typed == "" {
		for i := range all {
			order = append(order, i)
		}
	} else {
		for _, match := range fuzzy.FindFrom(typed, all) {
			order = append(order, match.Index)
		}
	}
	var here, elsewhere []suggestion
	seen := map[*action]bool{}
	for _, i := range order {
		c := all[i]
		if seen[c.action] {
			continue
		}
		seen[c.action] = true
		s := suggestion{action: c.action, text: c.action.word()}
		if c.alias {
			s.alias = c.name
		}
		if c.action.at(p.root.focus) {
			here = append(here, s)
		} else {
			elsewhere = append(elsewhere, s)
		}
	}
	return append(here, elsewhere...)
}

// paletteHead is how many lines stand above the list.
const paletteHead = 2

// click selects what is drawn there.
func (p *palette) click(_ *data, _, y int) bool {
	at, ok := p.cursor.row(y, paletteHead, len(p.found))
	if ok {
		p.cursor.at = at
	}
	return ok
}

func (p *palette) draw(sc *scene, w, h int) []string {
	t := sc.theme
	l := newLine(w).gap(1).put(t.Key, named(commandKey))
	p.field.draw(sc, l, l.left-1, true)
	out := []string{l.end(), blank(w)}
	if len(p.found) == 0 {
		return fill(append(out, newLine(w).gap(cursorWidth).put(t.Warn, "no command has these letters in this order").end()), w, h)
	}
	name := p.nameWidth(w)
	told, rows := p.whole(sc, w-name, w), h-paletteHead
	if len(told) > 0 {
		rows -= len(told) + 1
	}
	from, to := p.cursor.window(len(p.found), rows)
	for i := from; i < to; i++ {
		out = append(out, p.row(sc, &p.found[i], i == p.cursor.at, name, w))
	}
	if len(told) > 0 {
		out = append(fill(out, w, h-len(told)), told...)
	}
	return fill(out, w, h)
}

// Widths in the palette: what stands between name and words, for the key.
const paletteKeys = 10

// nameWidth is the room for the names that were found.
func (p *palette) nameWidth(w int) int {
	const least, most = 14, 22
	longest := least
	for i := range p.found {
		longest = max(longest, cells.Width(p.found[i].text)+1)
	}
	return min(longest, most, w/2)
}

// about is what a suggestion would do, and whether it cannot be done now.
func (p *palette) about(s *suggestion) (text string, not bool) {
	if why := s.action.why(p.root); why != "" {
		return "not now: " + why, true
	}
	about := s.action.aboutNow(p.root, s.action.about())
	if s.word != "" && s.action.told != nil {
		about = s.action.told(p.root, s.word)
	}
	if s.alias != "" {
		about = s.alias + ": " + about
	}
	return about, false
}

// whole is what the selected suggestion would do in whole sentences, below the
// list, where one of the list is cut. There are as many lines for each.
func (p *palette) whole(sc *scene, room, w int) []string {
	const most = 2
	if room -= cursorWidth + 1; room <= 0 || p.cursor.at >= len(p.found) {
		return nil
	}
	cut := false
	for i := range p.found {
		beside := room
		if p.found[i].word == "" {
			beside -= paletteKeys
		}
		text, _ := p.about(&p.found[i])
		cut = cut || cells.Width(text) > beside
	}
	if !cut {
		return nil
	}
	text, _ := p.about(&p.found[p.cursor.at])
	var out []string
	for _, s := range cells.Wrap(text, w-cursorWidth-1, most) {
		out = append(out, newLine(w).gap(cursorWidth).put(sc.theme.Text, s).end())
	}
	return fill(out, w, most)
}

func (p *palette) row(sc *scene, s *suggestion, selected bool, name, w int) string {
	t := sc.theme
	l := newLine(w - 1) // nothing touches the frame
	cursorCell(sc, l, selected)
	about, not := p.about(s)
	st, words := t.Text, t.Muted
	if selected {
		st = t.Strong
	}
	if not {
		st, words = t.Muted, t.Warn
	}
	l.pad(st, s.text, name).gap(1)
	if s.word == "" {
		l.pad(t.Key, s.action.key.Help().Key, paletteKeys)
	}
	return l.put(words, about).end() + blank(min(1, w))
}

func (p *palette) update(msg tea.Msg, _ *scene) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(press, escapeKey):
		return p.finish(nil)
	case key.Matches(press, runKey):
		return p.run()
	case key.Matches(press, completeKey):
		p.complete()
	case key.Matches(press, paletteUp):
		p.step(-1)
	case key.Matches(press, paletteDown):
		p.step(1)
	case key.Matches(press, palettePages):
		p.cursor.move(motionOf(press), len(p.found))
	default:
		before := p.field.text()
		p.field.press(press)
		if p.field.text() == "" && before == "" && press.Type == tea.KeyBackspace {
			return p.finish(nil) // as in an editor
		}
		p.search()
	}
	return nil
}

// step selects the suggestion beside, beyond an end that at the other one.
func (p *palette) step(by int) {
	if n := len(p.found); n > 0 {
		p.cursor.at = (p.cursor.at + by + n) % n
	}
}

// complete writes the selected suggestion into the field, ready for its word.
func (p *palette) complete() {
	if p.cursor.at >= len(p.found) {
		return
	}
	s := p.found[p.cursor.at]
	text := s.text
	if s.word == "" && s.action.args != nil {
		text += " "
	}
	p.field.set(text)
	p.search()
}

// run does what is selected. An action that is not possible now says so, and
// the palette stays.
func (p *palette) run() tea.Cmd {
	if p.cursor.at >= len(p.found) {
		return nil
	}
	s := p.found[p.cursor.at]
	if s.action.why(p.root) != "" {
		return p.root.perform(s.action)
	}
	p.closed = true
	p.root.dropClosed() // what is done may open a dialogue of its own
	if len(s.action.in) > 0 && !s.action.at(p.root.focus) {
		p.root.focus = s.action.in[0]
	}
	if s.word != "" {
		return s.action.with(p.root, cells.Clean(s.word))
	}
	return p.root.perform(s.action)
}
