package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"flocktop/adaptive"
)

// workActions are what sets the flock to work, and steers it.
func workActions() []action {
	return []action{
		{key: batchKey, changes: true, group: groupWork, long: "queue files and folders as a batch", rank: 3, why: whyNoBatch, do: (*model).openPicker},
		{
			key: forceKey, changes: true, aliases: []string{"sequential", "hybrid", "parallel", "force_mode"}, group: groupWork, long: "force a mode, or lift it; says what each would cost", rank: 4, why: always,
			do: (*model).openForce, args: modeWords, with: (*model).forceBy,
		},
		{key: modelKey, changes: true, group: groupWork, long: "choose the embedding model", rank: 7, why: always, do: (*model).openModels},
		{key: pauseKey, changes: true, aliases: []string{"resume"}, group: groupWork, long: "pause the queue, or let it go on", rank: 8, why: always, do: (*model).pause},
		{
			key: bind("P", "policy", "P"), changes: true, aliases: []string{"adaptive", "rules"}, group: groupWork, long: "who has the last word: prediction (auto) or rules", rank: 14, why: always,
			do: (*model).switchPolicy, args: policyWords, with: (*model).policyBy,
		},
		{key: undoKey, group: groupWork, long: "take back what was done last, also to the view", rank: 9, why: whyNoUndo, do: (*model).undo, now: nextUndo},
	}
}

func whyNoBatch(m *model) string {
	switch {
	case m.data.settings.Model == "":
		return "no model is chosen (" + named(modelKey) + ")"
	case len(m.data.flock.Nodes) == 0:
		return noNode()
	}
	return ""
}

func (m *model) openPicker() tea.Cmd {
	return m.open(m.picker, m.picker.begin())
}

func (m *model) openForce() tea.Cmd {
	o := newForceOverlay(m.tasks, &m.data)
	return m.open(o, o.ask(&m.data))
}

// modeWords are what may follow force: the modes, and the word that lifts it.
func modeWords(*model) []string {
	var out []string
	for _, mode := range adaptive.Modes() {
		out = append(out, mode.String())
	}
	return append(out, "auto")
}

func (m *model) forceBy(word string) tea.Cmd {
	mode, err := adaptive.ParseMode(word)
	if err != nil {
		return m.say(fmt.Sprintf("force takes one of %s, not %s", strings.Join(modeWords(m), ", "), word), failed)
	}
	return m.act(m.tasks.force(mode))
}

func (m *model) openModels() tea.Cmd {
	o := newModelsOverlay(m.tasks)
	return m.open(o, m.tasks.models())
}

func (m *model) pause() tea.Cmd { return m.act(m.tasks.pause(!m.data.settings.Paused)) }

func policyWords(*model) []string {
	return []string{adaptive.Auto.String(), adaptive.Rules.String()}
}

func (m *model) policyBy(word string) tea.Cmd {
	policy, err := adaptive.ParsePolicy(word)
	if err != nil {
		return m.say(fmt.Sprintf("policy takes auto or rules, not %s", word), failed)
	}
	return m.act(m.tasks.setPolicy(policy))
}

func (m *model) switchPolicy() tea.Cmd {
	if m.data.settings.Policy == adaptive.Auto {
		return m.act(m.tasks.setPolicy(adaptive.Rules))
	}
	return m.act(m.tasks.setPolicy(adaptive.Auto))
}
