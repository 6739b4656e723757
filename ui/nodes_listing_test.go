package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flocktop/cluster"
)

// taking are nodes that take so many milliseconds a text; 0 is not known.
func taking(averages ...int) []cluster.Node {
	out := make([]cluster.Node, len(averages))
	for i, ms := range averages {
		id := string(rune('a' + i))
		out[i] = cluster.Node{ID: id, Name: id, State: cluster.Ready, Average: time.Duration(ms) * time.Millisecond}
	}
	return out
}

// ids is the list as it is shown.
func (l *listing) ids() string {
	out := ""
	for _, i := range l.shown {
		out += l.rows[i].id
	}
	return out
}

func TestTheListIsSortedAndUnknownComesLast(t *testing.T) {
	nodes := taking(30, 0, 10, 20, 10)
	var l listing
	for _, c := range []struct {
		by   order
		want string
	}{
		{order{}, "abcde"},
		{order{key: "avg"}, "cedab"}, // the fastest first, equals in configured order
		{order{key: "avg", reverse: true}, "adceb"},
		{order{key: nameKey, reverse: true}, "edcba"},
	} {
		l.order(c.by)
		l.update(nodes, frozen)
		if got := l.ids(); got != c.want {
			t.Errorf("by %+v: %s, want %s", c.by, got, c.want)
		}
	}
}

func TestTheListKeepsStill(t *testing.T) {
	now := frozen
	var l listing
	l.order(order{key: "avg"})
	l.update(taking(100, 105, 200), now)
	expect := func(want, when string) {
		t.Helper()
		if got := l.ids(); got != want {
			t.Fatalf("%s: %s, want %s", when, got, want)
		}
	}
	pass := func(d time.Duration, nodes []cluster.Node) {
		for end := now.Add(d); now.Before(end); {
			now = now.Add(time.Second / 4)
			l.update(nodes, now)
		}
	}
	expect("abc", "at the beginning")
	pass(time.Minute, taking(107, 100, 200))
	expect("abc", "after two that are about as fast have changed places")
	pass(time.Second, taking(100, 105, 1))
	expect("abc", "after a single fast second")
	pass(30*time.Second, taking(100, 105, 200))
	expect("abc", "when that is over")

	l.touch(now)
	pass(stillFor-time.Second/2, taking(100, 105, 10))
	expect("abc", "while somebody goes through the list")
	pass(placeEvery+time.Second, taking(100, 105, 10))
	expect("cab", "some seconds after that")

	before := now
	pass(time.Second/4, taking(10, 500, 500))
	l.order(order{key: "avg", reverse: true})
	l.update(taking(10, 500, 500), now)
	expect("bca", "at once where somebody asks")
	if now.Sub(before) > placeEvery {
		t.Fatal("this has waited for the next time")
	}
}

// Pings of some milliseconds are told apart.
func TestShortPingsAreSorted(t *testing.T) {
	now := frozen
	pings := func(ms ...int) []cluster.Node {
		nodes := taking(make([]int, len(ms))...)
		for i := range nodes {
			nodes[i].Ping = time.Duration(ms[i]) * time.Millisecond
		}
		return nodes
	}
	var l listing
	l.order(order{key: "ping"})
	l.update(pings(6, 5, 9), now)
	for range 60 {
		now = now.Add(time.Second / 2)
		l.update(pings(3, 5, 9), now)
	}
	if got := l.ids(); got != "abc" {
		t.Errorf("3, 5 and 9 ms stand as %s", got)
	}
}

func TestANodeThatComesOrGoesMovesNoOther(t *testing.T) {
	var l listing
	l.order(order{key: "avg"})
	l.update(taking(30, 10, 20), frozen)
	nodes := taking(1, 10, 20, 15) // a has become fast, d is new
	l.update(nodes, frozen.Add(time.Second))
	if got := l.ids(); got != "bdca" {
		t.Errorf("with a new node: %s, want bdca", got)
	}
	l.update(nodes[1:], frozen.Add(2*time.Second))
	if got := l.ids(); got != "bdc" {
		t.Errorf("with one gone: %s, want bdc", got)
	}
}

func TestAFilteredListDoesNotFlicker(t *testing.T) {
	now := frozen
	var l listing
	nodes := taking(10, 20, 30)
	nodes[0].State, nodes[1].State = cluster.Busy, cluster.Busy
	l.narrow("state:busy")
	l.update(nodes, now)
	for range 10 { // for two seconds and a half
		now = now.Add(time.Second / 4)
		nodes[0].State = cluster.Busy + cluster.Ready - nodes[0].State
		l.update(nodes, now)
		if got := l.ids(); got != "ab" {
			t.Fatalf("%s is shown, want ab", got)
		}
	}
	nodes[0].State = cluster.Offline
	l.update(nodes, now.Add(placeEvery))
	if got := l.ids(); got != "b" {
		t.Errorf("%s is shown in the end, want b", got)
	}
}

// Whatever the nodes do, each of them is in the list once, and the selected one
// stays selected for as long as it is there.
func TestTheOrderIsAlwaysAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &nodesPane{}
		d := &data{}
		d.flock.At = frozen
		figure := rapid.IntRange(-1, 4)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			var nodes []cluster.Node
			for i := range rapid.IntRange(1, 9).Draw(t, "nodes") {
				if rapid.IntRange(0, 9).Draw(t, "gone") == 0 {
					continue
				}
				n := cluster.Node{ID: fmt.Sprint(i), Name: string(rune('a' + figure.Draw(t, "name") + 1))}
				n.State = cluster.State(rapid.IntRange(0, int(cluster.Drifting)).Draw(t, "state"))
				n.Average = time.Duration(figure.Draw(t, "average")) * time.Millisecond
				n.Ping = time.Duration(figure.Draw(t, "ping")) * time.Second
				n.ErrorRate = float64(figure.Draw(t, "errors")) / 4
				n.Requests = int64(figure.Draw(t, "requests"))
				nodes = append(nodes, n)
			}
			d.flock.Nodes = nodes
			d.flock.At = d.flock.At.Add(time.Duration(rapid.IntRange(-1000, 6000).Draw(t, "ms")) * time.Millisecond)
			before := p.selected
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				p.listing.order(order{rapid.SampledFrom(append(sortKeys()[1:], "")).Draw(t, "key"), rapid.Bool().Draw(t, "reverse")})
			case 1:
				p.move(d, motion(rapid.IntRange(int(stay), int(bottom)).Draw(t, "motion")))
				before = p.selected
			}
			now := p.current(d)
			got := slices.Clone(p.listing.shown)
			slices.Sort(got)
			for i := range nodes {
				if len(got) != len(nodes) || got[i] != i {
					t.Fatalf("%v is no order of %d nodes", p.listing.shown, len(nodes))
				}
			}
			if _, there := d.flock.Find(before); there && now.ID != before {
				t.Fatalf("%q is selected, and it was %q", now.ID, before)
			}
		}
	})
}
