package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/adaptive"
	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

func TestForceMenuSaysTheCostForcesAndLifts(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("f")
		s.shows("Force a mode", "Cost of the 1,470 texts that are left", "> ● Auto", "Sequential", "+3.0s", "rule: dominant_node")
		s.press("j", "enter")
		s.did("force sequential")
		s.shows("FORCED SEQUENTIAL", "sequential is forced")
		s.hides("Force a mode")
		s.wait(2 * flashFor)
		s.shows("FORCED SEQUENTIAL") // until it is lifted
		s.press("f")
		s.shows("> ● Sequential")
		s.press("k", "enter")
		s.did("force none")
		s.hides("FORCED")
	})
}

// A mode that would be quicker says by how much, as a slower one does.
func TestForceMenuSaysWhatWouldBeSaved(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := busyFlock()
		e.settings.Policy = adaptive.Rules
		return e
	}, func(s *screen) {
		s.press("f")
		s.shows("Auto        now sequential         17.9s  ", "14.9s    -3.0s")
	})
	for want, c := range map[string][2]time.Duration{
		"+1.0s": {11 * time.Second, 10 * time.Second}, "-1.0s": {9 * time.Second, 10 * time.Second},
		"": {10 * time.Second, 10 * time.Second},
	} {
		if got := more(c[0], c[1]); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
	if got := more(0, time.Second) + more(time.Second, 0); got != "" {
		t.Errorf("of what is not known it says %q", got)
	}
}

// twoFast makes two of the nodes about as fast as each other, and worth it alone to
// the rule; with the others it is a little faster.
func twoFast(nodes []cluster.Node) []cluster.Node {
	out := slices.Clone(nodes)
	out[1].Learned.PerText = out[0].Learned.PerText * 5 / 4
	return out
}

// The hybrid that f forces and the one that auto takes may be of other nodes.
func TestForceMenuTellsTwoHybridsApart(t *testing.T) {
	onScreen(t, 100, 30, busyFlock, func(s *screen) {
		s.press("f")
		s.hides("two hybrids")
		s.change(func(e *fakeEngine) { e.settings.Thresholds.HybridNodes = 2 })
		s.wait(2 * time.Second)
		s.shows("two hybrids: forced it is always the 2 fastest; auto's, in the decision, is of 3")
		s.press("esc")
		s.change(func(e *fakeEngine) {
			e.settings.Thresholds.HybridNodes, e.settings.Thresholds.MinSaving = 3, 0.001
			e.flock.Nodes = twoFast(e.flock.Nodes)
		})
		s.press("f")
		s.shows("two hybrids: forced it is always the 3 fastest; the rule's, in the decision, is of 2")
	})
}

func TestForceMenuWithoutABatchSpeaksOfAHundredTexts(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("f")
		s.shows("Cost of a batch of 100 texts")
	})
}

func TestPolicyAndPauseAreSwitched(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("P")
		s.did("policy rules")
		s.shows("policy rules")
		s.press("P")
		s.did("policy auto")
		s.press("p")
		s.did("pause true")
		s.shows("PAUSED")
		s.press("p")
		s.did("pause false")
		s.hides("PAUSED")
	})
}

func TestQuitAsksOnlyWhileAJobRuns(t *testing.T) {
	onScreen(t, 80, 24, idleFlock, func(s *screen) {
		s.press("q")
		if !s.quit {
			t.Error("q does not quit while nothing runs")
		}
	})
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("q")
		s.shows("handbook/ is running", "> Stay")
		s.press("enter") // the harmless answer is selected
		s.hides("> Stay")
		if s.quit {
			t.Fatal("the harmless answer quits")
		}
		s.press("q", "tab", "enter")
		if !s.quit {
			t.Error("the chosen answer does not quit")
		}
	})
}

func TestCtrlCExplainsOnceAndEndsTwice(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("f", "ctrl+c")
		s.shows("ctrl+c once more ends")
		s.press("j", "ctrl+c") // another key in between: begin again
		if s.quit {
			t.Fatal("a single ctrl+c ends")
		}
		s.wait(2 * flashFor)
		s.press("ctrl+c")
		if s.quit {
			t.Fatal("ctrl+c ends although the explanation is long gone")
		}
		s.press("ctrl+c")
		if !s.quit {
			t.Error("ctrl+c twice does not end")
		}
	})
}

func TestADisabledKeySaysWhy(t *testing.T) {
	onScreen(t, 120, 70, idleFlock, func(s *screen) {
		s.press("x")
		s.shows("cancel is not possible now: no job is running or queued")
		s.wait(2 * flashFor)
		s.hides("not possible")
		s.press("?")
		s.shows("not now: no job is running or queued")
	})
	onScreen(t, 120, 36, emptyFlock, func(s *screen) {
		s.press("b")
		s.shows("batch is not possible now: no model is chosen")
	})
}

// A demo promises nothing that it does not keep.
func TestTheDemoPromisesNothing(t *testing.T) {
	onScreen(t, 120, 36, visitor(busyFlock), func(s *screen) {
		s.change(func(e *fakeEngine) { e.settings.Simulated = "mixed" })
		s.press("ctrl+c")
		s.shows("the demo forgets everything at its end")
		s.hides("is kept")
		s.press("a")
		s.shows("A host alone is enough")
		s.hides("configuration")
		s.press("esc", "d")
		s.shows("A running job")
		s.hides("configuration")
	})
}

func TestCancelAsksAndMeansTheRightJob(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("x")
		s.shows("Cancel handbook/?", "> Let it run")
		s.press("y")
		s.did("cancel 2")
		s.press("tab", "tab", "j", "x") // the queued job, selected in Jobs
		s.shows("Take notes/, todo.md out of the queue?")
		s.press("y")
		s.did("cancel 3")
		s.press("j", "x") // one that is over cannot be cancelled
		s.shows("cancel is not possible now: paper/ is over")
	})
}

func TestRemoveANodeAsks(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("j", "d")
		s.shows("Remove attic (http://10.9.66.91:11434)?")
		s.press("esc")
		s.did("")
		s.press("d", "tab", "enter")
		s.did("remove http://10.9.66.91:11434")
	})
}

func TestAddANodeStaysUntilItIsTaken(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("a", "enter")
		s.shows("type the node's address")
		s.write("ftp://x")
		s.press("enter")
		s.shows(`"ftp://x" is no address of a server`)
		for range "ftp://x" {
			s.press("backspace")
		}
		s.write("10.0.0.9")
		s.engine.Fail = errRefused
		s.press("enter")
		s.did(`add "10.0.0.9" "http://10.0.0.9:11434"`)
		s.shows("answers with an HTML page") // in the dialogue, which is still open
		s.engine.Fail = nil
		s.press("tab")
		s.write("attic")
		s.press("enter")
		s.shows("there is a node by the name attic already")
		s.write("-2")
		s.press("enter")
		s.did(`add "attic-2" "http://10.0.0.9:11434"`)
		s.hides("Add a node")
		s.shows("attic-2 is added and watched")
	})
}

func TestServersOfOneHostHaveTheirPortsForNames(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.flock.Nodes[0].Name = "127.0.0.1" })
		s.press("a")
		s.write("127.0.0.1:11620")
		s.press("enter")
		s.did(`add "127.0.0.1:11620" "http://127.0.0.1:11620"`)
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) { e.flock.Nodes[0].Name = "127.0.0.1" })
		s.press("a")
		s.write("127.0.0.1:99999") // what is wrong with the address is said first
		s.press("enter")
		s.shows("99999 is no port", "> address")
		s.did("")
	})
	if _, _, err := parseAddress(strings.Repeat("x", 3000)); err == nil {
		t.Error("a host of 3,000 letters is taken")
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"gpu-box":                   "http://gpu-box:11434",
		" http://gpu-box ":          "http://gpu-box:11434",
		"gpu-box:8080/":             "http://gpu-box:8080",
		"https://ollama.example":    "https://ollama.example",
		"https://ollama.example/a/": "https://ollama.example/a",
		"https://ollama.example/@a": "https://ollama.example/@a",
		"https://u:hunter2@host/":   "",
		"u:hunter2@host":            "",
		"u:hunter2/@host":           "",
		"u:hun%ter2@host":           "",
		"[::1]":                     "http://[::1]:11434",
		"host:99999":                "",
		"host:11620/api/tags":       "http://host:11620",
		"https://h/ollama/api":      "https://h/ollama",
		"https://h/apis":            "https://h/apis",
		"h:11434/v1":                "http://h:11434",
		"https://h/ollama/v1/":      "https://h/ollama",
		"https://h/v1/ollama":       "https://h/v1/ollama",
		"":                          "",
		"http://":                   "",
		"ssh://host":                "",
		"htp:/127.0.0.1:11434":      "",
		"http://a b":                "",
	} {
		got, _, err := parseAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("parseAddress(%q) = %q, %v, want %q", in, got, err, want)
		}
		if err != nil && strings.Contains(in, "@") && (strings.Contains(err.Error(), "hun") || !strings.Contains(err.Error(), "bearer")) {
			t.Errorf("parseAddress(%q) says %v", in, err)
		}
	}
}

func TestChooseAModel(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("m")
		s.shows("> ● nomic-embed-text ", "4 of 5 nodes")
		s.press("k")
		s.shows("another digest on attic")
		s.press("enter")
		s.did("model bge-m3:latest")
		s.engine.Fail = errors.New("a job runs: choose another model when the queue is empty")
		s.press("m", "enter")
		s.shows("a job runs: choose another model")
	})
}

func TestReportTakesASizeOfOnesOwn(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("r")
		s.shows("Speed ratio 39.7x", "gpu-box", "82.6 texts/s", "Batch size: 10 texts")
		s.write("0")
		s.write("1234")
		s.shows("1234")
		s.press("enter")
		s.shows("Batch size: 1,234 texts")
		s.press("backspace")
		s.hides("1,234")
		s.press("backspace") // the sizes that everybody has stay
		s.press("esc", "r")
		s.shows("500  parallel")
		s.write("9")
		s.press("esc") // steps back from typing first
		s.shows("Adaptive parallelism report")
		s.press("esc")
		s.hides("Adaptive parallelism report")
	})
}

func TestTabGoesThroughThePanesThatAreShown(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) { // without room for the graph
		var seen []layout.Pane
		for range 5 {
			seen = append(seen, s.model.focus)
			s.press("tab")
		}
		want := []layout.Pane{layout.Nodes, layout.Decision, layout.Jobs, layout.Log, layout.Nodes}
		for i := range want {
			if seen[i] != want[i] {
				t.Fatalf("tab goes through %v, want %v", seen, want)
			}
		}
		s.press("esc")
		if s.model.focus != layout.Nodes {
			t.Error("esc does not lead home")
		}
	})
}

func TestZoomShowsOnePane(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("tab", "tab", "z")
		s.shows("handbook/", "12.1 ms")
		s.hides("Decision", "gpu-box    ●")
		s.press("tab")
		s.shows("Throughput") // which has no room beside the others
		s.press("tab")
		s.shows("store opened")
		s.press("esc")
		s.shows("Decision")
	})
}

func TestDetailsAreOfWhatIsSelected(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("j", "j", "enter")
		s.shows("laptop", "EOF from the runner", "GPU declared")
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("tab", "tab", "enter")
		s.shows("job 1", "Failures", "longer than the context of 2048 tokens")
	})
}

func TestTheSelectionFollowsItsNode(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("j", "j")
		s.shows("> laptop")
		s.change(func(e *fakeEngine) { e.flock.Nodes = e.flock.Nodes[1:] })
		s.shows("> laptop")
		s.change(func(e *fakeEngine) { e.flock.Nodes = e.flock.Nodes[2:] })
		s.hides("> laptop")
		s.shows("> shed") // the one nearest to its place is selected instead
	})
}

func TestTheEmptyScreenOffersAWayOn(t *testing.T) {
	onScreen(t, 80, 24, silentFlock, func(s *screen) {
		s.shows("No node answers", "localhost", "connection refused", "try again", "demo", "Install Ollama")
		s.press("t")
		s.did("retry")
		s.press("a")
		s.shows("Add a node")
		s.press("esc", "D")
		if !s.quit || !s.model.exit.Demo {
			t.Error("D does not ask for the demo")
		}
	})
}

func TestTheDemoIsNotOfferedInsideItself(t *testing.T) {
	onScreen(t, 80, 24, forcedFlock, func(s *screen) {
		s.shows("SIMULATED")
		s.press("D")
		s.shows("demo is not possible now: this is the demo")
	})
}

func TestWithoutAModelTheScreenSaysWhatToPull(t *testing.T) {
	noModel := func() *fakeEngine {
		e := idleFlock()
		for i := range e.flock.Nodes[:4] {
			e.flock.Nodes[i].State = 7 // no model
			e.flock.Nodes[i].Models = e.flock.Nodes[i].Models[1:]
		}
		return e
	}
	onScreen(t, 120, 36, noModel, func(s *screen) {
		s.shows("No node has the model nomic-embed-text", "ollama pull nomic-embed-text", "qwen3:8b")
	})
}

func TestAWaitingJobSaysWhy(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.change(func(e *fakeEngine) {
			jobs := append([]job.Status(nil), e.jobs...)
			jobs[1].State, jobs[1].Why = job.Waiting, "no node is ready: 5 offline; goes on when one returns"
			e.jobs = jobs
		})
		s.shows("waiting", "goes on when one returns")
		s.change(func(e *fakeEngine) {
			nodes := append([]cluster.Node(nil), e.flock.Nodes...)
			for i := range nodes {
				nodes[i].State = cluster.Offline
			}
			e.flock.Nodes = nodes
		})
		s.shows("nothing is to be decided")
		s.hides("predicted_faster", "even split") // of nodes that are gone
	})
}

func TestHelpListsEveryAction(t *testing.T) {
	onScreen(t, 120, 70, busyFlock, func(s *screen) {
		s.press("?")
		for i := range s.model.actions {
			if a := &s.model.actions[i]; a.long != "" {
				s.shows(a.long)
			}
		}
	})
}

// A key, or the word of what has none, never runs into what it does.
func TestHelpKeepsKeysApart(t *testing.T) {
	for _, size := range [][2]int{{60, 15}, {80, 24}, {160, 50}} {
		onScreen(t, size[0], size[1], busyFlock, func(s *screen) {
			s.press("?")
			for range 200 {
				if strings.Contains(s.view(), ":cancel all ") {
					return
				}
				s.press("j")
			}
			s.shows(":cancel all ")
		})
	}
}

func TestHelpInTheLogSaysHowToReadIt(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("5", "?")
		s.shows("select an older or a newer entry", "back to the newest entry", "in an entry that is open")
		s.press("esc", "1", "?")
		s.hides("back to the newest entry")
	})
}

// Two actions on one key would hide each other: one of a pane may stand before
// one that is everywhere, and nothing else.
func TestNoKeyIsTakenTwice(t *testing.T) {
	taken := map[string]string{"ctrl+c": "interrupt", "ctrl+z": "suspend"}
	claim := func(where, what string, keys []string) {
		for _, k := range keys {
			for _, k := range []string{k, where + k} {
				if other, ok := taken[k]; ok {
					t.Errorf("%s means %s and %s", k, other, what)
				}
			}
			taken[where+k] = what
		}
	}
	for _, m := range motions {
		claim("", m.binding.Help().Desc, m.binding.Keys())
	}
	for _, a := range allActions() {
		if len(a.in) == 0 {
			claim("", a.word(), a.key.Keys())
		}
		for _, pane := range a.in {
			claim(paneNames[pane]+" ", a.word(), a.key.Keys())
		}
	}
}

// The palette tells actions apart by their names.
func TestNoNameIsTakenTwice(t *testing.T) {
	taken := map[string]bool{}
	for _, a := range allActions() {
		for _, name := range append([]string{a.word()}, a.aliases...) {
			if name == "" || taken[name] {
				t.Errorf("the name %q is taken", name)
			}
			taken[name] = true
		}
	}
}

func TestForcedModesAreExplainedByTheirVerdict(t *testing.T) {
	onScreen(t, 120, 36, func() *fakeEngine {
		e := forcedFlock()
		e.settings.Forced = adaptive.Parallel
		return e
	}, func(s *screen) {
		s.shows("FORCED PARALLEL", "auto would choose hybrid")
	})
}

func TestAFailureIsShownAndForgotten(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.engine.Fail = errors.New("remove the node: the configuration cannot be written")
		s.press("d", "y")
		s.shows("the configuration cannot be written")
		s.wait(2 * flashFor)
		s.hides("cannot be written")
		if !strings.Contains(s.view(), "q quit") {
			t.Error("the keys do not come back")
		}
	})
}

func TestAPageIsZoomedToo(t *testing.T) {
	onScreen(t, 200, 60, idleFlock, func(s *screen) {
		for _, page := range []string{"r", "h", "n", "F"} {
			s.press(page)
			before := s.model.overlayAt
			s.press("z")
			if at, body := s.model.overlayAt, s.model.screen.Body; at.W != body.W || at.H != body.H {
				t.Errorf("%s takes %v of %v", page, at, body)
			}
			s.press("z")
			if s.model.overlayAt != before {
				t.Errorf("%s stays at %v, it was at %v", page, s.model.overlayAt, before)
			}
			s.press("z", "esc", page)
			if s.model.overlayAt != before {
				t.Errorf("%s opens at %v, it was at %v", page, s.model.overlayAt, before)
			}
			s.press("esc")
		}
	})
	onScreen(t, 120, 36, idleFlock, func(s *screen) { // where letters are typed a z is one
		s.press(":", "z")
		s.shows(":z")
		s.press("esc", "h", "/", "y", "z")
		s.shows("/yz")
	})
}
