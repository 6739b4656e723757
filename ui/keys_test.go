package ui

import (
	"errors"
	"strings"
	"testing"

	"flocktop/cluster"
	"flocktop/internal/job"
	"flocktop/ui/internal/layout"
)

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
	onScreen(t, 120, 36, visitor(busyFlock), func(s *screen) { // with a store that the user has named
		s.change(func(e *fakeEngine) { e.settings.Forgets = false })
		s.press("ctrl+c")
		s.shows("what is embedded is kept")
		s.press("q")
		s.shows("the next start offers to go on")
		s.hides("forgets")
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
		s.shows("Remove attic (http://10.9.66.91:11434)? A running job")
		s.press("esc")
		s.did("")
		s.change(func(e *fakeEngine) { e.kept = map[string]bool{"http://10.9.66.91:11434": true} })
		s.press("d")
		s.shows("Remove attic (http://10.9.66.91:11434)? It leaves the", "configuration too; a running job")
		s.press("esc")
		s.press("d", "tab", "enter")
		s.did("remove http://10.9.66.91:11434")
	})
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
