package plain

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
)

func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "n/a", -time.Second: "n/a", time.Microsecond: "less than 0.1 milliseconds",
		time.Millisecond: "1 millisecond", 12100 * time.Microsecond: "12 milliseconds", 4200 * time.Microsecond: "4.2 milliseconds",
		420 * time.Millisecond: "0.42 seconds", time.Second: "1 second", 15800 * time.Millisecond: "15.8 seconds",
		97 * time.Second: "1 minute 37 seconds", 59970 * time.Millisecond: "1 minute", 725 * time.Second: "12 minutes 5 seconds", time.Hour: "1 hour", 187 * time.Minute: "3 hours 7 minutes",
	} {
		if got := span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		count(-1234567): "-1,234,567", count(999): "999", plural(1, "vector"): "1 vector", plural(2, "entry"): "2 entries",
		percent(0.004): "0.4 percent", percent(0.9999): "99 percent", percent(1): "100 percent", percent(0): "0 percent",
		rate(98.2): "98 texts a second", rate(0.25): "0.25 texts a second", rate(1): "1.0 texts a second",
		list([]string{"a", "b", "c"}, 3): "a, b and c", list([]string{"a", "b", "c"}, 2): "a, b and 1 more",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAbbreviationsAreReadOut(t *testing.T) {
	for text, want := range map[string]string{
		"Fastest node is 8.5x faster - sequential wins":        "Fastest node is 8.5 times faster, sequential wins",
		"Speed ratio 2.1x - parallel is efficient":             "Speed ratio 2.1, parallel is efficient",
		"All 4 nodes 15.8s, fastest alone 12m05s - saves 21 %": "All 4 nodes 15.8 seconds, fastest alone 12 minutes 5 seconds, saves 21 percent",
		"probed again in about 500ms":                          "probed again in about 500 milliseconds",
		"connection refused, next try in 2s":                   "connection refused, next try in 2 seconds",
	} {
		if got := aloud(text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestWordsOfALine(t *testing.T) {
	for _, c := range []struct {
		line  string
		slash bool
		want  []string
	}{
		{`a  b`, true, []string{"a", "b"}},
		{`"a b" 'c "d'`, true, []string{"a b", `c "d`}},
		{`a\ b '\'`, true, []string{"a b", `\`}},
		{`C:\a "D:\b c"`, false, []string{`C:\a`, `D:\b c`}},
		{`"" x`, true, []string{"", "x"}},
		{`it's`, true, nil},
	} {
		got, err := splitBy(c.line, c.slash)
		if !reflect.DeepEqual(got, c.want) || (err != nil) != (c.want == nil) {
			t.Errorf("%s: %q, %v, want %q", c.line, got, err, c.want)
		}
	}
}

// lines keeps what is written, one write a line.
type lines []string

func (l *lines) Write(b []byte) (int, error) {
	*l = append(*l, strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

// TestNothingButWordsIsWritten feeds every place that takes words from outside
// with hostile ones.
func TestNothingButWordsIsWritten(t *testing.T) {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\x1b[31m", "\x1b]0;title\a", "\n", "\r", "\x00", "\u202e", "\u0085", "\x9b2J", "\xff", "\u2028", "\t", "😀",
	}))
	hostile := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		word := func() string { return hostile.Draw(t, "word") }
		e := busy()
		e.settings.Model, e.settings.Simulated, e.settings.Version = word(), word(), word()
		for i := range e.flock.Nodes {
			n := &e.flock.Nodes[i]
			n.Name, n.ID, n.Note, n.Version, n.LastError, n.GPUSource = word(), word(), word(), word(), word(), word()
			for at := range n.Models {
				n.Models[at].Name = word()
			}
		}
		for i := range e.jobs {
			j := &e.jobs[i]
			j.Title, j.Why, j.Model, j.Paths = word(), word(), word(), []string{word()}
			j.Failed, j.Failures = 1, []job.Failure{{Path: word(), Reason: word()}}
			j.Verdict.Detail = word()
			j.State = job.State(rapid.IntRange(0, 6).Draw(t, "state"))
			j.Halted = rapid.Bool().Draw(t, "halted")
		}
		e.past[0].Title, e.past[0].Reason = word(), word()
		e.entries = []journal.Entry{{Seq: 0, Level: 8, Node: word(), Text: word()}}
		e.paths = []string{word()}
		e.Fail = errors.New(word())
		if rapid.Bool().Draw(t, "well") {
			e.Fail = nil
		}
		var out lines
		s := &session{engine: e, out: &out, clock: time.Now, watch: newWatcher(bigBang), simulation: troubles{of: map[string]string{}}}
		s.start = func(work func(context.Context) answer) { s.settled(work(context.Background())) }
		s.greet(word())
		s.announce()
		for i := range e.flock.Nodes {
			e.flock.Nodes[i].State++
		}
		s.announce()
		for _, c := range commands() {
			s.take(line{text: c.name})
			s.take(line{text: c.name + " " + word()})
			s.take(line{text: "yes"})
		}
		s.take(line{text: word()})
		s.interrupt()
		s.farewell()
		for _, text := range out {
			for _, r := range text {
				if !unicode.IsPrint(r) && !unicode.Is(unicode.Mn, r) {
					t.Fatalf("%q is in the line %q", r, text)
				}
			}
		}
	})
}

// Every state of a node's vectors has words, or a listener would think that
// nothing is known.
func TestEveryStateOfVectorsIsSaid(t *testing.T) {
	s := &session{clock: func() time.Time { return bigBang }}
	for check := cluster.Unchecked; check.String() != "unknown"; check++ {
		if checkWords(&cluster.Node{Check: check}, s) == "" {
			t.Errorf("nothing is said of vectors that %s", check)
		}
	}
}

// Two nodes of which one has begun to work later are heard as they are seen: what
// they do adds up to what the flock does.
func TestRatesOfNodesAddUp(t *testing.T) {
	flock := cluster.Snapshot{Rates: []float64{0, 0, 60, 60, 90}, Nodes: []cluster.Node{
		{Name: "early", Rates: []float64{0, 0, 60, 60, 60}}, {Name: "late", Rates: []float64{0, 0, 0, 0, 30}},
	}}
	for i, want := range []string{"60 texts a second", "10 texts a second"} {
		if got := nodeSentence(&flock.Nodes[i], &flock); !strings.Contains(got, want) {
			t.Errorf("%q does not say %s", got, want)
		}
	}
}

// Of a node that was never asked no share failed.
func TestNothingFailedOfNothing(t *testing.T) {
	e := mixed()
	e.flock.Nodes[0].Requests, e.flock.Nodes[0].Errors, e.flock.Nodes[0].ErrorRate = 0, 0, 0
	c := converse(t, e, func(c *talk) { c.types("node " + e.flock.Nodes[0].Name) })
	if said := c.said(); !strings.Contains(said, "0 requests in all, ") || strings.Contains(said, "failed") {
		t.Errorf("it says %s", said)
	}
}

// A terminal breaks lines through words, which are then read out as two.
func TestLinesAreBrokenBetweenWords(t *testing.T) {
	whole := converse(t, busy(), func(c *talk) { c.types("nodes", "help") }).said()
	for _, width := range []int{40, 80} {
		e := busy()
		e.width = width
		broken := converse(t, e, func(c *talk) { c.types("nodes", "help") }).said()
		for line := range strings.Lines(broken) {
			if n := len([]rune(strings.TrimSpace(line))); n >= width {
				t.Errorf("of %d columns %d are used: %s", width, n, line)
			}
		}
		if !slices.Equal(strings.Fields(broken), strings.Fields(whole)) {
			t.Errorf("on %d columns the words are others:\n%s", width, broken)
		}
	}
}

// What follows a full stop begins with a capital.
func TestANoteIsASentence(t *testing.T) {
	e := mixed()
	n := &e.flock.Nodes[0]
	n.Note = "only 60 % of the model fits"
	converse(t, e, func(c *talk) {
		c.types("node " + n.Name)
		if !strings.Contains(c.said(), ". Only 60 percent of the model fits.") {
			t.Errorf("it says %s", c.said())
		}
	})
	if got := upperFirst("überlastet"); got != "Überlastet" {
		t.Errorf("%q", got)
	}
}
