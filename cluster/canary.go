package cluster

import (
	"math"
	"time"
)

// CanaryVersion is that of the texts below. Vectors of other texts cannot be
// compared, so whoever changes a text raises it. Version 1 had no short ones,
// version 2 others.
const CanaryVersion = 3

// canaryTexts are embedded by every node before its vectors are believed. Each
// is of a kind that some release of a server or some hardware has got wrong
// while everything else was right (ollama issues 13942, 15582, 15609).
var canaryTexts = [...]struct{ kind, text string }{
	{"plain", "The flock is counted at dusk, before the gate is shut."},
	{"UPPERCASE", "THE GATE STOOD OPEN YESTERDAY"},
	{"UPPERCASE", "WOOL PRICES FELL AGAIN TODAY"},
	{"accented", "Zürich façade naïveté smörgås"},
	{"accented", "crème brûlée señor Ångström"},
	{"CJK", "羊の群れは夕方に数えられる。"},
	{"long", longCanary},
	{"short", "É羊"},
	{"short", "Ü羊"},
}

// firstShort is the first of the short texts: each is a capital letter with an
// accent and a CJK character, so that whoever gets one kind wrong gets it wrong. It
// is of two tokens and the two that frame every text: the least that a text with
// all three can have.
const firstShort = 7

// twins are texts that differ in one kind of word only: a node that gives one
// vector for both cannot tell such words apart.
var twins = [...]struct {
	kind string
	a, b int
}{
	{"UPPERCASE", 1, 2},
	{"accented", 3, 4},
	{"UPPERCASE or accented", firstShort, firstShort + 1},
}

// depth is how much of the canary texts something is about.
type depth uint8

const (
	nothing depth = iota
	glance        // the first of the short ones: it shows a drift, and blurs in no way that could show
	quick         // the short ones
	whole         // all
)

// work is how many tokens the texts have together, about.
func (d depth) work() float64 {
	switch d {
	case glance:
		return 4
	case quick:
		return 8
	case whole:
		return 228
	case nothing:
	}
	return 0
}

// texts are the indexes of those that are asked for, to get so far.
func (d depth) texts() []int {
	from, to := 0, len(canaryTexts)
	switch d {
	case nothing:
		return nil
	case glance:
		from, to = firstShort, firstShort+1
	case quick:
		from = firstShort
	case whole:
	}
	var out []int
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// canaryBodies are these canary texts.
func canaryBodies(which []int) []string {
	out := make([]string, len(which))
	for i, at := range which {
		out[i] = canaryTexts[at].text
	}
	return out
}

// longCanary is a good deal longer than the others, and fits every model: a
// server that cuts such texts gives another vector.
const longCanary = `In the first week of October the whole flock comes down from the hill. The walkers set out
before sunrise, two along the burn and three across the ridge, and they keep within sight of each other until the last
fold is empty. Whoever finds a sheep on its back turns it over, waits until it stands, and notes the place, because the
same hollow will have another one tomorrow. At the gate somebody counts, and somebody else counts again. When the two
numbers differ, the flock is run through once more, however late it is and however hard it rains. The lambs of this year
are kept apart from their mothers for four days, with hay and clean water, out of sight though never out of hearing.`

// canaries are the vectors of a node for the texts, in their order; nil where
// it could not embed one, or was not asked to.
type canaries [][]float32

// alike is from which cosine on two different texts have one meaning.
const alike = 0.99999

// drift compares with what is expected: the kind of the text that is off the
// most, if any is by more than least allows, and its cosine. Texts that either
// side lacks say nothing.
func (c canaries) drift(from canaries, least float64) (kind string, worst float64, drifts bool) {
	worst = 1
	for i := range min(len(c), len(from)) {
		if c[i] == nil || from[i] == nil {
			continue
		}
		if x := cosine(c[i], from[i]); x < worst {
			kind, worst = canaryTexts[i].kind, x
		}
	}
	return kind, worst, worst < least
}

// has says whether there is a vector of one of the longer texts, where the depth
// has them, else of one of the short ones.
func (c canaries) has(d depth) bool {
	from, to := firstShort, len(canaryTexts)
	if d == whole {
		from, to = 0, firstShort
	}
	for i := from; i < min(to, len(c)); i++ {
		if c[i] != nil {
			return true
		}
	}
	return false
}

// with are the vectors of both: its own, and the other's for texts that it lacks.
func (c canaries) with(other canaries) canaries {
	out := make(canaries, len(canaryTexts))
	copy(out, c)
	for i, v := range other {
		if out[i] == nil {
			out[i] = v
		}
	}
	return out
}

// showsBlur says that there is a pair of texts which would show that a node
// cannot tell a kind apart.
func (c canaries) showsBlur() bool {
	for _, t := range twins {
		if max(t.a, t.b) < len(c) && c[t.a] != nil && c[t.b] != nil {
			return true
		}
	}
	return false
}

// collapsed names a kind of which the node gives one vector for two texts; ""
// where it tells all apart.
func (c canaries) collapsed() string {
	for _, t := range twins {
		if max(t.a, t.b) < len(c) && c[t.a] != nil && c[t.b] != nil && cosine(c[t.a], c[t.b]) > alike {
			return t.kind
		}
	}
	return ""
}

// cosine is that of the angle between two vectors; -1 where they cannot be
// compared.
func cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return -1
	}
	var product, squareA, squareB float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		product += x * y
		squareA += x * x
		squareB += y * y
	}
	if squareA == 0 || squareB == 0 {
		return -1
	}
	return product / math.Sqrt(squareA*squareB)
}

// Reference is what the vectors of a digest are compared with: a node's own
// for the canary texts. It is of the short ones alone until the others could be
// asked for at no cost.
type Reference struct {
	Digest  string
	Texts   int         // the [CanaryVersion] that it is for
	Vectors [][]float32 // nil where none is known
	Node    string      // URL of the node that gave it
	Version string      // of its server
	Taken   time.Time
}

// numbers is how many its vectors have; 0 where there is no reference.
func (r *Reference) numbers() int {
	if r != nil {
		for _, v := range r.Vectors {
			if len(v) > 0 {
				return len(v)
			}
		}
	}
	return 0
}

// current is a reference of an earlier version as one of today's, which lacks the
// short texts; where it had no others nothing can be made of it.
func (r Reference) current() (Reference, bool) {
	switch {
	case r.Texts == CanaryVersion && len(r.Vectors) == len(canaryTexts):
		return r, true
	case r.Texts < CanaryVersion && len(r.Vectors) >= firstShort:
		r.Texts, r.Vectors = CanaryVersion, canaries(r.Vectors[:firstShort]).with(nil)
		return r, canaries(r.Vectors).has(whole)
	}
	return r, false
}
