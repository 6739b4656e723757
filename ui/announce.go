package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/internal/numbers"
	"flocktop/internal/tty"
)

// announcement is what the window says now.
func (m *model) announcement() announcement {
	a := announcement{title: brand, progress: tty.NoProgress()}
	if m.data.settings.Simulated != "" {
		a.title += " demo"
	}
	j := m.data.active()
	if j == nil {
		return a
	}
	a.progress = tty.Progress{Percent: numbers.Percent(j.Progress()), Halted: j.Halted, Paused: j.State != job.Running}
	state := per(a.progress.Percent) + " "
	if a.progress.Paused {
		_, word, _ := m.scene().jobState(j)
		state += word + " "
	}
	if rest, end := allDone(&m.data); rest != "" && end != "" {
		state += "(all " + end + ") "
	}
	a.title = state + j.Title + " - " + a.title
	return a
}

// announce tells the window what has changed, if anything has.
func (m *model) announce() tea.Cmd {
	a := m.announcement()
	if a == m.announced || m.term == nil {
		return nil
	}
	m.announced = a
	m.announcements++
	number, term := m.announcements, m.term
	return func() tea.Msg {
		term.announce(number, a)
		return nil
	}
}
