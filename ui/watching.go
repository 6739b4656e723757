package ui

import (
	tea "github.com/charmbracelet/bubbletea"
)

var takeOverKey = bind("W", "take over", "W")

// whyNot says why nothing can be changed; "" for a program that works itself.
func (w Watching) whyNot() string {
	switch {
	case !w.On:
		return ""
	case w.Trouble != "":
		return "this one only watches, and the store cannot be read"
	case w.Free():
		return "this one only watches (" + named(takeOverKey) + " takes over)"
	default:
		return "another flocktop works on this store, and this one watches"
	}
}

// Free says that nobody works on the store, so that this one can take over.
func (w Watching) Free() bool { return w.On && w.By == "" && w.Trouble == "" }

// hidesWork says that another process works, whose requests this one does not see: a
// node that has nothing to do for this one may be busy.
func (w Watching) hidesWork() bool { return w.On && w.By != "" }

// unlessWatching puts that before other reasons.
func unlessWatching(why func(*model) string) func(*model) string {
	return func(m *model) string {
		if not := m.data.settings.Watching.whyNot(); not != "" {
			return not
		}
		return why(m)
	}
}

func whyNoTakeOver(m *model) string {
	switch w := m.data.settings.Watching; {
	case !w.On:
		return "this one works on the store already"
	case w.Trouble != "":
		return w.Trouble
	case w.By != "":
		return w.By + " works on the store still"
	default:
		return ""
	}
}

// takeOverRank is the place of that key in the last line: where it does something,
// it is the one that counts.
const takeOverRank = 3

// takeOverNow is what the key would do now; "" where it does nothing.
func takeOverNow(m *model) string {
	if m.data.settings.Watching.Free() {
		return "work here"
	}
	return ""
}

// takeOver leaves, to open the store for work.
func (m *model) takeOver() tea.Cmd { return send(leave{Exit{TakeOver: true}}) }

// banner says that this one only watches, whom, and what can be done.
func (w Watching) banner(sc *scene) []fact {
	t := sc.theme
	out := []fact{{" WATCHING ", t.Paused}}
	switch {
	case w.Trouble != "":
		return append(out, fact{w.Trouble, t.Bad})
	case w.Free():
		return append(out, fact{"nobody works on this store: " + named(takeOverKey) + " takes over", t.Text})
	default:
		return append(out, fact{w.By + " works here; this one only looks", t.Text})
	}
}
