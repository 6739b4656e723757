package config

import "fmt"

// Limits are from where a figure is a warning, and from where it is critical; 0 is never.
type Limits struct{ Warn, Critical float64 }

// Thresholds say from where figures of a node stand out on the screen. What is above a limit does, but for Health.
type Thresholds struct {
	Errors    Limits // share of requests, 0 to 1
	AverageMS Limits // milliseconds per text
	PingMS    Limits // milliseconds
	VRAM      Limits // share of what the GPU has, 0 to 1
	Health    Limits // a score below, 0 to 400; of both 0 its own band decides
	Queued    Limits // requests under way
}

// Bounds of the limits.
const (
	maxShare        = 1
	maxMilliseconds = 86_400_000 // a day
	maxHealth       = 400
	maxWaiting      = 1_000_000
)

// limits is for a list of two numbers from 0 to a limit: where it warns, and where it is critical. Where high is bad the
// second is not below the first, where low is bad not above it; either may be 0.
func limits(field func(*Config) *Limits, limit float64, low bool) func(*Config, given) error {
	return func(c *Config, g given) error {
		list, ok := g.value.([]any)
		if !ok || len(list) != 2 {
			what := shown(g.value)
			if ok {
				what = fmt.Sprintf("a list of %d", len(list))
			}
			return fmt.Errorf("must be a list of two numbers, [warn, critical], each 0 for never, not %s", what)
		}
		var both [2]float64
		for i, value := range list {
			x, ok := asNumber(value)
			if !ok || x < 0 || x > limit {
				return fmt.Errorf("must have numbers from 0 to %.0f, not %s", limit, shown(value))
			}
			both[i] = x
		}
		warn, critical := both[0], both[1]
		switch {
		case warn == 0 || critical == 0:
		case !low && critical < warn:
			return fmt.Errorf("must warn before it is critical: %g is above %g", warn, critical)
		case low && critical > warn:
			return fmt.Errorf("must warn before it is critical: %g is below %g, and low is bad", warn, critical)
		}
		*field(c) = Limits{Warn: warn, Critical: critical}
		return nil
	}
}
