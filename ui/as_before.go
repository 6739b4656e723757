package ui

import (
	"log/slog"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
)

// asBeforeFor is how long the line stands that says what is as in the last
// session.
const asBeforeFor = 20 * time.Second

// asBefore says what of the last session hides or changes something now: whoever
// does not remember would take it for a fault.
func (m *model) asBefore() (narrowed, set []string) {
	if words := m.nodes.filter(); words != "" {
		narrowed = append(narrowed, "filtered "+named(filterKey)+words)
	}
	if m.zoomed {
		narrowed = append(narrowed, "zoomed on "+upper(paneNames[m.focus]))
	}
	if m.log.level > slog.LevelInfo {
		narrowed = append(narrowed, "the log shows "+m.log.levels()+" alone")
	}
	s, kept := m.data.settings, m.keptPrefs
	if s.Forced != 0 && kept.Mode == s.Forced.String() && kept.FileMode != kept.Mode {
		set = append(set, kept.Mode+" is forced")
	}
	if s.Policy == adaptive.Rules && kept.Policy == s.Policy.String() && kept.FilePolicy != kept.Policy {
		set = append(set, "policy "+kept.Policy)
	}
	if key := m.nodes.listing.by.key; key != "" && len(narrowed)+len(set) > 0 { // alone it hides nothing
		set = append(set, "nodes sorted by "+key)
	}
	return narrowed, set
}

// sayAsBefore says at the start what is as in the last session, and which key
// shows all.
func (m *model) sayAsBefore() tea.Cmd {
	narrowed, set := m.asBefore()
	if m.visiting && len(narrowed) == 0 {
		return m.sayVisiting()
	}
	if len(narrowed)+len(set) == 0 {
		return nil
	}
	text := "as in the last session: " + strings.Join(append(narrowed, set...), ", ")
	if len(narrowed) > 0 {
		text += "; " + named(backKey) + " shows all"
		m.narrowed = true
	}
	return m.sayFor(text, warned, asBeforeFor)
}

// showAll lifts what hides something since the start.
func (m *model) showAll() {
	m.zoomed = false
	m.nodes.setFilter("")
	m.log.setLevel(slog.LevelInfo)
}
