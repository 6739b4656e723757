package adaptive

import "fmt"

// Mode says how many of the eligible nodes share a batch.
type Mode uint8

const (
	// Sequential is the fastest node only.
	Sequential Mode = iota + 1
	// Hybrid is some of the eligible nodes.
	Hybrid
	// Parallel is all eligible nodes.
	Parallel
)

// Modes lists every mode, from the fewest nodes to the most.
func Modes() []Mode { return []Mode{Sequential, Hybrid, Parallel} }

func (m Mode) String() string {
	switch m {
	case Sequential:
		return "sequential"
	case Hybrid:
		return "hybrid"
	case Parallel:
		return "parallel"
	default:
		return "none"
	}
}

// MarshalText writes the mode as its name, as JSON and TOML show it.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote; "none" is no mode.
func (m *Mode) UnmarshalText(text []byte) error {
	if string(text) == "none" {
		*m = 0
		return nil
	}
	parsed, err := ParseMode(string(text))
	*m = parsed
	return err
}

// ParseMode reads the name of a mode. The names "auto" and "" stand for no
// forced mode and give 0.
func ParseMode(name string) (Mode, error) {
	switch name {
	case "", "auto":
		return 0, nil
	}
	for _, m := range Modes() {
		if m.String() == name {
			return m, nil
		}
	}
	return 0, fmt.Errorf("mode %q is none of auto, sequential, hybrid, parallel", name)
}

// Policy says who has the last word: the prediction or the table of rules.
type Policy uint8

const (
	// Auto judges by predicted makespan once speeds are measured, and by the
	// rules before that.
	Auto Policy = iota
	// Rules keeps to the table of rules.
	Rules
)

func (p Policy) String() string {
	if p == Rules {
		return "rules"
	}
	return "auto"
}

// MarshalText writes the policy as its name, as JSON and TOML show it.
func (p Policy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *Policy) UnmarshalText(text []byte) error {
	parsed, err := ParsePolicy(string(text))
	*p = parsed
	return err
}

// ParsePolicy reads the name of a policy; "" is [Auto].
func ParsePolicy(name string) (Policy, error) {
	switch name {
	case "", "auto":
		return Auto, nil
	case "rules":
		return Rules, nil
	}
	return Auto, fmt.Errorf("policy %q is neither auto nor rules", name)
}
