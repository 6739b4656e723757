package cluster

import (
	"fmt"
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

// Checked is what is known of a node's vectors for one digest, at one version
// of its server.
type Checked struct {
	Node, Digest, Version string
	At                    time.Time
	Fault                 string // how its vectors differ; "" where they match the reference
	Quick                 bool   // only the short texts were compared
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

// check is how far the check of a node stands, for one digest.
type check struct {
	version string // of the server that it is about
	running bool
	asked   depth // while it runs
	rides   bool  // the texts are part of a request of a batch
	apart   bool  // they have to travel alone: such a request failed
	all     bool  // nothing less than all texts will do
	begun   time.Time
	tries   int
	vain    int       // requests that were cancelled with the texts in them
	again   time.Time // not before; after a check that got no answer
	problem string    // why it got none
	answer  canaries  // what the node has embedded
	got     depth     // how far it was asked for that
	blurs   string    // the kind of texts that it cannot tell apart; "" where there is none
	passed  bool      // its vectors match, as far as they were compared
	whole   bool      // they were compared for all texts
	fault   string
	at      time.Time
	stop    func() // ends it while it runs
}

// recalled is a check that was ended before.
func recalled(c Checked) *check {
	matches := c.Fault == ""
	return &check{version: c.Version, passed: matches, whole: matches && !c.Quick, fault: c.Fault, at: c.At}
}

// open says that no verdict has been reached.
func (c *check) open() bool { return !c.passed && c.fault == "" }

// due says that an answer is there which no verdict is about.
func (c *check) due() bool {
	return c.got != nothing && c.fault == "" && (!c.passed || (!c.whole && c.got == whole))
}

// take takes in what the node has answered.
func (c *check) take(answer canaries, to depth) {
	c.answer, c.got = answer.with(c.answer), max(c.got, to)
	c.blurs, c.at = c.answer.collapsed(), time.Now()
}

// finding is what came of a comparison with the reference.
type finding uint8

const (
	agreed    finding = iota // or there is nothing to be compared
	differs                  // from the start
	toldLate                 // a node that was let in turns out to differ
	contested                // it differs from a reference that may itself be wrong: there is no verdict
)

// judge compares the answer with the reference, as far as that goes. A reference
// of a single text does not show whether it is the one that blurs: where it may
// yet be completed, whoever differs from it contests it.
func (c *check) judge(ref *Reference, least float64, completing bool) finding {
	known := canaries(ref.Vectors)
	some := known.has(c.got) || (c.got == whole && known.has(quick) && c.answer.has(quick))
	if !some {
		return agreed
	}
	kind, x, drifts := c.answer.drift(known, least)
	if drifts && !c.passed && !known.showsBlur() && (c.got != whole || completing) {
		c.all = true
		return contested
	}
	if drifts {
		found := differs
		if c.passed {
			found = toldLate
		}
		c.passed, c.whole = false, false
		c.fault = fmt.Sprintf("its vectors differ from those of %s: the %s canary text has cosine %.4f, below %g", ref.Node, kind, x, least)
		return found
	}
	c.passed, c.whole = true, c.got == whole && known.has(whole)
	return agreed
}

// validCheck is the check of this digest at the server's present version; nil
// where there is none.
func (m *member) validCheck(digest string) *check {
	c := m.checks[digest]
	if c == nil || c.version != m.version {
		return nil
	}
	return c
}

// verified says that the node's vectors of this digest are believed.
func (m *member) verified(digest string) bool {
	c := m.validCheck(digest)
	return c != nil && c.passed
}

// drifts says why the node's vectors of this digest are not believed.
func (m *member) drifts(digest string) (fault string, yes bool) {
	c := m.validCheck(digest)
	if c == nil {
		return "", false
	}
	return c.fault, c.fault != ""
}

// CheckState says whether a node's vectors are believed.
type CheckState uint8

// The states of a check. What a node embeds before its vectors match waits for
// the verdict.
const (
	Unchecked CheckState = iota
	Checking             // it embeds the canary texts, or its answer waits for those of others
	Matching
	Differing
	MatchingSoFar // the short texts do; the others are embedded when that costs no batch anything
)

func (s CheckState) String() string {
	switch s {
	case Unchecked:
		return "not yet checked"
	case Checking:
		return "being checked"
	case Matching:
		return "match"
	case Differing:
		return "differ"
	case MatchingSoFar:
		return "match so far"
	}
	return "unknown"
}

func (m *member) checkState(digest string) (state CheckState, at time.Time) {
	c := m.validCheck(digest)
	switch {
	case c == nil:
		return Unchecked, at
	case c.passed && !c.whole:
		return MatchingSoFar, c.at
	case c.passed:
		return Matching, c.at
	case c.fault != "":
		return Differing, c.at
	default:
		return Checking, at
	}
}
