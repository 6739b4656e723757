package ui

import (
	"slices"
	"testing"

	"flocktop/cluster"
)

func TestTheBoxOfModelsDoesNotSendOneToItself(t *testing.T) {
	onScreen(t, 100, 30, silentFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.settings.Model, e.models = "", nil })
		s.press("m")
		s.shows("No model is known: no node answers", "ollama pull nomic-embed-text")
		s.hides("m chooses one")
	})
}

func TestWhereNodesHaveModelsOneIsChosenNotPulled(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.settings.Model = "" })
		s.shows("No model is chosen: " + modelKey.Help().Key + " chooses one")
		s.hides("ollama pull")
		s.change(func(e *fakeEngine) {
			e.flock.Nodes = slices.Clone(e.flock.Nodes)
			for i := range e.flock.Nodes {
				e.flock.Nodes[i].Models = []cluster.Model{{Name: "llama3.2:latest"}}
			}
		})
		s.shows("No model is known: no node has one that embeds", "ollama pull")
	})
}
