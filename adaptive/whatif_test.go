package adaptive

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhatIf(t *testing.T) {
	here := flock(100, 200, 300)
	imagined := func(id string, milliseconds int) Node {
		return Node{ID: id, PerText: time.Duration(milliseconds) * ms}
	}
	tests := map[string]struct {
		change WhatIf
		want   string
	}{
		"nothing":                       {WhatIf{}, "abc"},
		"one left out":                  {WhatIf{Without: []string{"b"}}, "ac"},
		"one that there is not":         {WhatIf{Without: []string{"x"}}, "abc"},
		"all left out":                  {WhatIf{Without: []string{"c", "a", "b"}}, ""},
		"one more":                      {WhatIf{Imagined: []Node{imagined("x", 50)}}, "abcx"},
		"another in its place":          {WhatIf{Without: []string{"b"}, Imagined: []Node{imagined("b", 50)}}, "acb"},
		"one without a speed":           {WhatIf{Imagined: []Node{{ID: "x"}, imagined("y", -1)}}, "abc"},
		"one with a time below nothing": {WhatIf{Imagined: []Node{{ID: "x", PerText: 1, RoundTrip: -1}}}, "abc"},
		"one that is there, and two of one number": {WhatIf{Imagined: []Node{imagined("a", 1), imagined("x", 1), imagined("x", 2)}}, "abcx"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(here)
			if got := strings.Join(ids(test.change.Apply(here)), ""); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if !reflect.DeepEqual(here, before) {
				t.Error("the flock itself was changed")
			}
		})
	}
}

// Of nodes whose speeds are known, a lost one never helps and one more never
// hurts. Guesses are filled in first, as the report shows them.
func TestFewerNodesAreNeverFasterAndMoreNeverSlower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := Estimate(drawFlock(t))
		n := rapid.IntRange(1, 5000).Draw(t, "texts")
		as := Predict(nodes, n, DefaultThresholds()).Parallel

		without := WhatIf{Without: rapid.SliceOf(rapid.SampledFrom(ids(nodes))).Draw(t, "without")}
		if fewer := without.Apply(nodes); len(fewer) > 0 {
			if got := Predict(fewer, n, DefaultThresholds()).Parallel; exceeds(as, got) {
				t.Fatalf("%d nodes need %v, %d of them %v", len(nodes), as, len(fewer), got)
			}
		}
		more := WhatIf{Imagined: Estimate(drawFlock(t))}
		for i := range more.Imagined {
			more.Imagined[i].ID = "imagined " + more.Imagined[i].ID
		}
		all := more.Apply(nodes)
		if len(all) != len(nodes)+len(more.Imagined) {
			t.Fatalf("%d nodes of %d and %d", len(all), len(nodes), len(more.Imagined))
		}
		if got := Predict(all, n, DefaultThresholds()).Parallel; exceeds(got, as) {
			t.Fatalf("%d nodes need %v, with %d more %v", len(nodes), as, len(more.Imagined), got)
		}
	})
}

// What is guessed follows what is measured: without a slow node, the others of
// its kind are thought to be faster.
func TestAGuessChangesWithTheFlock(t *testing.T) {
	nodes := []Node{{ID: "slow", PerText: time.Second}, {ID: "fast", PerText: 10 * ms}, {ID: "unknown"}}
	as := Predict(nodes, 100, DefaultThresholds()).Parallel
	without := WhatIf{Without: []string{"slow"}}.Apply(nodes)
	if got := Predict(without, 100, DefaultThresholds()).Parallel; got >= as {
		t.Errorf("with the slow node %v, without it %v: the comment of WhatIf is out of date", as, got)
	}
}

func TestAReportOfAnImaginedFlock(t *testing.T) {
	q := ask(flock(850, 100), 0)
	q.Nodes = WhatIf{Without: []string{"a"}, Imagined: []Node{{ID: "new", PerText: 100 * ms}}}.Apply(q.Nodes)
	r, err := NewReport(q, []int{100})
	if err != nil || len(r.Rows) != 1 || exceeds(r.Rows[0].Predicted, 5*time.Second) || exceeds(5*time.Second, r.Rows[0].Predicted) {
		t.Errorf("%+v, %v", r, err)
	}
}
