package cluster

import (
	"fmt"
	"time"
)

// Checked is what is known of a node's vectors for one digest, at one version
// of its server.
type Checked struct {
	Node, Digest, Version string
	At                    time.Time
	Fault                 string // how its vectors differ; "" where they match the reference
	Quick                 bool   // only the short texts were compared
}

// check is how far the check of a node stands, for one digest.
type check struct {
	version string // of the server that it is about
	running bool
	asked   depth // while it runs
	rides   bool  // the texts are part of a request of a batch
	apart   bool  // they have to travel alone: such a request failed
	all     bool  // nothing less than all texts will do
	begun   time.Duration
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
