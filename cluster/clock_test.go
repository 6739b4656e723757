package cluster

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// clockUnderTest is a clock that is to be looked at every tenth of a second, and
// what was noticed of stops.
func clockUnderTest() (c *clock, noticed *[]stop) {
	noticed = &[]stop{}
	c = newClock(machineClock(), func(s stop) { *noticed = append(*noticed, s) })
	c.promise(beatEvery)
	return c, noticed
}

// Who asks first after a stop sees nothing of it, whoever that is, and the time
// never goes back.
func TestTheClockStandsStillWhileTheProgramDoes(t *testing.T) {
	for name, test := range map[string]struct{ still, lost time.Duration }{
		"a beat that is on time":  {beatEvery, 0},
		"a beat that is late":     {beatEvery + leastStop - 1, 0},
		"just long enough":        {beatEvery + leastStop, leastStop},
		"a stop":                  {10 * time.Second, 10*time.Second - beatEvery},
		"a program left to sleep": {100 * time.Hour, 100*time.Hour - beatEvery},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, noticed := clockUnderTest()
				begun := c.mark()
				time.Sleep(test.still) // nobody looks: the program does not run
				took, whole := c.since(begun)
				if took != test.still-test.lost || whole != (test.lost == 0) {
					t.Errorf("after %v without a look %v have passed, want %v; whole: %t", test.still, took, test.still-test.lost, whole)
				}
				if again, _ := c.since(begun); again != took {
					t.Errorf("the same moment is %v and %v", took, again)
				}
				time.Sleep(beatEvery)
				if later, _ := c.since(begun); later != took+beatEvery {
					t.Errorf("a tenth of a second later it is %v later", later-took)
				}
				if out := c.mark().out; out != test.lost || len(*noticed) != c.mark().stops {
					t.Errorf("%v are out, want %v; noticed were %v", out, test.lost, *noticed)
				}
			})
		})
	}
}

// A sleeping machine's steady clock stands still by itself: nothing of it is taken
// out, and it is told all the same. A clock that is put back is nothing.
func TestAMachineThatSleptIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &Flock{}
		var noticed []stop
		f.clock = newClock(machineClock(), func(s stop) { noticed = append(noticed, s) })
		f.clock.promise(beatEvery)
		begun := f.clock.mark()
		f.Leap(0, 2*time.Hour)
		if took, whole := f.clock.since(begun); took != 0 || whole {
			t.Errorf("%v have passed in a machine that slept; whole: %t", took, whole)
		}
		if len(noticed) != 1 || noticed[0] != (stop{slept: 2 * time.Hour}) {
			t.Fatalf("noticed: %v", noticed)
		}
		const want = "flocktop was stopped for 2h00m: this machine slept, or its clock was set; that counts against no node"
		if got := noticed[0].String(); got != want {
			t.Errorf("said: %q, want %q", got, want)
		}
		f.Leap(0, -time.Hour)
		f.clock.mark()
		if len(noticed) != 1 {
			t.Errorf("a clock that was put back: %v", noticed[1:])
		}
	})
}

// While nobody has promised to look, nobody is missed.
func TestAClockThatNobodyLooksAtNoticesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock(machineClock(), func(s stop) { t.Errorf("noticed: %v", s) })
		time.Sleep(time.Minute)
		release := c.promise(beatEvery)
		release()
		time.Sleep(time.Minute)
		if c.now() != 2*time.Minute {
			t.Errorf("%v of two minutes have passed", c.now())
		}
	})
}

// What waits for so long goes on waiting from where the program was stopped.
func TestATimeoutDoesNotStrikeForAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit, before, still = 2 * time.Second, 500 * time.Millisecond, 1600 * time.Millisecond
		c, _ := clockUnderTest()
		ctx, cancel := c.withTimeout(t.Context(), limit)
		defer cancel()
		run := func(d time.Duration) {
			for range d / beatEvery {
				time.Sleep(beatEvery)
				c.mark()
				synctest.Wait()
			}
		}
		run(before)
		time.Sleep(still) // it was due in this time
		synctest.Wait()
		if ctx.Err() != nil {
			t.Fatalf("it struck for a stop: %v", ctx.Err())
		}
		run(limit - before - 3*beatEvery)
		if ctx.Err() != nil {
			t.Fatalf("it struck before its time: %v", ctx.Err())
		}
		run(3 * beatEvery)
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) || !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			t.Errorf("after its time: %v, for %v", ctx.Err(), context.Cause(ctx))
		}
	})
}

// A failure across a stop says nothing, and is tried again; any other is final.
func TestWhatFailedAcrossAStopIsTriedAgain(t *testing.T) {
	for name, stopped := range map[string]bool{"stopped": true, "not stopped": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := clockUnderTest()
				calls := 0
				_, err := timed(t.Context(), c, time.Second, func(context.Context) (int, error) {
					calls++
					if stopped && calls == 1 {
						time.Sleep(time.Minute)
					}
					return 0, errEmptyAnswer
				})
				if want := map[bool]int{true: 2, false: 1}[stopped]; calls != want || !errors.Is(err, errEmptyAnswer) {
					t.Errorf("called %d times, want %d: %v", calls, want, err)
				}
			})
		})
	}
}
