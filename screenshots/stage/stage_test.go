package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

const folder = ".."

// A picture is stale when the screen shows something else than it did when the
// picture was taken.
func TestPicturesAreFresh(t *testing.T) {
	var now bytes.Buffer
	if err := sums(&now); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(folder, "pictures.sum"))
	if err != nil {
		t.Fatal(err)
	}
	taken := strings.Split(strings.TrimSpace(string(kept)), "\n")
	for line := range strings.Lines(now.String()) {
		line = strings.TrimSpace(line)
		_, name, _ := strings.Cut(line, "  ")
		if !slices.Contains(taken, line) {
			t.Errorf("picture %s is stale: screenshots/take.sh %s takes it anew; look at it before you commit it", name, name)
		}
		if _, err := os.Stat(filepath.Join(folder, name+".png")); err != nil {
			t.Errorf("there is no picture: %v", err)
		}
	}
}

func TestNoPictureIsLeftOver(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, err := find(strings.TrimSuffix(filepath.Base(f), ".png")); err != nil {
			t.Errorf("%s belongs to nothing: %v", filepath.Base(f), err)
		}
	}
}

func TestPicturesFillTheirTerminal(t *testing.T) {
	for _, p := range pictures() {
		view, err := p.view()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(view, "\n")
		if len(lines) != p.h {
			t.Errorf("%s has %d lines of %d", p.name, len(lines), p.h)
		}
		for i, l := range lines {
			if w := ansi.StringWidth(l); w != p.w {
				t.Errorf("%s: line %d takes %d cells of %d", p.name, i, w, p.w)
			}
		}
		if !strings.Contains(view, "SIMULATED") {
			t.Errorf("%s does not say that it is simulated", p.name)
		}
	}
}

// What a picture shows was recorded on somebody's machine.
func TestScenesNameNoPlaceOfAMachine(t *testing.T) {
	files, err := scenes.ReadDir("scenes")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := scenes.ReadFile("scenes/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{"/tmp/", "/root/", "/Users/", "\\Users\\"} {
			if bytes.Contains(data, []byte(place)) {
				t.Errorf("%s names a place below %s", f.Name(), place)
			}
		}
	}
}
