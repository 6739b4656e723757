package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"math"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/ui"
)

// scene is all that the screen may ask an engine for, at one moment.
type scene struct {
	Flock     cluster.Snapshot
	Jobs      []job.Status
	Log       []journal.Entry
	Settings  ui.Settings
	Models    []ui.ModelChoice
	Histories map[string]history
	Documents map[job.ID][]job.Document
	Failures  map[job.ID][]job.Failure
	Past      []job.Past
}

//go:embed scenes
var scenes embed.FS

// load reads a scene that was recorded.
func load(name string) (*frozen, error) {
	data, err := scenes.ReadFile("scenes/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("scene %s was never recorded: stage record %s", name, name)
	}
	e := &frozen{}
	if err := json.Unmarshal(data, &e.scene); err != nil {
		return nil, fmt.Errorf("read scene %s: %w", name, err)
	}
	return e, nil
}

// history is a node's history as a file can hold it: nil where nothing was
// measured.
type history struct{ Rates, Response, InFlight, VRAM []*float64 }

func keepHistory(h cluster.History) history {
	return history{pointers(h.Rates), pointers(h.Response), pointers(h.InFlight), pointers(h.VRAM)}
}

func (h history) values() cluster.History {
	return cluster.History{Rates: values(h.Rates), Response: values(h.Response), InFlight: values(h.InFlight), VRAM: values(h.VRAM)}
}

// digits is to how many parts of one a figure is kept.
const digits = 1e6

func pointers(of []float64) []*float64 {
	out := make([]*float64, len(of))
	for i, v := range of {
		if !math.IsNaN(v) {
			out[i] = new(math.Round(v*digits) / digits)
		}
	}
	return out
}

func values(of []*float64) []float64 {
	out := make([]float64, len(of))
	for i, p := range of {
		if out[i] = math.NaN(); p != nil {
			out[i] = *p
		}
	}
	return out
}
