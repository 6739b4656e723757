package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// touching is text, or a digit, beside the right side of a frame. Graphs may touch
// it: they end there.
var touching = regexp.MustCompile(`[\pL\pN%…)./:]│`)

// What is read does not touch the frame on the right, in any view at any size.
func TestNoTextTouchesTheFrame(t *testing.T) {
	views, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(views) == 0 {
		t.Fatal(views, err)
	}
	for _, name := range views {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(string(text), "\n") {
			if touching.MatchString(l) {
				t.Errorf("%s: %s", name, l)
			}
		}
	}
}
