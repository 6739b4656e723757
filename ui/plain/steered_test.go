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

// The hybrid that is told is that of the rules as they are set.
func TestTheReportSpeaksOfTheRulesAsTheyAreSet(t *testing.T) {
	for most, told := range map[int]bool{2: true, 3: false} { // of all nodes it would be no other way than parallel
		e := mixed()
		e.settings.Policy, e.settings.Thresholds.HybridNodes = adaptive.Rules, most
		c := converse(t, e, func(c *talk) { c.types("report 40") })
		if strings.Contains(c.said(), "hybrid on 2 nodes") != told {
			t.Errorf("of %d:\n%s", most, c.said())
		}
	}
}
