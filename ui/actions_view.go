package ui

import (
	"log/slog"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

// viewActions change what is seen, and leave.
func viewActions() []action {
	return []action{
		{
			key: reportKey, aliases: []string{"parallelism_report"}, group: groupLook,
			long: "what would be decided for batches of any size", rank: 5, why: always, do: (*model).openReport,
			args: sizeWords, with: (*model).reportBy,
		},
		{
			key: historyKey, group: groupLook, long: "batches that have ended: decided, predicted, and what came of it", rank: 12,
			why: always, do: (*model).openHistory, args: pastWords, with: (*model).historyBy,
		},
		{key: detailKey, seen: true, group: groupLook, long: "details of what is selected, or of the pane itself", why: whyNoDetails, do: (*model).openDetails},
		{key: filterKey, seen: true, group: groupLook, long: "filter the focused list: " + filterUsage, rank: 11, why: whyNoFilter, do: (*model).beginFilter},
		{key: nextPaneKey, seen: true, group: groupLook, long: "go to the next pane (shift+tab: back)", rank: 15, why: always, do: (*model).focusNext},
		{key: bind("shift+tab", "back", "shift+tab"), name: "previous pane", seen: true, group: groupLook, why: always, do: (*model).focusBack},
		{key: commandKey, name: "command", group: groupLook, long: "find any action by a few letters of its name", rank: 6, why: always, do: (*model).openPalette},
		{key: bind("1", "nodes", "1"), aliases: []string{"lb_stats"}, seen: true, group: groupLook, long: "go to Nodes (2 Decision, 3 Jobs, 4 Throughput, 5 Log)", why: always, do: focusOn(layout.Nodes)},
		{key: bind("2", "decision", "2"), seen: true, group: groupLook, why: always, do: focusOn(layout.Decision)},
		{key: bind("3", "jobs", "3"), seen: true, group: groupLook, why: always, do: focusOn(layout.Jobs)},
		{key: bind("4", "throughput", "4"), seen: true, group: groupLook, why: always, do: focusOn(layout.Throughput)},
		{key: bind("5", "log", "5"), seen: true, group: groupLook, why: always, do: focusOn(layout.Log)},
		{key: zoomKey, seen: true, group: groupLook, long: "give the focused pane, or the page on top, the whole screen", rank: 16, why: always, do: (*model).zoom},
		{key: copyKey, seen: true, group: groupLook, long: "copy what is selected", why: whyNoCopy, do: (*model).copy},
		{
			key: themeKey, group: groupLook, long: "next theme: auto, dark, light, safe for the colour-blind, mono", why: always,
			do: (*model).nextTheme, args: themeWords, with: (*model).setTheme, told: (*model).themeSuits,
		},
		{
			name: "graphs", group: groupLook, long: "draw graphs of braille, or of blocks where a font has none", why: always,
			do: (*model).switchGraphs, args: graphWords, with: (*model).setGraphs,
		},
		{key: mouseKey, group: groupLook, long: "turn the mouse on or off", why: always, do: (*model).switchMouse},
		{key: demoKey, group: groupLeave, long: "demo: a flock of simulated servers, and back", rank: 10, why: whyNoDemo, do: (*model).demo, now: whereToNext},
		{
			key: meaningsKey, aliases: []string{"meanings", "legend"}, group: groupLook, long: "what the numbers, signs and words on the screen mean", why: always,
			do: (*model).openMeanings,
		},
		{key: helpKey, group: groupLook, long: "this help", rank: 1, why: always, do: (*model).openHelp},
		{key: quitKey, group: groupLeave, long: "quit; asks while jobs run or wait", rank: 2, why: always, do: (*model).quit},
		{key: takeOverKey, group: groupLeave, rank: takeOverRank, now: takeOverNow, long: "work on the store that was only watched, when nobody else does any more", why: whyNoTakeOver, do: (*model).takeOver},
		{key: backKey, group: groupLook, long: "step back", why: always, do: (*model).back},
	}
}

var zoomKey = bind("z", "zoom", "z")

func whyNoDetails(m *model) string {
	switch m.focus {
	case layout.Jobs:
		if m.jobs.current(&m.data) == nil {
			return "there is no job"
		}
		return ""
	case layout.Nodes:
		return whyNoNode(m)
	case layout.Log:
		m.log.sync(&m.data)
		if m.log.current() == nil {
			return "no entry is listed"
		}
		return ""
	default:
		return ""
	}
}

func (m *model) openReport() tea.Cmd {
	m.report.reopen()
	return m.open(m.report, m.report.ask())
}

// sizeWords are what may follow report: any number of texts.
func sizeWords(m *model) []string {
	out := make([]string, len(m.report.sizes))
	for i, n := range m.report.sizes {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// reportBy opens the report at a size.
func (m *model) reportBy(word string) tea.Cmd {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || len(word) > maxTyped {
		return m.say("report takes a number of texts, such as 800, not "+word, failed)
	}
	m.report.reopen()
	return m.open(m.report, m.report.add(n))
}

func (m *model) openHistory() tea.Cmd { return m.historyBy("") }

// pastWords are what may follow history: words to filter by.
func pastWords(m *model) []string {
	return append(modeWords(m), job.Done.String(), job.Cancelled.String(), job.Broken.String())
}

// historyBy opens the history with a filter.
func (m *model) historyBy(filter string) tea.Cmd {
	o := newHistoryOverlay(m.tasks)
	o.filter = filter
	return m.open(o, o.ask(endedJobs(&m.data)))
}

func (m *model) openHelp() tea.Cmd {
	if o := m.overlay(); o != nil {
		return m.open(newPageHelp(m, o), nil)
	}
	return m.open(newHelpOverlay(m), nil)
}

func (m *model) openDetails() tea.Cmd {
	switch m.focus {
	case layout.Nodes:
		return m.openNode()
	case layout.Jobs:
		return m.openJob()
	case layout.Log:
		return m.openEntry()
	default: // all that there is to say is in the pane itself, given room
		return m.zoom()
	}
}

func (m *model) focusNext() tea.Cmd {
	m.nextPane(1)
	return nil
}

// focusOn goes to a pane; one that has no room beside the others gets the whole
// screen.
func focusOn(p layout.Pane) func(*model) tea.Cmd {
	return func(m *model) tea.Cmd {
		m.focus = p
		if m.screen.Panes[p].Empty() {
			m.zoomed = true
		}
		return nil
	}
}

func (m *model) openPalette() tea.Cmd { return m.open(newPalette(m), nil) }

func (m *model) focusBack() tea.Cmd {
	m.nextPane(-1)
	return nil
}

func (m *model) zoom() tea.Cmd {
	m.zoomed = !m.zoomed
	return nil
}

// back undoes what changes the view, the last thing first; there is nothing
// behind the dashboard.
func (m *model) back() tea.Cmd {
	switch list := m.filterable(); {
	case m.zoomed:
		m.zoomed = false
	case list != nil && list.filter() != "":
		list.setFilter("")
	case m.focus == layout.Log && m.log.level > slog.LevelInfo:
		m.log.setLevel(slog.LevelInfo)
	default:
		m.focus = layout.Nodes
	}
	return nil
}

func (m *model) quit() tea.Cmd {
	var text string
	if m.data.atStake() > 0 {
		text = m.whatWaits()
	}
	if m.visiting {
		text = strings.TrimLeft(text+" "+named(demoKey)+" goes back to your own nodes.", " ")
	}
	if text == "" {
		return tea.Quit
	}
	return m.open(newConfirm("Quit", text, "Quit", "Stay", send(leave{})), nil)
}

// whatWaits says what is not over, and what becomes of it at the end.
func (m *model) whatWaits() string {
	text := m.waiting()
	if m.data.settings.Forgets {
		return text + ". The demo forgets everything at its end."
	}
	return text + ". What is embedded is kept, and the next start offers to go on with the rest."
}

// waiting says what is not over.
func (m *model) waiting() string {
	var parts []string
	left := m.data.unended()
	if j := m.data.active(); j != nil {
		parts = append(parts, j.Title+" is "+j.State.String())
		left--
	}
	if left > 0 {
		parts = append(parts, plural(left, "job")+" "+choice(left == 1, "is", "are")+" queued")
	}
	return strings.Join(parts, ", ")
}
