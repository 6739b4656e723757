package cli

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flocktop/adaptive"
	"flocktop/internal/job"
)

func halfway() job.Status {
	return job.Status{
		State: job.Running, Walked: true, Chunks: 1000, Embedded: 400, Skipped: 90, Failed: 10, Rate: 98.04, ETA: 95 * time.Second,
		Verdict: adaptive.Verdict{Batch: 910, Decision: adaptive.Decision{Mode: adaptive.Hybrid}},
	}
}

func TestTheBarsLine(t *testing.T) {
	reading := halfway()
	reading.Walked, reading.Expected, reading.Chunks = false, 400, 600
	waiting := halfway()
	waiting.State, waiting.ETA = job.Waiting, 0
	flock := nodesAtWork{working: 3, all: 5}
	for name, c := range map[string]struct {
		s     job.Status
		nodes nodesAtWork
		width int
		want  string
	}{
		"with room for everything": {halfway(), flock, 101, "#################-----------------   500/1000   50 %   98.0 texts/s  3 of 5 nodes  ETA 1m35s  hybrid"},
		"on a usual terminal":      {halfway(), flock, 80, "######-------   500/1000   50 %   98.0 texts/s  3 of 5 nodes  ETA 1m35s  hybrid"},
		"on a smaller one":         {halfway(), flock, 64, "#########----------   500/1000   50 %   98.0 texts/s  ETA 1m35s"},
		"on a narrow one":          {halfway(), flock, 40, "####-----   500/1000   50 %  ETA 1m35s"},
		"on a very narrow one":     {halfway(), flock, 12, " 500/1000"},
		"while documents are read": {reading, flock, 80, "~50 %"},
		"a guess is marked":        {reading, flock, 80, "ETA ~1m35s"},
		"the size is one too":      {reading, flock, 80, "500/~1000"},
		"without a node":           {waiting, nodesAtWork{all: 1}, 90, "0 of 1 node  ETA n/a hybrid waiting"},
		"while a model is loaded":  {halfway(), nodesAtWork{all: 2, loading: []string{"at\x1btic"}}, 130, `the model is loaded on at\u001btic`},
	} {
		got := barLine(&c.s, c.nodes, newBarLook(true, false), c.width)
		if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(c.want), " ")) {
			t.Errorf("%s: %q does not hold %q", name, got, c.want)
		}
	}
}

var painted = regexp.MustCompile(`\x1b\[\d+m`)

// Whatever there is to say, it fits into a line with its last column free, and
// nothing in it is a sequence but the colours.
func TestTheBarsLineIsNeverTooWide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<40)
		s := job.Status{
			State:  rapid.SampledFrom([]job.State{job.Queued, job.Running, job.Waiting, job.Paused}).Draw(t, "state"),
			Walked: rapid.Bool().Draw(t, "walked"), Reading: rapid.Bool().Draw(t, "reading"),
			Chunks: n.Draw(t, "chunks"), Expected: n.Draw(t, "expected"),
			Embedded: n.Draw(t, "embedded"), Rate: rapid.Float64Range(0, 1e6).Draw(t, "rate"),
			ETA: time.Duration(rapid.Int64Range(0, 1<<60).Draw(t, "rest")),
		}
		s.Verdict.Mode = rapid.SampledFrom([]adaptive.Mode{0, adaptive.Sequential, adaptive.Parallel}).Draw(t, "mode")
		nodes := nodesAtWork{all: rapid.IntRange(0, 500).Draw(t, "nodes"), loading: rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "loading")}
		width := rapid.IntRange(1, 300).Draw(t, "width")
		colours := rapid.Bool().Draw(t, "colours")
		got := barLine(&s, nodes, newBarLook(rapid.Bool().Draw(t, "ascii"), colours), width)
		plain := painted.ReplaceAllString(got, "")
		if w := cells.StringWidth(plain); w > width-1 {
			t.Fatalf("%d cells on a terminal of %d: %q", w, width, got)
		}
		if strings.ContainsAny(plain, "\x1b\n\r") || !colours && plain != got {
			t.Fatalf("sequences in %q", got)
		}
	})
}
