package cluster

import "fmt"

// State is what a node is fit for.
type State uint8

// The states of the design's table; which of them get work is [State.Works].
const (
	Probing     State = iota // at start, and while a half-open probe runs
	Ready                    // answers, has the model, nothing in flight
	Busy                     // requests of ours are in flight
	Loading                  // the first request to a model that is not loaded
	Slow                     // learned speed fell to less than half of its median
	Ejected                  // failed; probed with backoff
	Offline                  // no answer to a probe
	NoModel                  // the model is not installed
	OtherDigest              // another model by the same name
	Drifting                 // same digest, other vectors
)

var stateNames = [...]string{"probing", "ready", "busy", "loading", "slow", "ejected", "offline", "no model", "other digest", "drifting"}

var stateGlyphs = [...]string{"◌", "○", "●", "◐", "▲", "■", "✗", "-", "≠", "≠"}

func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// Glyph is the state's sign, one cell wide.
func (s State) Glyph() string {
	if int(s) < len(stateGlyphs) {
		return stateGlyphs[s]
	}
	return "?"
}

// Works says whether a node in this state is given work.
func (s State) Works() bool {
	switch s {
	case Ready, Busy, Loading, Slow:
		return true
	case Probing, Ejected, Offline, NoModel, OtherDigest, Drifting:
		return false
	}
	return false
}

// MarshalText writes the state as its name, as JSON shows it.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the state's name.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("no state of a node is called %q", text)
}
