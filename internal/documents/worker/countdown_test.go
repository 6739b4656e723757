package worker

import (
	"testing"
	"testing/synctest"
	"time"
)

// A countdown takes its time, and of a time in which nobody could look at it no more
// than a slice.
func TestACountdownIsNotOverForAStop(t *testing.T) {
	for name, test := range map[string]struct{ from, stopped, want time.Duration }{
		"less than a slice": {300 * time.Millisecond, 0, 300 * time.Millisecond},
		"several":           {3*slice + slice/2, 0, 3*slice + slice/2},
		"stopped":           {3 * slice, time.Hour, time.Hour + 2*slice},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				c := newCountdown(test.from)
				time.Sleep(test.stopped)
				<-c.timer.C
				for !c.over() {
					<-c.timer.C
				}
				if took := time.Since(begun); took != test.want {
					t.Errorf("it took %v, want %v", took, test.want)
				}
			})
		})
	}
}
