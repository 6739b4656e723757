package dispatch

import "time"

// Settings are the dispatcher's constants. [DefaultSettings] suits Ollama.
type Settings struct {
	// InFlight is how many requests a node has under way at most. Ollama works
	// on one at a time; the second hides the round trip.
	InFlight int
	// Deepest is how many it may have where requests are shorter than the round
	// trip and two would leave it idle.
	Deepest int
	// LargestRequest is the most texts that a request carries.
	LargestRequest int
	// TargetMin and TargetMax bound how long a request should occupy a node:
	// long enough to drown its overhead, short enough to steer by.
	TargetMin, TargetMax time.Duration
	// HalfLifeMin and HalfLifeMax bound the number of texts after which what a
	// node taught counts half: short while it is new, long when it is known.
	HalfLifeMin, HalfLifeMax float64
	// MinSilence is the shortest time without an answer that counts as silence,
	// however fast the node is expected to be.
	MinSilence time.Duration
	// UnknownSilence takes its place on a node whose pace is only guessed.
	UnknownSilence time.Duration
	// Copies is how many extra copies a text may get at the end.
	Copies int
	// BusyPause is how long a node rests that refused a request because its
	// queue is full; doubled while it goes on refusing, up to BusyPauseMax.
	BusyPause, BusyPauseMax time.Duration
	// Seed spreads the pauses of several clients apart.
	Seed uint64
}

// DefaultSettings are the values that were measured against the alternatives.
func DefaultSettings() Settings {
	return Settings{
		InFlight:       2,
		Deepest:        8,
		LargestRequest: 256,
		TargetMin:      5 * time.Millisecond,
		TargetMax:      500 * time.Millisecond,
		HalfLifeMin:    8,
		HalfLifeMax:    64,
		MinSilence:     2 * time.Second,
		UnknownSilence: 20 * time.Second,
		Copies:         5,
		BusyPause:      50 * time.Millisecond,
		BusyPauseMax:   2 * time.Second,
	}
}

// Learned is what is known of a node for one model: the start values of a run,
// and what the run made of them. Times are for one unit of work.
type Learned struct {
	RoundTrip  time.Duration // a
	PerRequest time.Duration // h
	PerUnit    float64       // c in seconds; 0 where unmeasured
	Variance   float64       // v: relative variance of one text
	Texts      float64       // how many texts taught it
}

// Node is how a node enters a run.
type Node struct {
	ID      string
	Learned Learned
	// Guess is c in seconds per unit where nothing is measured; it must be
	// positive then.
	Guess float64
	// Loaded says that the model is in the node's memory; Load is what loading
	// is expected to take where it is not.
	Loaded bool
	Load   time.Duration
}

// Text is one piece of work.
type Text struct {
	ID   int64
	Work float64 // in tokens, or any unit that service time grows with; above 0
}

// Kind says why a request is sent.
type Kind uint8

// The kinds of request.
const (
	Original Kind = iota
	Copy          // of texts that would end too late; the first answer wins
	Shadow        // of a queued text, to measure a node that the plan leaves out
)

func (k Kind) String() string {
	switch k {
	case Copy:
		return "copy"
	case Shadow:
		return "shadow"
	case Original:
		return "original"
	default:
		return "unknown"
	}
}

// Request is what is to be sent now.
type Request struct {
	ID    uint64
	Node  int // index of the node
	Texts []int64
	Kind  Kind
	// Cold says that the node has to load the model first: a client that gives
	// up aborts the load, so no silence rule holds and it is not cancelled.
	Cold bool
}
