package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

const (
	// flashFor is how long a message stands in the last line; one of several
	// lines stands that long for each.
	flashFor = 5 * time.Second
	// flashRows is how many lines a message may take: what to do about it stands
	// at its end.
	flashRows = 4
)

// level is how loud a message in the last line is.
type level uint8

const (
	said level = iota
	warned
	failed
)

func (v level) style(t *theme.Theme) theme.Style {
	switch v {
	case warned:
		return t.Warn
	case failed:
		return t.Bad
	case said:
		return t.Good
	}
	return t.Text
}

// flash is a message that stands in the last line for a while. The number
// tells a late timer that a newer one stands there.
type flash struct {
	id    int
	text  string
	level level
}

// flashOver ends the message with that number.
type flashOver struct{ id int }

// say puts a message into the last line for a while.
func (m *model) say(text string, l level) tea.Cmd {
	return m.sayFor(text, l, flashFor*time.Duration(max(1, len(messageLines(text, m.width)))))
}

func (m *model) sayFor(text string, l level, long time.Duration) tea.Cmd {
	if text == "" {
		return nil
	}
	m.flash = flash{id: m.flash.id + 1, text: text, level: l}
	return m.tasks.after(long, flashOver{m.flash.id})
}

// messageLines are a message in lines of a screen of w cells.
func messageLines(text string, w int) []string { return cells.Wrap(text, w-2, flashRows) }

// messageRows are how many lines above the last one a message takes: none where
// it has room in the last one.
func (m *model) messageRows() int {
	if n := len(messageLines(m.flash.text, m.width)); n > 1 {
		return n
	}
	return 0
}

// message puts a message that is too long for the last line above it.
func (m *model) message(sc *scene, screen []string) {
	n := m.messageRows()
	if n == 0 || n >= len(screen) {
		return
	}
	for i, text := range messageLines(m.flash.text, m.width) {
		screen[len(screen)-1-n+i] = newLine(m.width).gap(1).put(m.flash.level.style(sc.theme), text).end()
	}
}
