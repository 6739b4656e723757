package ui

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"flocktop/cluster"
)

func TestNodeDetailsShowWhatANodeDidLately(t *testing.T) {
	engine := func() *fakeEngine {
		e := busyFlock()
		gap := math.NaN()
		e.histories = map[string]cluster.History{e.flock.Nodes[0].ID: {
			Rates: []float64{0, 10, 40, 30, 20, 30}, Response: []float64{gap, 0.4, gap, 0.2, gap, gap},
			InFlight: []float64{0, 2, 3, 2, 2, 1}, VRAM: []float64{gap, gap, gap, gap, gap, gap},
		}}
		return e
	}
	onScreen(t, 140, 42, engine, func(s *screen) {
		s.press("n")
		// All that matters is seen at once: nothing is below the edge.
		s.shows("State", "Work", "Health", "Learned speed", "Models", "Throughput  texts/s", "26.0, peak 40.0",
			"Response  ms", "300, peak 400", "In flight  requests", "1, peak 3", "VRAM  GiB", "n/a")
		s.hides("more line")
		s.change(func(e *fakeEngine) {
			h := e.histories[e.flock.Nodes[0].ID]
			h.InFlight = append(h.InFlight[1:], 7)
			e.histories = map[string]cluster.History{e.flock.Nodes[0].ID: h}
		})
		s.wait(time.Second) // it is pulled with the clock
		s.shows("7, peak 7")
	})
}

// Of a node that was never asked no share failed.
func TestNodeDetailsOfANodeThatWasNeverAsked(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.change(func(e *fakeEngine) {
			e.flock.Nodes = fiveNodes(false)
			n := &e.flock.Nodes[0]
			n.Requests, n.Errors, n.ErrorRate = 0, 0, 0
		})
		s.press("n")
		s.shows("failed        " + unknown)
		s.hides("lately")
	})
}

// Where facts stand in narrow columns none is cut: it goes on below.
func TestFactsOfANodeAreWhole(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {160, 48}, {200, 60}} {
		onScreen(t, size[0], size[1], func() *fakeEngine {
			e := busyFlock()
			n := &e.flock.Nodes[0]
			n.VRAMUsed, n.VRAMTotal = new(int64(611<<20)), new(int64(24<<30))
			n.Check = cluster.MatchingSoFar
			return e
		}, func(s *screen) {
			s.press("n")
			s.shows("611 MiB of 24.0 GiB loaded", "nothing")
			for _, l := range s.lines()[1:12] {
				if strings.Contains(l, "…") {
					t.Errorf("at %v: %s", size, l)
				}
			}
		})
	}
}

func TestNodeDetailsGoFromNodeToNode(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("n", "[")
		s.shows("gpu-box ─", "1 of 5")
		s.press("]", "right")
		s.shows("laptop ─", "3 of 5", "3,147, peak")
		s.press("left")
		s.shows("attic ─", "2 of 5")
		s.press("esc")
		s.shows("> attic")
		s.press("<", "S", "n", "]") // the next in the order that is shown
		s.shows("gpu-box ─", "4 of 5")
	})
}

func TestOneFailedRequestIsOne(t *testing.T) {
	for errors, want := range map[int64]string{1: "1 request in all, ", 2: "2 requests in all, ", 1204: "1,204 requests in all, "} {
		if got := failedText(&cluster.Node{Requests: 9000, Errors: errors}); !strings.HasPrefix(got, want) {
			t.Errorf("%d failed requests are %q", errors, got)
		}
	}
}

// What a column has no room for goes on below.
func TestNothingMeasuredYetIsSaidInFull(t *testing.T) {
	for _, w := range []int{80, 100, 120, 140, 160, 200} {
		onScreen(t, w, 50, func() *fakeEngine {
			e := idleFlock()
			e.flock.Nodes = slices.Clone(e.flock.Nodes)
			e.flock.Nodes[0].Learned.PerText = 0
			return e
		}, func(s *screen) {
			s.press("n", "G")
			s.shows("nothing measured", "model")
			s.hides("measured yet for this mo…", "yet…", "this…")
		})
	}
}

func TestNodeDetailsScrollBySections(t *testing.T) {
	onScreen(t, 80, 24, faultyFlock, func(s *screen) {
		s.press("j", "j", "n")
		s.shows("tab section", "2.10 per million texts", "■ 720 ms", "■ 3 requests in all, 12.0 % lately")
		s.press("tab")
		s.hides("State")
		s.shows("Work", "Last faults, of probes too", "3 x", "EOF from the runner", "1,204 x")
		for range 4 {
			s.press("tab")
		}
		s.shows("Throughput", "VRAM")
		s.press("tab")
		s.shows("State")
	})
}

func TestWarmUpAndUnloadFromTheList(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("w")
		s.shows("warm up is not possible now: it is in memory already")
		s.press("U")
		s.did("unload nomic-embed-text:latest on http://10.9.66.90:11434")
		s.shows("nomic-embed-text is out of the memory of gpu-box")
		s.press("u")
		s.did("warm up nomic-embed-text:latest on http://10.9.66.90:11434")
		s.press("G", "w")
		s.shows("warm up is not possible now: shed does not answer")
	})
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("U")
		s.shows("unload is not possible now: gpu-box is busy with our batch")
		s.change(func(e *fakeEngine) {
			nodes := fiveNodes(false)
			nodes[1].Models = nodes[1].Models[1:]
			e.flock.Nodes = nodes
		})
		s.press("j", "w")
		s.shows("attic does not have it (on it: ollama pull nomic-embed-text)")
	})
}

func TestWarmUpAModelOfOnesChoice(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		s.press("n", "w")
		s.shows("Warm up a model", "> nomic-embed-text", "it is in memory already", "qwen3:8b")
		s.press("enter")
		s.shows("that is not possible now")
		s.did("")
		s.press("j", "enter")
		s.did("warm up qwen3:8b on http://10.9.66.90:11434")
		s.hides("Warm up a model")
		s.shows("qwen3:8b is in the memory of gpu-box")
		s.engine.Fail = errors.New("unload nomic-embed-text on gpu-box: no answer within 10s")
		s.press("U", "enter")
		s.shows("no answer within 10s", "State") // the details are still open
	})
}

func TestWhatIsUnderWayIsShown(t *testing.T) {
	onScreen(t, 120, 36, idleFlock, func(s *screen) {
		c := chore{node: s.engine.flock.Nodes[0].ID, name: "gpu-box", model: "qwen3:8b"}
		s.model.data.chores = []chore{c}
		s.model.data.chores[0].began = frozen.Add(-12 * time.Second)
		s.press("U")
		s.shows("gpu-box: loading qwen3:8b is under way", "─ ◐ gpu-box: loading qwen3:8b ─")
		s.press("n")
		s.shows("under way     loading qwen3:8b for 12s")
		s.send(choreEnded{c, ended(nil, "qwen3:8b is in the memory of gpu-box")})
		s.hides("under way")
		s.shows("qwen3:8b is in the memory of gpu-box")
	})
}

func TestANodeIsCopiedAsText(t *testing.T) {
	onScreen(t, 80, 24, faultyFlock, func(s *screen) {
		s.press("j", "j")
		line := s.model.nodes.copied(s.model.scene())
		for _, want := range []string{"laptop, http://10.9.66.92:11434, slow, health 5", "210 ms a text", "720 ms ping", "204 requests"} {
			if !strings.Contains(line, want) {
				t.Errorf("%q is not in %q", want, line)
			}
		}
		s.press("n")
		o, _ := s.model.overlay().(*nodeOverlay)
		text := o.copied(s.model.scene())
		for _, want := range []string{line, "Learned speed  nomic-embed-text", "1,204 x", "a text        c       210 ms"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
		if strings.Contains(text, "\x1b") || strings.Contains(text, " \n") {
			t.Errorf("the text is not plain:\n%s", text)
		}
	})
}
