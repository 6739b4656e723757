package cluster

import (
	"context"
	"sync"
	"time"

	"flocktop/adaptive"
)

// A program that was stopped (ctrl+z), whose machine slept, or which did not get a
// processor for seconds, finds on the clock that everything it waits for is late.
// That is no node's fault. Whoever waits asks a clock that does not count such
// time: what was waited for goes on being waited for from where it stopped.
//
// That the program did not run shows by nobody having looked at the clock, though
// somebody does so at least every so often as long as the program runs. Stopped or
// starved, it finds the machine's steady clock gone on meanwhile. While a machine
// sleeps that clock stands still by itself, and the one on the wall alone has gone
// on.

const (
	// beatEvery is how often the clock is looked at while a batch is under way, and
	// idleBeat while none is, at the latest: with each second that is closed, see
	// untilNextSecond.
	beatEvery = time.Second / 10
	idleBeat  = time.Second + time.Second/10
	// leastStop is how long nobody must have looked beyond that, and saidStop what
	// is worth a word: less happens on every busy machine.
	leastStop = time.Second / 2
	saidStop  = leastStop + time.Second/4
	// longStop is how long somebody on the way must have heard nothing of a connection
	// to have forgotten it, and shortSleep for how long a machine may sleep, or its
	// clock be set, without that anybody did.
	longStop   = time.Minute
	shortSleep = 5 * time.Second
)

// reading is what the clocks of the machine say.
type reading struct {
	ran  time.Duration // by the steady one
	wall time.Time
}

// machineClock reads the machine's clocks.
func machineClock() func() reading {
	begun := time.Now()
	return func() reading {
		now := time.Now()
		return reading{ran: now.Sub(begun), wall: now.Round(0)}
	}
}

// clock is the time in which the program ran.
type clock struct {
	// noticed is called where a stop is noticed, before anybody hears a later time:
	// what is sent from then on finds what it does. It must not ask the clock.
	noticed func(stop)

	mu      sync.Mutex
	read    func() reading
	last    reading         // when it was looked at last
	pulses  []time.Duration // how often somebody looks at the least; empty while nobody has promised to
	lost    time.Duration   // of the steady clock, in which the program did not run
	out     time.Duration   // the same and that in which the machine slept
	stops   int             // how often that was so
	severed int             // the last of these that connections may be dead by, counted from 1; 0: none
}

func newClock(read func() reading, noticed func(stop)) *clock {
	return &clock{read: read, noticed: noticed, last: read()}
}

// stop is a time in which the program did not run.
type stop struct {
	still time.Duration // while the machine did
	slept time.Duration // while it slept, as far as the clock on the wall can be believed
}

func (s stop) whole() time.Duration { return s.still + s.slept }

// severs says that connections from before may be dead: somebody has given them up, or
// forgotten them. Whether a machine slept cannot be told where its steady clock goes on
// meanwhile.
func (s stop) severs() bool { return s.slept > shortSleep || s.whole() >= longStop }

// String is what is said of it.
func (s stop) String() string {
	took := s.whole().Round(time.Second).String()
	if s.whole() >= time.Minute {
		took = adaptive.Span(s.whole())
	}
	text := "flocktop was stopped for " + took
	if s.slept > 0 {
		text += ": this machine slept, or its clock was set"
	}
	return text + "; that counts against no node"
}

// mark is a moment.
type mark struct {
	at      time.Duration
	stops   int           // before it
	severed int           // the last of these that connections may be dead by, counted from 1; 0: none
	out     time.Duration // in those
}

// now is how long the program has run.
func (c *clock) now() time.Duration { return c.mark().at }

// since is how long the program has run since then, and whether it did so without
// being stopped: what something took is not known where it was.
func (c *clock) since(then mark) (took time.Duration, whole bool) {
	now := c.mark()
	return now.at - then.at, now.stops == then.stops
}

// mark is this moment. That the program was stopped before it is known as soon as
// anybody asks: who asks first sees no time in which it did not run.
func (c *clock) mark() mark {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.read()
	stopped := c.stoppedUntil(now)
	c.last = now
	if stopped != (stop{}) {
		c.lost += stopped.still
		c.out += stopped.whole()
		c.stops++
		if stopped.severs() {
			c.severed = c.stops
		}
		c.noticed(stopped)
	}
	return mark{at: now.ran - c.lost, stops: c.stops, severed: c.severed, out: c.out}
}

// stoppedUntil is whether, and for how long, the program did not run before it came
// to look now. The lock is held.
func (c *clock) stoppedUntil(now reading) (s stop) {
	if len(c.pulses) == 0 {
		return s // nobody needs to have looked
	}
	pulse := c.pulses[0]
	for _, p := range c.pulses {
		pulse = min(pulse, p)
	}
	passed := now.ran - c.last.ran
	if still := passed - pulse; still >= leastStop {
		s.still = still
	}
	if slept := now.wall.Sub(c.last.wall) - passed; slept >= leastStop {
		s.slept = slept
	}
	return s
}

// promise says that somebody looks at least so often until it is taken back.
func (c *clock) promise(pulse time.Duration) (takeBack func()) {
	c.mark()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulses = append(c.pulses, pulse)
	return func() {
		c.mark()
		c.mu.Lock()
		defer c.mu.Unlock()
		for i, p := range c.pulses {
			if p == pulse {
				c.pulses = append(c.pulses[:i], c.pulses[i+1:]...)
				return
			}
		}
	}
}

// beat looks so often, and does nothing else that could keep it from that, until
// the context ends.
func (c *clock) beat(ctx context.Context, pulse time.Duration) {
	takeBack := c.promise(pulse)
	defer takeBack()
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.mark()
		}
	}
}

// withTimeout is [context.WithTimeout] by this clock.
func (c *clock) withTimeout(parent context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	l := &limited{Context: ctx, cancel: cancel, clock: c, end: c.now() + limit}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timer = time.AfterFunc(limit, l.due)
	return l, l.stop
}

// limited is a context that ends by the clock.
type limited struct {
	context.Context
	cancel context.CancelCauseFunc
	clock  *clock
	end    time.Duration

	mu    sync.Mutex
	timer *time.Timer
}

// due ends the context, or waits for what the program did not run of its time.
func (l *limited) due() {
	left := l.end - l.clock.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.Context.Err() != nil:
	case left > 0:
		l.timer.Reset(left)
	default:
		l.cancel(context.DeadlineExceeded)
	}
}

func (l *limited) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel(context.Canceled)
	l.timer.Stop()
}

// Err says that the time was over where that is what ended it.
func (l *limited) Err() error {
	err := l.Context.Err()
	if err != nil && context.Cause(l.Context) == context.DeadlineExceeded { //nolint:errorlint // the very value
		return context.DeadlineExceeded
	}
	return err //nolint:wrapcheck // a context's error stays what it is
}

// timed calls something that has so much time. Where it fails and the program was
// stopped meanwhile, its failure says nothing, and it is called again: the
// connection may be dead by that.
func timed[T any](ctx context.Context, c *clock, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	for {
		begun := c.mark()
		out, err := once(ctx, c, limit, call)
		if err == nil || ctx.Err() != nil {
			return out, err
		}
		if _, whole := c.since(begun); whole {
			return out, err
		}
	}
}

func once[T any](ctx context.Context, c *clock, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	ctx, cancel := c.withTimeout(ctx, limit)
	defer cancel()
	return call(ctx)
}

// wasStopped tells of a time in which the program did not run. Connections that may be
// dead by it would fail those that ask next. What a batch has under way on them is sent
// again, see awake.
func (f *Flock) wasStopped(s stop) {
	if text := f.stalls.tell(s, time.Now()); text != "" {
		f.cfg.Log.Info(text)
	}
	if s.severs() {
		f.transports.renew()
		f.nudge()
	}
}
