package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

// reported is the answer for the report: the flock as it is and, where the user
// imagines another one, as that would be. Both are of the same moment.
type reported struct {
	real     adaptive.Report
	realErr  error
	change   change // that imagined is about; none where nothing is imagined
	imagined adaptive.Report
	err      error // of imagined
}

func (t *tasks) report(sizes []int, c change) tea.Cmd {
	sizes, c = slices.Clone(sizes), c.clone()
	return func() tea.Msg {
		out := reported{change: c}
		out.real, out.realErr = t.engine.ReportIf(sizes, adaptive.WhatIf{})
		if !c.none() {
			out.imagined, out.err = t.engine.ReportIf(sizes, c.whatIf())
		}
		return out
	}
}

// keptPast is how far back the history goes.
const keptPast = 500

// pastKnown is the answer for the history; after is how many jobs of this run
// had ended when it was asked for.
type pastKnown struct {
	past  []job.Past
	err   error
	after int
}

// forFailures in the place of that says that the page of failures asks: the history
// may lie below it.
const forFailures = -1

func (t *tasks) past(after int) tea.Cmd {
	return func() tea.Msg {
		past, err := t.engine.Past(t.ctx, keptPast)
		return pastKnown{past, err, after}
	}
}
