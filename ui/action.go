package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// action is something that the user can have done: by its key, by its name in
// the palette, or with the mouse. The lists of them are the one source for
// keys, the hints in the last line, the palette and the help.
type action struct {
	key     key.Binding // none where it is reached by its name alone
	name    string      // in the palette; the key's word where empty
	aliases []string
	group   string
	long    string // for the help
	rank    int    // in the last line, the lowest stays longest; 0: not there
	seen    bool   // it changes what is seen of the panes: without them it does nothing
	changes bool   // more than what is seen: who only watches cannot do it
	// in are the panes that it belongs to: its key means this only there. Empty
	// is everywhere.
	in []layout.Pane
	// why says why it cannot be done now; "" when it can.
	why func(*model) string
	do  func(*model) tea.Cmd
	// now says what it would do at this moment, where its name does not; it may
	// be nil, and say "".
	now func(*model) string
	// args completes the word that may follow the name in the palette, and with
	// is what is done then. Both are nil where none may.
	args func(*model) []string
	with func(*model, string) tea.Cmd
	// told says of one of those words what it would do; it may be nil.
	told func(m *model, word string) string
}

// Groups of the help.
const (
	groupWork  = "Work"
	groupLook  = "Look"
	groupNodes = "Nodes"
	groupJobs  = "Jobs"
	groupLog   = "Log"
	groupLeave = "Leave"
	// groupSimulated are those that are there in the demo only.
	groupSimulated = "Simulated servers, in the demo only"
)

// groups are the groups of the help in their order.
func groups() []string {
	return []string{groupWork, groupLook, groupNodes, groupJobs, groupLog, groupSimulated, groupLeave}
}

// allActions lists every action in the order of the last line; see [actionsWith].
func allActions() []action {
	all := slices.Concat(workActions(), nodeActions(), simulatedActions(), jobActions(), logActions(), viewActions())
	for i := range all {
		if all[i].changes {
			all[i].why = unlessWatching(all[i].why)
		}
	}
	return all
}

// word is the action's name in the palette.
func (a *action) word() string {
	if a.name != "" {
		return a.name
	}
	return a.key.Help().Desc
}

// about is what it does, for people.
func (a *action) about() string {
	if a.long != "" {
		return a.long
	}
	return "go to " + a.word()
}

// aboutNow is [action.about] with what it would do at this moment.
func (a *action) aboutNow(m *model, about string) string {
	if a.now != nil {
		if now := a.now(m); now != "" {
			return about + "; now: " + now
		}
	}
	return about
}

// at says whether the action's key means it while that pane has the focus.
func (a *action) at(focus layout.Pane) bool {
	return len(a.in) == 0 || slices.Contains(a.in, focus)
}

// actionOf is what a key means now: an action of the focused pane before one
// that is everywhere; nil if nothing.
func (m *model) actionOf(msg tea.KeyMsg) *action {
	var found *action
	for i := range m.actions {
		a := &m.actions[i]
		if !a.at(m.focus) || !key.Matches(msg, a.key) {
			continue
		}
		if len(a.in) > 0 {
			return a
		}
		if found == nil {
			found = a
		}
	}
	return found
}

// perform does what an action is for, or says why that is not possible now.
func (m *model) perform(a *action) tea.Cmd {
	if why := a.why(m); why != "" {
		return m.say(a.word()+" is not possible now: "+why, warned)
	}
	return a.do(m)
}

func bind(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

func always(*model) string { return "" }

// onlyIn are the panes of an action that belongs to one.
func onlyIn(panes ...layout.Pane) []layout.Pane { return panes }
