package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
)

// announcement is what the window says now.
func (m *model) announcement() announcement {
	a := announcement{title: brand, percent: -1}
	if m.data.settings.Simulated != "" {
		a.title += " demo"
	}
	j := m.data.active()
	if j == nil {
		return a
	}
	a.percent = int(100 * j.Progress())
	a.halted, a.paused = j.Halted, j.State != job.Running
	state := strconv.Itoa(a.percent) + " % "
	if a.paused {
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
