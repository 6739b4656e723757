package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/internal/journal"
	"flocktop/ui/internal/theme"
)

// hostileFlock has names and notes that break screens.
func hostileFlock() *fakeEngine {
	e := busyFlock()
	for i := range e.flock.Nodes {
		n := &e.flock.Nodes[i]
		n.Name = []string{
			"\x1b[2J\x1b]0;owned\x07", "漢字の名前がとても長いノード", "\u202egnol yrev\u202c", "a\tb\nc", "e\u0301\u0302\U0001F680\U0001F468\u200d\U0001F469",
		}[i%5]
		n.Note = "\x1b[31mred\x1b[0m مرحبا " + n.Name
		n.Models = append(n.Models, cluster.Model{Name: "漢字:\x1b[7m", Disk: -1, Loaded: true})
		n.Rates = append(n.Rates, -1, 1e300)
		n.Faults = append(n.Faults, cluster.NodeFault{Text: "\x1b[2J漢字\u202e" + n.Name, Count: -1})
	}
	for i := range e.past {
		e.past[i].Title = "漢字の本\x1b[2J\u202e" + e.flock.Nodes[i].Name
		e.past[i].Model, e.past[i].Reason = "\x1b[7m漢字", "a\nb\x07"
	}
	e.past = append(e.past, job.Past{Texts: -1, Actual: -1, State: 99}, job.Past{ID: 1 << 60, Texts: 1 << 60, Actual: 1 << 62, Bound: 1, Predicted: 1 << 62, State: job.Done})
	e.jobs[1].Title = "漢字/\x1b[1m" + e.flock.Nodes[1].Name
	e.jobs[0].Failures = append(e.jobs[0].Failures, job.Failure{Path: "\u202e漢", Reason: "\x1b[2K"}, job.Failure{Path: "\u202e漢", Chunk: new(-1), Reason: "\x1b[2KEOF", Text: "\x1b[2J漢\u202e\r\xff"})
	e.documents = append(e.documents, job.Document{Path: "\u202e漢/\x1b[2K", Reason: "\x1b[1m漢字"}, job.Document{Path: "", Chunks: -1, Embedded: 9})
	e.passed = []job.PassedOver{{Reason: "\x1b[2J漢字\u202e", Count: -1, Paths: []string{"\u202e漢\x1b[2K", ""}}, {Count: 1 << 60}}
	e.jobs[1].Paths = append(e.jobs[1].Paths, "\u202e漢")
	e.jobs[1].State, e.jobs[1].Halted, e.jobs[1].Why = job.Paused, true, "\x1b[2Jdisk full\n\u202e漢字"
	e.jobs = append(e.jobs, job.Status{ID: 9, State: job.Broken, Why: "\x1b[1A\u200f漢字", Title: ""})
	e.log = append(e.log, journal.Entry{Seq: uint64(len(e.log)), Text: "漢\x1b[3J" + e.flock.Nodes[4].Name, Node: "\u202e"})
	e.settings.Model = "漢字\x1b[0m"
	e.settings.Simulated = "漢字\U0001F680"
	return e
}

// hostilelyWatched is that flock where somebody else works on the store, under a
// name that breaks screens.
func hostilelyWatched() *fakeEngine {
	e := hostileFlock()
	e.settings.Watching = Watching{On: true, By: "\x1b[2J漢字\u202e\n" + e.flock.Nodes[4].Name}
	return e
}

// at is a screen that is drawn without a program around it.
func at(t failer, e *fakeEngine, look theme.Theme, w, h int, keys ...string) *model {
	t.Helper()
	return sitting(e, Options{Clock: func() time.Time { return frozen }}, look, w, h, keys...)
}

func TestEveryViewFitsEveryTerminal(t *testing.T) {
	scenes := []func() *fakeEngine{busyFlock, idleFlock, emptyFlock, silentFlock, forcedFlock, hostileFlock, faultyFlock, func() *fakeEngine { return manyNodes(50) }, longHistory, failingFlock, func() *fakeEngine { return longQueue(60) }, watchedFlock, hostilelyWatched, withRecorded}
	overlays := [][]string{
		nil,
		{"f"},
		{"r"},
		{"r", "7"},
		{"r", "c", "right"},
		{"r", "w", " ", "j", "j", " "},
		{"r", "w", "G", " ", "w", "c"},
		{"r", "w", "a", "8", "enter"},
		{"r", "w", "a", "x", "enter"},
		{"h"},
		{"h", "/", "d", "o"},
		{"h", "/", "x", "enter", "esc"},
		{"h", "G", "enter"},
		{"h", "enter", "enter", "j"},
		{"n"},
		{"?"},
		{"i", "G", "k"},
		{"?", "i", "G"},
		{"r", "?"},
		{"n", "?", "j"},
		{"5", "k", "enter", "["},
		{"a"},
		{"a", "x"},
		{"m"},
		{"d"},
		{"b"},
		{"b", "/"},
		{"b", "tab"},
		{"x"},
		{"q"},
		{"z"},
		{"tab", "z"},
		{"tab", "z", "G", "k"},
		{"tab", "tab", "enter"},
		{"tab", "tab", "z"},
		{"tab", "tab", "tab", "k", "k"},
		{"j", "j", "n", "j", "G"},
		{":"},
		{":", "f", "o", "tab"},
		{":", "漢", "\x1b"},
		{"5", "/", "漢", "x"},
		{"5", "l", "l"},
		{"T", "T"},
		{"M"},
		{"r", "z"},
		{"h", "z"},
		{"n", "z", "G"},
		{"F", "z", "j"},
		{"n", "]", "tab", "tab"},
		{"n", "w", "j"},
		{"n", "U", "enter"},
		{"w"},
		{">", ">", "S"},
		{"<", "G", "z"},
		{"/", "c", "p", "u", "enter", "n"},
		{"/", "#", "#"},
		{"F"},
		{"F", "enter", "G", "/", "x"},
		{"F", "/", "2"},
		{"F", "]", "j"},
		{"h", "enter", "F"},
		{"tab", "tab", "enter", "tab"},
		{"tab", "tab", "enter", "tab", "tab", "G"},
		{"tab", "tab", "enter", "F", "j", "j"},
		{"tab", "tab", "j", "j", "K"},
		{"tab", "tab", "G", "/", "2"},
	}
	looks := []theme.Theme{theme.Plain(false), theme.Plain(true)}
	for _, name := range theme.Names() {
		look, err := theme.New(theme.Settings{Name: name, Profile: termenv.TrueColor})
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, look)
	}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 220).Draw(t, "w"), rapid.IntRange(1, 70).Draw(t, "h")
		keys := rapid.SampledFrom(overlays).Draw(t, "keys")
		if len(keys) > 0 && (keys[0] == "q" || keys[0] == "x" || keys[0] == "d") && rapid.Bool().Draw(t, "large first") {
			w, h = 80, 24
		}
		m := at(t, rapid.SampledFrom(scenes).Draw(t, "scene")(), rapid.SampledFrom(looks).Draw(t, "look"), w, h, keys...)
		checkFrame(t, m.View(), w, h)
		// A terminal that is resized while a dialogue is open.
		w, h = rapid.IntRange(1, 220).Draw(t, "w2"), rapid.IntRange(1, 70).Draw(t, "h2")
		m.Update(tea.WindowSizeMsg{Width: w, Height: h})
		checkFrame(t, m.View(), w, h)
	})
}

func TestASCIIMeansASCII(t *testing.T) {
	m := at(t, hostileFlock(), theme.Plain(true), 120, 36)
	m.ascii = true
	for _, keys := range []string{"", "f", "esc", "n", "esc", "h", "enter", "esc", "esc", "r", "c", "w", " "} {
		if keys != "" {
			m.take(keyMsg(keys))
		}
		for _, r := range m.View() {
			if r > '~' {
				t.Fatalf("%q is on the screen after %q", r, keys)
			}
		}
	}
}

func TestATerminalTooSmallSaysHowLargeItMustBe(t *testing.T) {
	onScreen(t, 59, 24, busyFlock, func(s *screen) {
		s.shows("needs 60 x 15 cells; this terminal has 59 x 24")
		s.send(tea.WindowSizeMsg{Width: 60, Height: 15})
		s.shows("gpu-box", "handbook/")
		s.send(tea.WindowSizeMsg{Width: 3, Height: 1})
	})
}
