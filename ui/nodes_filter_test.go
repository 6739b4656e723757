package ui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flocktop/cluster"
	"flocktop/internal/prefs"
)

func TestNodesAreFilteredByAllThatIsKnownOfThem(t *testing.T) {
	share := 0.4
	n := cluster.Node{
		ID: "http://10.0.0.7:11434", Name: "Größe-Box", State: cluster.NoModel, Note: "ollama pull bge-m3 there", GPUShare: &share,
		Models: []cluster.Model{{Name: "Qwen3:8b"}},
	}
	for filter, want := range map[string]bool{
		"":                    true,
		"GRÖSSE":              false,
		"größe":               true,
		"box":                 true,
		"10.0.0.7":            true,
		"http://10":           true, // no key
		"gpu":                 true,
		"cpu":                 false,
		"!cpu":                true,
		"!":                   true,
		"qwen3:8b":            true,
		"model:qwen !offline": true,
		"pull bge":            true,
		"note:qwen":           false,
		"!note:qwen":          true,
		"state:no":            true,
		"name:model":          false,
		"on:gpu box":          true,
		"box elsewhere":       false,
		"state:":              true, // being typed
	} {
		if got := newNodeFilter(filter).passes(&n); got != want {
			t.Errorf("%q lets it pass: %v, want %v", filter, got, want)
		}
	}
}

func TestHoldsLooksAtCapitalsToo(t *testing.T) {
	letters := rapid.StringOf(rapid.RuneFrom([]rune("aAbB-é")))
	rapid.Check(t, func(t *rapid.T) {
		text, word := letters.Draw(t, "text"), letters.Draw(t, "word")
		f := newNodeFilter(word)
		if len(f.words) == 0 {
			return
		}
		if got, want := holds(text, f.words[0].text), matcher(word)(text); got != want {
			t.Fatalf("holds(%q, %q) = %v, want %v", text, word, got, want)
		}
	})
}

func TestFilterNodesInPlace(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("j", "j", "/")
		s.shows("!word must not; state:busy, on:gpu")
		s.write("on:cpu !nas")
		s.shows("1 of 5 shown, /on:cpu !nas", "> laptop", "4/5 nodes")
		s.hides("attic       ●", "next try in 2s        90")
		s.press("enter", "d")
		s.shows("Remove laptop")
		s.press("esc", "/")
		s.write(" nobody")
		s.shows("no node matches /on:cpu !nas nobody", "esc shows all 5 again")
		s.press("enter", "n")
		s.shows("node is not possible now: the filter /on:cpu !nas nobody shows no node")
		s.press("esc")
		s.shows("4 of 5 fit for work", "> laptop") // as it was
	})
}

func TestTheSelectionComesBackUnlessItWasMoved(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press("j", "j", "/")
		s.write("gpu-box")
		s.shows("> gpu-box")
		s.press("esc") // as before
		s.shows("> laptop")
		s.press("/")
		s.write("a")
		s.press("enter", "g", "esc")
		s.shows("> gpu-box", "laptop")
	})
}

func TestAListIsKeptAndRecalled(t *testing.T) {
	onScreen(t, 120, 36, busyFlock, func(s *screen) {
		s.press(">", ">", ">", "S", "/")
		s.write("!shed")
		s.press("enter")
		var kept prefs.Prefs
		s.model.nodes.keep(&kept)
		if want := (prefs.Prefs{Sort: "health", Reverse: true, Filter: "!shed"}); kept != want {
			t.Errorf("%+v is kept, want %+v", kept, want)
		}
		other := &nodesPane{}
		other.recall(kept)
		other.sync(&s.model.data)
		if got := other.listing.shown; len(got) != 4 || got[0] == 0 { // without shed, and the healthiest last
			t.Errorf("recalled, the list is %v", got)
		}
		other.recall(prefs.Prefs{Sort: "of another version"})
		if other.listing.by.key != "health" {
			t.Error("a column that there is not is sorted by")
		}
	})
}

func TestALongFilterIsCutAndNotHidden(t *testing.T) {
	onScreen(t, 80, 24, busyFlock, func(s *screen) {
		s.press("/")
		s.write("on:cpu !" + strings.Repeat("nothing", 20))
		s.shows("2 of 5 shown, /on:cpu !nothingnothing", "…")
	})
}
