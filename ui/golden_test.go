package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
	"flocktop/internal/job"
)

var updateGolden = flag.Bool("update", false, "write the golden views anew")

// golden compares a view with the one of that name in the folder.
func golden(t *testing.T, folder, name, view string) {
	t.Helper()
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ") // editors do that too
	}
	view = strings.Join(lines, "\n") + "\n"
	file := filepath.Join(folder, name+".golden")
	if *updateGolden {
		if err := os.WriteFile(file, []byte(view), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if view != string(want) {
		t.Errorf("%s differs (look at it, then run the test with -update):\n%s\nwant:\n%s", name, view, want)
	}
}

// views are what the golden files show, at each of six sizes.
var views = []struct {
	name   string
	engine func() *fakeEngine
	keys   []string
}{
	{"busy", busyFlock, nil},
	{"idle", idleFlock, nil},
	{"decision", busyFlock, []string{"tab", "z"}},
	{"empty", emptyFlock, nil},
	{"silent", silentFlock, nil},
	{"force", busyFlock, []string{"f"}},
	{"report", idleFlock, []string{"r", "j", "j", "j"}},
	{"columns", idleFlock, []string{"r", "j", "c"}},
	{"whatif", idleFlock, []string{"r", "w", "j", "j", " ", "a", "g", "p", "u", "enter"}},
	{"imagined", idleFlock, []string{"r", "j", "j", "w", "j", "j", " ", "a", "g", "p", "u", "enter", "w"}},
	{"history", longHistory, []string{"h", "j"}},
	{"nohistory", noHistory, []string{"h"}},
	{"past", idleFlock, []string{"h", "enter"}},
	{"node", busyFlock, []string{"n"}},
	{"node-faults", faultyFlock, []string{"j", "j", "n"}},
	{"node-graphs", faultyFlock, []string{"n", "G"}},
	{"node-models", idleFlock, []string{"n", "w"}},
	{"sorted", func() *fakeEngine { return manyNodes(60) }, []string{">", ">", ">", "j", "j"}},
	{"filtered", func() *fakeEngine { return manyNodes(100) }, []string{"/", "!", "o", "n", ":", "g", "p", "u", "enter", "j"}},
	{"filtered-out", busyFlock, []string{"/", "n", "o", "p", "e", "enter"}},
	{"job", idleFlock, []string{"tab", "tab", "enter"}},
	{"models", idleFlock, []string{"m"}},
	{"help", idleFlock, []string{"?"}},
	{"help-report", idleFlock, []string{"r", "?"}},
	{"meanings", idleFlock, []string{"i"}},
	{"add", idleFlock, []string{"a"}},
	{"cancel", busyFlock, []string{"x"}},
	{"forced", forcedFlock, nil},
	{"watching", watchedFlock, nil},
	{"recorded", withRecorded, []string{"h", "j", "enter", "enter"}},
	{"job-running", busyFlock, []string{"tab", "tab", "enter"}},
	{"job-documents", failingFlock, []string{"tab", "tab", "enter", "tab"}},
	{"failures", failingFlock, []string{"F", "j"}},
	{"queue", func() *fakeEngine { return longQueue(40) }, []string{"tab", "tab", "j", "j", "j", "j", "j"}},
}

// faultyFlock has a laptop that has seen better days, and a price.
func faultyFlock() *fakeEngine {
	e := busyFlock()
	n := &e.flock.Nodes[2]
	n.Faults = []cluster.NodeFault{
		{At: frozen.Add(-2 * time.Minute), Text: "EOF from the runner", Count: 3},
		{At: frozen.Add(-9 * time.Minute), Text: "no answer within 30s: the request was taken back and given to gpu-box, which has finished it", Count: 1},
		{At: frozen.Add(-30 * time.Hour), Text: "connection refused", Count: 1204},
	}
	n.PerTextCost = 0.0000021
	n.Ping, n.ErrorRate = 720*time.Millisecond, 0.12
	return e
}

func forcedFlock() *fakeEngine {
	e := busyFlock()
	e.settings.Forced, e.settings.Simulated = 1, "mixed"
	e.jobs[1].Verdict, _ = e.Forecast(1470)
	return e
}

// usualSizes are those with room for everything that matters.
var usualSizes = [][2]int{{80, 24}, {120, 36}, {200, 60}}

var sizes = [][2]int{{60, 15}, {80, 24}, {100, 30}, {120, 36}, {160, 48}, {200, 60}}

// longHistory has batches of all kinds, of several days.
func longHistory() *fakeEngine {
	e := idleFlock()
	first := len(e.past)
	for i := range 60 {
		p := e.past[i%first]
		p.ID = job.ID(-10 - i)
		p.Title = fmt.Sprintf("volume-%02d/", i)
		p.Ended = frozen.Add(-time.Duration(60+7*i) * time.Hour)
		p.Actual += p.Actual * time.Duration(i*i%23) / 100
		p.Texts += 100 * (i * i % 17)
		e.past = append(e.past, p)
	}
	return e
}

func noHistory() *fakeEngine {
	e := emptyFlock()
	e.past = nil
	return e
}

func TestGoldenViews(t *testing.T) {
	for _, v := range views {
		for _, size := range sizes {
			name := fmt.Sprintf("%s-%dx%d", v.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				onScreen(t, size[0], size[1], v.engine, func(s *screen) {
					s.press(v.keys...)
					golden(t, "testdata", name, s.view())
				})
			})
		}
	}
}

func TestGoldenPicker(t *testing.T) {
	folder, err := filepath.Abs("testdata") // the test goes elsewhere
	if err != nil {
		t.Fatal(err)
	}
	root := tree(t, "handbook/a.md", "notes/", "guide.pdf", "todo.md", "报告.docx")
	t.Setenv("HOME", root) // the folder reads ~ wherever the test runs
	for _, size := range sizes {
		name := fmt.Sprintf("picker-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			onScreen(t, size[0], size[1], func() *fakeEngine {
				e := idleFlock()
				e.paths = []string{filepath.Join(root, "handbook")}
				return e
			}, func(s *screen) {
				s.press("b", " ", "G", " ", "k")
				golden(t, folder, name, s.view())
			})
		})
	}
}
