package simulate

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Kind is a way in which a server fails.
type Kind int

// The faults. Unless said otherwise they meet /api/embed alone, while version,
// tags and ps go on answering as if nothing were wrong, as they do in life.
const (
	// Down is a killed server: the listener is closed, all connections are
	// reset, what was resident is gone. With After it dies half-way through the
	// first request that is not let pass, and stays dead.
	Down Kind = iota + 1
	// Refuse takes no new connection; requests under way are still answered.
	Refuse
	// SilentAll accepts everything and never answers anything.
	SilentAll
	// Hang never answers /api/embed.
	Hang
	// ResetMidBody closes the connection in the middle of the answer.
	ResetMidBody
	// CutShort is a complete HTTP answer whose JSON ends too soon.
	CutShort
	// HTMLPage answers 200 with a web page.
	HTMLPage
	// Busy503 is Ollama's "server busy".
	Busy503
	// EOFError is a crash of the runner: the request fails at once.
	EOFError
	// PoisonText is a text on which the runner crashes: give it as Text. The
	// request fails after the work that it would have been.
	PoisonText
	// NaN is a vector that cannot be encoded as JSON; with Text only where such
	// a text is in the request.
	NaN
	// ContextError fails texts longer than the context even where they were to
	// be truncated; with Text, it fails those texts whatever their length.
	ContextError
	// SilentTruncation cuts long texts even where that was forbidden.
	SilentTruncation
	// WrongCount leaves the last vector out.
	WrongCount
	// WrongDimension gives vectors of half their length.
	WrongDimension
	// Zeros gives vectors of zeros.
	Zeros
	// NotUnit gives vectors of length Factor (default 3).
	NotUnit
	// SlowBy multiplies all service times by Factor (default 3).
	SlowBy
	// CollapseAccents gives every word with a letter beyond ASCII one meaning.
	CollapseAccents
	// CollapseUpper gives every word with a capital letter one meaning.
	CollapseUpper
	// Drift adds to each vector one of its own, of relative length Factor
	// (default 0.3): same name, same digest, other arithmetic.
	Drift
	// OtherDigest is another model behind the same name: tags and ps say so,
	// and vectors have nothing in common with the others'.
	OtherDigest
)

// names of the kinds, for people.
var kindNames = [...]string{
	Down: "down", Refuse: "refuse", SilentAll: "silent", Hang: "hang", ResetMidBody: "reset in mid-body",
	CutShort: "cut short", HTMLPage: "HTML page", Busy503: "busy", EOFError: "EOF", PoisonText: "poison text",
	NaN: "NaN", ContextError: "context error", SilentTruncation: "silent truncation", WrongCount: "wrong count",
	WrongDimension: "wrong dimension", Zeros: "zeros", NotUnit: "not unit length", SlowBy: "slow",
	CollapseAccents: "accents collapsed", CollapseUpper: "upper case collapsed", Drift: "drift", OtherDigest: "other digest",
}

// String names the fault for people.
func (k Kind) String() string {
	if k > 0 && int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "fault " + strconv.Itoa(int(k))
}

// Kinds lists all faults.
func Kinds() []Kind {
	all := make([]Kind, 0, len(kindNames)-1)
	for k := Down; int(k) < len(kindNames); k++ {
		all = append(all, k)
	}
	return all
}

// Fault is a kind of failure and the requests that it meets: all of them,
// unless a field says otherwise. Several conditions must hold together.
type Fault struct {
	Kind Kind
	// Text limits it to requests with a text that contains this, and of these
	// to such texts where a single text can be meant (Zeros, NotUnit, Drift,
	// ContextError).
	Text string
	// Model limits it to requests for this model.
	Model string
	// Probability limits it to a share of requests, drawn with the spec's seed.
	// 0 means always.
	Probability float64
	// After lets that many requests pass first, counted from Set.
	After int
	// Times ends it after that many hits. 0 means never.
	Times int
	// Factor is the kind's number, see there.
	Factor float64
	// Status and Message replace those of an error answer.
	Status  int
	Message string
	// Everywhere makes the fault meet the other endpoints too.
	Everywhere bool
	// Crash makes EOFError and PoisonText take the model out of memory, so that
	// the next request pays for a load.
	Crash bool
}

// factor is the kind's number, or its default.
func (f Fault) factor(standard float64) float64 {
	if f.Factor == 0 {
		return standard
	}
	return f.Factor
}

// meets says whether the text is one that the fault is about.
func (f Fault) meets(text string) bool { return strings.Contains(text, f.Text) }

// faults holds what is in force. The zero value has none.
type faults struct {
	mu    sync.Mutex
	force []*inForce
	draws uint64
}

// inForce is a fault and what it has met so far.
type inForce struct {
	Fault
	seen, hits int
}

// set replaces what is in force.
func (f *faults) set(list []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.force = make([]*inForce, len(list))
	for i, fault := range list {
		f.force[i] = &inForce{Fault: fault}
	}
}

// find returns the first fault of one of these kinds that is in force without
// having to look at a request.
func (f *faults) find(kinds ...Kind) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, in := range f.force {
		if slices.Contains(kinds, in.Kind) {
			return in.Fault, true
		}
	}
	return Fault{}, false
}

// request is what faults look at.
type request struct {
	embed bool // a request to /api/embed
	model string
	texts []string
}

// pick decides which faults meet a request, and counts it.
func (f *faults) pick(r request, seed uint64) met {
	f.mu.Lock()
	defer f.mu.Unlock()
	var hit met
	for _, in := range f.force {
		if in.concerns(r) && f.strikes(in, seed) {
			hit = append(hit, in.Fault)
		}
	}
	return hit
}

// concerns says whether the request is of those that the fault is about.
func (in *inForce) concerns(r request) bool {
	if !r.embed {
		return in.Everywhere || in.Kind == Down || in.Kind == SilentAll
	}
	if in.Model != "" && fullName(in.Model) != fullName(r.model) {
		return false
	}
	return in.Text == "" || slices.ContainsFunc(r.texts, in.meets)
}

// strikes applies After, Times and Probability. The caller holds the lock.
func (f *faults) strikes(in *inForce, seed uint64) bool {
	in.seen++
	if in.seen <= in.After || in.Times > 0 && in.hits >= in.Times {
		return false
	}
	if in.Probability > 0 {
		f.draws++
		if unit(mix(seed^f.draws*golden)) >= in.Probability {
			return false
		}
	}
	in.hits++
	return true
}

// met are the faults that one request meets.
type met []Fault

// get returns the first one of the kind.
func (m met) get(k Kind) (Fault, bool) {
	for _, f := range m {
		if f.Kind == k {
			return f, true
		}
	}
	return Fault{}, false
}

// has says whether one is of the kind.
func (m met) has(k Kind) bool {
	_, ok := m.get(k)
	return ok
}
