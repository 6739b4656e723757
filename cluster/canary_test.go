package cluster

import (
	"math"
	"testing"
)

// turned is a unit vector in a plane, so many degrees from the first axis.
func turned(degrees float64) []float32 {
	a := degrees * math.Pi / 180
	return []float32{float32(math.Cos(a)), float32(math.Sin(a))}
}

// canariesWith are canary vectors that differ from each other, but for the changes.
func canariesWith(changes map[int][]float32) canaries {
	out := make(canaries, len(canaryTexts))
	for i := range out {
		out[i] = turned(float64(10 * i))
		if v, ok := changes[i]; ok {
			out[i] = v
		}
	}
	return out
}

func TestDriftIsFoundAndNamed(t *testing.T) {
	const accented = 3
	tests := map[string]struct {
		got    canaries
		drifts bool
		kind   string
	}{
		"the same":              {canariesWith(nil), false, ""},
		"rounding":              {canariesWith(map[int][]float32{accented: turned(31)}), false, "accented"},
		"other arithmetic":      {canariesWith(map[int][]float32{accented: turned(35)}), true, "accented"},
		"the worst is named":    {canariesWith(map[int][]float32{0: turned(4), accented: turned(90)}), true, "accented"},
		"another dimension":     {canariesWith(map[int][]float32{0: {1, 0, 0}}), true, "plain"},
		"a text it cannot do":   {canariesWith(map[int][]float32{accented: nil}), false, ""},
		"an answer of nothing":  {canaries{}, false, ""},
		"all zeros, and no NaN": {canariesWith(map[int][]float32{0: {0, 0}}), true, "plain"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			kind, _, drifts := test.got.drift(canariesWith(nil), 0.999)
			if drifts != test.drifts || kind != test.kind {
				t.Errorf("drifts %t by the %q text, want %t by %q", drifts, kind, test.drifts, test.kind)
			}
		})
	}
}

func TestOneVectorForTwoTextsIsNoticed(t *testing.T) {
	if kind := canariesWith(nil).collapsed(); kind != "" {
		t.Errorf("%s texts are told apart", kind)
	}
	if kind := canariesWith(map[int][]float32{2: turned(10)}).collapsed(); kind != "UPPERCASE" {
		t.Errorf("%q, want UPPERCASE", kind)
	}
	if kind := canariesWith(map[int][]float32{4: turned(30)}).collapsed(); kind != "accented" {
		t.Errorf("%q, want accented", kind)
	}
	if kind := canariesWith(map[int][]float32{3: nil, 4: nil}).collapsed(); kind != "" {
		t.Errorf("%q of vectors that are not there", kind)
	}
}

// answeredFlock is a flock whose nodes have answered with these vectors; nil has not
// answered yet.
func answeredFlock(answers ...canaries) *Flock {
	f := &Flock{cfg: DefaultConfig(), references: map[string]*Reference{}, bound: map[string]bool{}, contested: map[string]bool{}, blurs: map[string]bool{}}
	for i, a := range answers {
		m := healthy()
		m.URL, m.state, m.checks = string(rune('a'+i)), Ready, map[string]*check{}
		m.checks[ownDigest] = &check{running: a == nil}
		if a != nil {
			m.checks[ownDigest].take(a, whole)
		}
		f.members = append(f.members, m)
	}
	return f
}

func TestTheReferenceIsWhatMostNodesAgreeOn(t *testing.T) {
	good := canariesWith(nil)
	odd := canariesWith(map[int][]float32{0: turned(45)})
	collapsed := canariesWith(map[int][]float32{2: turned(10)})
	tests := map[string]struct {
		answers []canaries
		force   bool
		want    string // the node; "" settles nothing yet
	}{
		"one alone":                              {[]canaries{good}, false, "a"},
		"the first of equals":                    {[]canaries{good, good, good}, false, "a"},
		"the majority":                           {[]canaries{odd, good, good}, false, "b"},
		"two agree before the third has spoken":  {[]canaries{nil, good, good}, false, "b"},
		"one waits for the others":               {[]canaries{good, nil, nil}, false, ""},
		"unless nothing else is waited for":      {[]canaries{good, nil, nil}, true, "a"},
		"nobody has spoken":                      {[]canaries{nil, nil}, true, ""},
		"two against two":                        {[]canaries{odd, good, good, odd}, false, "a"},
		"collapsed texts do not win by number":   {[]canaries{collapsed, collapsed, good}, false, "c"},
		"two collapsed wait for a better answer": {[]canaries{collapsed, collapsed, nil}, false, ""},
		"where all collapse, so be it":           {[]canaries{collapsed, collapsed}, false, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if ref := answeredFlock(test.answers...).chooseReference(ownDigest, test.force); ref != nil {
				got = ref.Node
			}
			if got != test.want {
				t.Errorf("the reference is that of %q, want %q", got, test.want)
			}
		})
	}
}

func TestVerdictsFollowTheReference(t *testing.T) {
	f := answeredFlock(canariesWith(nil), canariesWith(map[int][]float32{5: turned(90)}), canariesWith(nil), nil)
	f.judgeChecks(ownDigest, true)
	want := []CheckState{Matching, Differing, Matching, Checking}
	for i, m := range f.members {
		state, _ := m.checkState(ownDigest)
		if state != want[i] || m.verified(ownDigest) != (state == Matching) {
			t.Errorf("node %s: %s, want %s", m.URL, state, want[i])
		}
		if drifting := m.derive(ownModel, ownDigest) == Drifting; drifting != (state == Differing) {
			t.Errorf("node %s is %s", m.URL, m.derive(ownModel, ownDigest))
		}
	}
	first := f.members[0]
	first.version = "0.99"
	if first.verified(ownDigest) {
		t.Error("another version of the server is believed unchecked")
	}
}

// A reference of a single text does not show whether it is the one that blurs:
// who differs from it is heard as long as it may yet be completed.
func TestAReferenceOfOneTextIsContested(t *testing.T) {
	one := &Reference{Vectors: canaries{firstShort: turned(70)}}
	pair := &Reference{Vectors: canaries{firstShort: turned(70), firstShort + 1: turned(80)}}
	odd := canariesWith(map[int][]float32{firstShort: turned(90)})
	tests := map[string]struct {
		ref        *Reference
		got        depth
		passed     bool
		completing bool
		want       finding
	}{
		"after a glance":                    {one, glance, false, true, contested},
		"though nobody completes it as yet": {one, glance, false, false, contested},
		"after all texts":                   {one, whole, false, true, contested},
		"nobody will ever complete it":      {one, whole, false, false, differs},
		"it shows that it does not blur":    {pair, glance, false, true, differs},
		"it was let in before":              {one, whole, true, true, toldLate},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := &check{passed: test.passed}
			c.take(odd, test.got)
			if found := c.judge(test.ref, 0.999, test.completing); found != test.want {
				t.Errorf("the finding is %d, want %d", found, test.want)
			}
			if (c.fault == "") != (test.want == contested) {
				t.Errorf("its fault is %q", c.fault)
			}
		})
	}
}
