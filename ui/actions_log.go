package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/layout"
)

// logActions are what is done with the log.
func logActions() []action {
	return []action{
		{
			key: bind("l", "level", "l"), group: groupLog, long: "show all entries, warnings and errors, or errors alone", rank: 3,
			in: onlyIn(layout.Log), why: always, do: (*model).nextLevel, args: levelWords, with: (*model).levelBy,
		},
	}
}

func (m *model) nextLevel() tea.Cmd {
	m.log.setLevel(m.log.nextLevel())
	return nil
}

func levelWords(*model) []string {
	var out []string
	for _, l := range levels() {
		out = append(out, levelWord(l))
	}
	return out
}

func (m *model) levelBy(word string) tea.Cmd {
	level, ok := levelOf(word)
	if !ok {
		return m.say("level takes one of "+strings.Join(levelWords(m), ", ")+", not "+word, failed)
	}
	m.log.setLevel(level)
	return nil
}
