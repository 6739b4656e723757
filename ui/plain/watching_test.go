package plain

import (
	"strings"
	"testing"
	"time"
)

func TestWhoOnlyWatchesSaysSoAndTakesOverWhenTheOtherIsGone(t *testing.T) {
	e := busy()
	e.settings.Watching = "flocktop embed works on the store; this one writes nothing"
	c := converse(t, e, func(c *talk) {
		for _, line := range []string{"pause", "cancel", "force parallel", "batch /home", "add http://x:1", "retry", "warm attic", "undo"} {
			c.types(line)
			c.hears("is not possible now. This flocktop only watches: flocktop embed works on the store")
		}
		c.types("takeover")
		c.hears("takeover is not possible now: flocktop embed works on the store")
		if n := locked(e, func() int { return len(e.Calls) }); n > 0 {
			t.Errorf("the engine was asked to %q", e.Calls)
		}
		e.change(func(e *fake) { e.settings.Watching, e.settings.Free = "nobody works on the store", true })
		c.pass(5 * time.Second)
		c.hears("nobody works on the store. Type takeover to work on it from here.")
		c.types("takeover")
		c.hears("This flocktop takes over.")
		if !c.over() {
			t.Error("it goes on")
		}
	})
	if !strings.Contains(c.said(), "\nWATCHING: flocktop embed works on the store; this one writes nothing.\n") {
		t.Errorf("it does not say that it watches:\n%s", c.said())
	}
}
