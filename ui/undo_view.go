package ui

import (
	"log/slog"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// seen is what the user has chosen to see, and u takes back.
type seen struct {
	sort    order
	filters [layout.PaneCount]string
	level   slog.Level
	zoomed  bool
	mouse   bool

	theme, themeKept string
	blocks           bool
	graphsKept       string
}

// viewChange is a step that changed nothing but what is seen.
type viewChange struct {
	before seen
	kind   string // what of it
	at     time.Time
}

// oneGesture is how soon after a change of the view another one of the same
// kind belongs to it: who goes through the columns takes that back at once.
const oneGesture = 3 * time.Second

func (m *model) seeing() seen {
	s := seen{
		sort: m.nodes.listing.by, level: m.log.level, zoomed: m.zoomed, mouse: m.mouse,
		theme: m.themeName, themeKept: m.themeKept, blocks: m.blocks, graphsKept: m.graphsKept,
	}
	for id, p := range m.panes {
		if list, ok := p.(filterable); ok {
			s.filters[id] = list.filter()
		}
	}
	return s
}

// What of a view may change.
const (
	kindSort   = "sort"
	kindFilter = "filter"
	kindLevel  = "level"
	kindZoom   = "zoom"
	kindTheme  = "theme"
	kindGraphs = "graphs"
	kindMouse  = "mouse"
)

// changed says what of the view has become different, by kind and for people.
func (s *seen) changed(before *seen) (kind, text string) {
	var kinds, texts []string
	add := func(is bool, kind, text string) {
		if is {
			kinds, texts = append(kinds, kind), append(texts, text)
		}
	}
	add(s.sort != before.sort, kindSort, s.sort.words())
	for id := range s.filters {
		if is := s.filters[id]; is == "" {
			add(before.filters[id] != "", kindFilter, "no filter")
		} else {
			add(is != before.filters[id], kindFilter, "filter "+is)
		}
	}
	add(s.level != before.level, kindLevel, "log level "+levelWord(s.level))
	add(s.zoomed != before.zoomed, kindZoom, choice(s.zoomed, "zoom", "no zoom"))
	add(s.theme != before.theme, kindTheme, "theme "+s.theme)
	add(s.blocks != before.blocks, kindGraphs, choice(s.blocks, "graphs of "+blockGraphs, "graphs of "+brailleGraphs))
	add(s.mouse != before.mouse, kindMouse, choice(s.mouse, "mouse on", "mouse off"))
	return strings.Join(kinds, ", "), strings.Join(texts, ", ")
}

func choice(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// words say how the nodes are sorted.
func (o order) words() string {
	switch {
	case o.key == "":
		return "configured order"
	case o.reverse:
		return "sort by " + o.key + ", reversed"
	default:
		return "sort by " + o.key
	}
}

// note makes a step of what the user has changed of the view. A filter counts
// once it is typed.
func (m *model) note() {
	if m.prompt != nil {
		return
	}
	before, now := m.seen, m.seeing()
	m.seen = now
	kind, text := now.changed(&before)
	if kind == "" {
		return
	}
	at := m.clock()
	if last := m.steps.last(); last != nil && last.view != nil && last.view.kind == kind && kind != kindFilter &&
		at.Sub(last.view.at) <= oneGesture {
		last.text, last.view.at = text, at
		if same, _ := now.changed(&last.view.before); same == "" { // there and back
			m.steps.take()
		}
		return
	}
	m.did(step{text: text, view: &viewChange{before, kind, at}})
}

// putBack has the view as it was before a change, and nothing else of it.
func (m *model) putBack(c *viewChange) tea.Cmd {
	var cmd tea.Cmd
	was := &c.before
	for kind := range strings.SplitSeq(c.kind, ", ") {
		switch kind {
		case kindSort:
			m.nodes.order(was.sort)
		case kindFilter:
			for id, p := range m.panes {
				if list, ok := p.(filterable); ok && list.filter() != was.filters[id] {
					list.setFilter(was.filters[id])
				}
			}
		case kindLevel:
			m.log.setLevel(was.level)
		case kindZoom:
			m.zoomed = was.zoomed
		case kindTheme, kindGraphs:
			cmd = m.putBackLooks(kind, was)
		case kindMouse:
			if m.mouse != was.mouse {
				cmd = m.switchMouse()
			}
		}
	}
	m.data.version++
	m.seen = m.seeing()
	return cmd
}
