package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"flocktop/ui"
)

// picture is a screen worth showing: a scene, a size, and the keys to it.
type picture struct {
	name  string
	w, h  int
	scene string
	theme string // "" is dark
	keys  []string
}

// pictures are those of screenshots/, the one that the README leads with first.
func pictures() []picture {
	const w, h = 140, 42
	return []picture{
		{name: "dashboard", w: w, h: h, scene: "mixed"},
		{name: "dominant", w: w, h: h, scene: "dominant"},
		{name: "balanced", w: w, h: h, scene: "balanced"},
		{name: "force", w: w, h: h, scene: "mixed", keys: []string{"f"}},
		{name: "report", w: w, h: h, scene: "mixed", keys: []string{"r", "j", "j", "j"}},
		{name: "node", w: w, h: h, scene: "mixed", keys: []string{"enter"}},
		{name: "history", w: w, h: h, scene: "evening", keys: []string{"h"}},
		{name: "failures", w: w, h: h, scene: "faulty", keys: []string{"F", "j"}},
		{name: "dashboard-80x24", w: 80, h: 24, scene: "mixed"},
		{name: "light", w: w, h: h, scene: "faulty", theme: "light"},
	}
}

func find(name string) (picture, error) {
	for _, p := range pictures() {
		if p.name == name {
			return p, nil
		}
	}
	return picture{}, fmt.Errorf("there is no picture %s; stage list lists them", name)
}

func (p picture) options(e *frozen) ui.Options {
	theme := p.theme
	if theme == "" {
		theme = "dark"
	}
	return ui.Options{Theme: theme, Clock: func() time.Time { return e.scene.Flock.At.UTC() }}
}

// view is what the terminal shows after the keys, colours included.
func (p picture) view() (string, error) {
	e, err := load(p.scene)
	if err != nil {
		return "", err
	}
	return ui.Portrait(e, p.options(e), p.w, p.h, p.keys...) //nolint:wrapcheck // a sentence already
}

// sums writes what tells whether a picture shows what the screen does now.
func sums(out io.Writer) error {
	for _, p := range pictures() {
		view, err := p.view()
		if err != nil {
			return fmt.Errorf("picture %s: %w", p.name, err)
		}
		fmt.Fprintf(out, "%x  %s\n", sha256.Sum256([]byte(view)), p.name)
	}
	return nil
}
