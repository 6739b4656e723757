package documents

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"flocktop/internal/documents/worker"
)

// TestHostileSourcesDoNoHarm: what is known to make readers slow or deep is read, or given up when its
// time is over; then the next file is read as ever. What comes out can be split quickly.
func TestHostileSourcesDoNoHarm(t *testing.T) {
	const patience = time.Second
	var bodies strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&bodies, "<body a%d>", i)
	}
	x := newTestExtractor(t, ExtractorOptions{Timeout: patience})
	for name, source := range map[string]string{
		"lists.md":         strings.Repeat("- ", 50_000) + "x",
		"links.md":         strings.Repeat("[a](", 50_000),
		"table rows.md":    "|" + strings.Repeat("a|", 20_000) + "\n|" + strings.Repeat("-|", 20_000) + strings.Repeat("\n|x", 20_000),
		"elements.html":    strings.Repeat("<div>", 50_000) + "x",
		"tables.html":      strings.Repeat("<table><tr><td>", 5_000),
		"bodies.html":      bodies.String(),
		"one long word.md": strings.Repeat("x", 1_000_000),
		"one long line.go": strings.Repeat("x := 1; ", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			document, err := extractOne(t, x, name, []byte(source))
			if err != nil && !errors.Is(err, worker.ErrTimeout) {
				t.Fatal(err)
			}
			t.Logf("extracted after %s: %v", time.Since(begin), err)
			if err == nil {
				Splitter{Overlap: DefaultOverlap}.Split(document)
				t.Logf("split after %s", time.Since(begin))
			}
			if document, err := extractOne(t, x, "next.md", []byte("# a\n\nb")); err != nil || len(document.Sections) != 1 {
				t.Errorf("the next file: %+v, %v", document, err)
			}
		})
	}
}
