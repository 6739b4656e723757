package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// filterable is a pane whose list can be narrowed.
type filterable interface {
	filter() string
	setFilter(text string)
}

// filterPrompt takes the last line while a filter is typed: the list follows
// each letter.
type filterPrompt struct {
	list   filterable
	field  field
	before string // the filter that esc brings back
}

// matcher says which texts a filter lets through: those that hold every word of
// it and none of its words after a `!`, whatever the case.
func matcher(filter string) func(text string) bool {
	var want, not []string
	for w := range strings.FieldsSeq(strings.ToLower(filter)) {
		switch rest, negated := strings.CutPrefix(w, "!"); {
		case !negated:
			want = append(want, w)
		case rest != "": // a `!` alone is the beginning of a word
			not = append(not, rest)
		}
	}
	return func(text string) bool {
		text = strings.ToLower(text)
		for _, w := range want {
			if !strings.Contains(text, w) {
				return false
			}
		}
		for _, w := range not {
			if strings.Contains(text, w) {
				return false
			}
		}
		return true
	}
}

// filterable is the focused pane, if its list can be narrowed; else nil.
func (m *model) filterable() filterable {
	list, _ := m.panes[m.focus].(filterable)
	return list
}

func whyNoFilter(m *model) string {
	if m.filterable() == nil {
		return "this pane has no list to narrow (tab goes to one that has)"
	}
	return ""
}

func (m *model) beginFilter() tea.Cmd {
	list := m.filterable()
	p := &filterPrompt{list: list, field: newField(filterWords(list)), before: list.filter()}
	p.field.set(p.before)
	m.prompt = p
	return nil
}

// filterWays says how one gets out of a list in which nothing is left.
func filterWays() string {
	return named(filterKey) + " changes it, " + named(backKey) + " lifts it."
}

// filterUsage says how every filter is written.
const filterUsage = "words that must be there, !word must not"

// filterWords says what may be typed for a list.
func filterWords(list filterable) string {
	if own, ok := list.(interface{ filterKeys() string }); ok {
		return filterUsage + "; " + own.filterKeys()
	}
	return filterUsage
}

var (
	keepFilterKey = bind("enter", "keep", "enter")
	dropFilterKey = bind("esc", "as before", "esc")
)

// press takes a key and says whether the prompt is over.
func (p *filterPrompt) press(msg tea.KeyMsg) (over bool) {
	switch {
	case key.Matches(msg, keepFilterKey):
		return true
	case key.Matches(msg, dropFilterKey):
		p.list.setFilter(p.before)
		return true
	}
	p.field.press(msg)
	p.list.setFilter(p.field.text())
	return false
}

func (p *filterPrompt) draw(sc *scene, w int) string {
	l := newLine(w).gap(1).put(sc.theme.Key, named(filterKey))
	p.field.draw(sc, l, max(0, l.left-30), true)
	l.gap(2)
	for _, b := range []key.Binding{keepFilterKey, dropFilterKey} {
		l.put(sc.theme.Key, b.Help().Key).gap(1).put(sc.theme.Muted, b.Help().Desc).gap(2)
	}
	return l.end()
}
