package ui

import (
	"slices"
	"strings"
	"testing"

	"flocktop/cluster"
)

func TestAddressesAreCutWhereTheyAreAlike(t *testing.T) {
	for name, want := range map[string]string{
		"127.0.0.1:11620": "…0.1:11620", "192.168.100.23": "…68.100.23", "gpu-box": "gpu-box", "workstation-in-the-attic": "works…ttic",
	} {
		got, used := cutName(name, 10)
		if used > 10 || got != want {
			t.Errorf("%s is cut to %q (%d cells), want %q", name, got, used, want)
		}
	}
}

// What a node has to say stands in its row where there is a column for it, else below
// the list, and never in both.
// A note that has room in its row is told below the list where that row is not seen.
func TestANoteOfARowOutOfSightIsToldBelow(t *testing.T) {
	const note = "was at one request for 1.9s"
	onScreen(t, 200, 60, func() *fakeEngine {
		e := manyNodes(100)
		for i := range e.flock.Nodes {
			e.flock.Nodes[i].State, e.flock.Nodes[i].Note = cluster.Ready, ""
		}
		e.flock.Nodes[80].State, e.flock.Nodes[80].Note = cluster.Slow, note
		return e
	}, func(s *screen) {
		name := s.engine.flock.Nodes[80].Name
		s.shows("! " + name + ": " + note)
		s.press("G", "k", "k")
		s.shows(note)
		s.hides("! " + name + ": " + note)
		s.press("/")
		s.write("!" + name)
		s.shows("! " + name + ": " + note)
	})
}

func TestANoteStandsOnce(t *testing.T) {
	const short, long = "was at one request for 1.9s", "was at one request for 1.9s, where 0.51s were expected, and for 2.4s where it was 0.60s"
	for _, c := range []struct {
		w, h  int
		note  string
		below bool
	}{
		{120, 36, short, true}, {200, 50, short, false}, {200, 50, long, true}, {300, 60, long, false},
	} {
		onScreen(t, c.w, c.h, func() *fakeEngine {
			e := busyFlock()
			e.flock.Nodes = slices.Clone(e.flock.Nodes)
			for i := range e.flock.Nodes {
				e.flock.Nodes[i].Note = ""
			}
			e.flock.Nodes[0].State, e.flock.Nodes[0].Note = cluster.Slow, c.note
			return e
		}, func(s *screen) {
			n := strings.Count(s.view(), c.note)
			if below := strings.Contains(s.view(), "! gpu-box: "+c.note); n != 1 || below != c.below {
				t.Errorf("%d times at %d×%d, below: %t\n%s", n, c.w, c.h, below, s.view())
			}
		})
	}
}
