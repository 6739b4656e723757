package plain

import (
	"strings"
	"testing"

	"flocktop/adaptive"
)

// What is in force from the last session is said at the start.
func TestWhatDecidesBeforeThePredictionIsSaidAtTheStart(t *testing.T) {
	const forced, rules = "\nMode sequential is forced.\n", "\nPolicy rules: the table decides.\n"
	for _, set := range []bool{false, true} {
		e := busy()
		if set {
			e.settings.Forced, e.settings.Policy = adaptive.Sequential, adaptive.Rules
		}
		c := converse(t, e, func(*talk) {})
		if said := c.said(); strings.Contains(said, forced) != set || strings.Contains(said, rules) != set {
			t.Errorf("set: %t, said:\n%s", set, said)
		}
	}
}
