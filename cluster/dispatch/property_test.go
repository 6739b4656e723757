package dispatch

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawNode is any node that a driver may bring: measured or not, loaded or not,
// fast or slow, with priors that need not be true.
func drawNode(t *rapid.T) Node {
	n := Node{ID: "n", Loaded: rapid.Bool().Draw(t, "loaded"), Guess: rapid.SampledFrom([]float64{0, 0.001, 0.01, 1}).Draw(t, "guess")}
	if !n.Loaded {
		n.Load = time.Duration(rapid.IntRange(0, 5000).Draw(t, "load")) * time.Millisecond
	}
	if rapid.Bool().Draw(t, "measured") {
		n.Learned = Learned{
			RoundTrip:  time.Duration(rapid.IntRange(0, 100).Draw(t, "a")) * time.Millisecond,
			PerRequest: time.Duration(rapid.IntRange(0, 200).Draw(t, "h")) * time.Millisecond,
			PerUnit:    rapid.Float64Range(1e-5, 2).Draw(t, "c"),
			Variance:   rapid.Float64Range(0, 1).Draw(t, "v"),
			Texts:      rapid.Float64Range(0, 1000).Draw(t, "texts"),
		}
	}
	return n
}

// No text is lost or served twice, whatever happens in whatever order; texts
// never wait while nodes are idle; and once a node works, the run ends.
func TestNothingIsLostWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.IntRange(1, 5).Draw(t, "nodes")
		var flock []Node
		for range nodes {
			flock = append(flock, drawNode(t))
		}
		m := newModel(t, flock...)
		anyLive := func(what string) uint64 {
			if len(m.order) == 0 {
				t.Skip("nothing under way")
			}
			return rapid.SampledFrom(m.order).Draw(t, what)
		}
		anyNode := func() int { return rapid.IntRange(0, len(m.up)-1).Draw(t, "node") }
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				if m.d.closed {
					t.Skip("closed")
				}
				before := m.texts
				m.add(rapid.IntRange(1, 300).Draw(t, "n"), rapid.Float64Range(0.1, 1000).Draw(t, "work"))
				if rapid.IntRange(0, 3).Draw(t, "poisoned") == 0 {
					m.poison[rapid.Int64Range(before+1, m.texts).Draw(t, "text")] = rapid.SampledFrom([]Fault{BadTexts, Hopeless}).Draw(t, "fault")
				}
			},
			"expect": func(t *rapid.T) {
				if m.d.closed {
					t.Skip("closed")
				}
				m.d.Expect(rapid.IntRange(0, 1000).Draw(t, "n"))
			},
			"close":    func(*rapid.T) { m.d.Close() },
			"answer":   func(*rapid.T) { m.judge(anyLive("answered")) },
			"doubt":    func(*rapid.T) { m.judgeAs(anyLive("doubted"), true) },
			"accept":   func(*rapid.T) { m.verdict(true) },
			"return":   func(*rapid.T) { m.verdict(false) },
			"break":    func(*rapid.T) { m.fail(anyLive("broken"), Broken) },
			"fall":     func(*rapid.T) { m.fail(anyLive("felled"), Fell) },
			"stop":     func(*rapid.T) { m.fail(anyLive("interrupted"), Interrupted) },
			"overload": func(*rapid.T) { m.fail(anyLive("refused"), Overloaded) },
			"choke":    func(*rapid.T) { m.fail(anyLive("choked"), BadTexts) },
			"up":       func(*rapid.T) { m.setUp(anyNode(), true) },
			"down":     func(*rapid.T) { m.setUp(anyNode(), false) },
			"load":     func(t *rapid.T) { m.d.SetLoaded(anyNode(), rapid.Bool().Draw(t, "loaded")) },
			"round trip": func(t *rapid.T) {
				m.d.SetRoundTrip(anyNode(), time.Duration(rapid.IntRange(-1, 300).Draw(t, "ms"))*time.Millisecond)
			},
			"allow": func(t *rapid.T) {
				m.allow(rapid.SampledFrom([][]int{nil, {0}, {len(m.up) - 1}, {}}).Draw(t, "set"))
			},
			"join": func(t *rapid.T) {
				if len(m.up) > 6 {
					t.Skip("enough")
				}
				m.d.AddNode(drawNode(t))
				m.up, m.allowed = append(m.up, false), append(m.allowed, true)
			},
			"wait": func(t *rapid.T) { m.check(time.Duration(rapid.IntRange(1, 20_000).Draw(t, "ms")) * time.Millisecond) },
			"":     func(*rapid.T) { m.send() },
		})
		// now the world calms down, but for some nodes that never answer again
		m.allow(nil)
		var dead []int
		for i := range m.up {
			if i > 0 && rapid.Bool().Draw(t, "dead") {
				dead = append(dead, i)
			}
			m.setUp(i, true)
		}
		m.d.Close()
		m.finish(dead...)
	})
}

// Whatever the nodes' speeds, priors and round trips, a run served by honest
// nodes ends, and every text is answered once.
func TestHonestNodesEndEveryRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var flock []Node
		for range rapid.IntRange(1, 20).Draw(t, "nodes") {
			flock = append(flock, drawNode(t))
		}
		m := newModel(t, flock...).allUp()
		for range rapid.IntRange(0, 5).Draw(t, "rounds") {
			m.add(rapid.IntRange(0, 400).Draw(t, "n"), rapid.Float64Range(1, 500).Draw(t, "work"))
			m.send()
		}
		m.d.Close()
		m.finish()
		for id := int64(1); id <= m.texts; id++ {
			if m.finished[id] != "done" {
				t.Fatalf("text %d is %q", id, m.finished[id])
			}
		}
	})
}
