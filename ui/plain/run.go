package plain

import (
	"context"
	"io"
	"os"
	"runtime/debug"
	"time"
)

// Options say where lines come from and go to. The zero value is fine.
type Options struct {
	In    io.Reader        // nil is standard input
	Out   io.Writer        // nil is standard output
	Clock func() time.Time // for the times that are said; nil is the real one
	// Interrupts brings ctrl+c, which the session answers itself; nil where it
	// ends the context instead.
	Interrupts <-chan struct{}
	// Width is how many signs a line of the terminal has now, 0 while that is not
	// known; nil where lines are broken by nobody.
	Width func() int
	// Why says why this mode was chosen without being asked for; "" where the
	// user asked.
	Why string
	// Simulation is what can be done to the servers of a demo; nil where they are
	// real.
	Simulation Simulation
	// TakeOver is called when the user wants to work on the store that was only
	// watched; Run returns then.
	TakeOver func()
	// Fault is told of a panic of what a command does, with its goroutine's stack,
	// and ends the context; nil lets it end the program.
	Fault func(value any, stack []byte)
}

const (
	// settle is how long a change waits for others, to be told with them.
	settle = 500 * time.Millisecond
	// between is the least time between two looks at the engine.
	between = time.Second
	// pace is the least time between announcements: nobody can listen faster.
	pace = 3 * time.Second
	// patience is how long the first announcement waits for nodes to answer.
	patience = 5 * time.Second
	// recently is how long an explanation of ctrl+c holds good.
	recently = 30 * time.Second
)

// Run reads commands and writes what happens, until the user leaves, the input
// ends or ctx does, none of which is an error. The result says whether ctrl+c
// ended it. An input that cannot be interrupted keeps its reader: see
// [input.close].
func Run(ctx context.Context, e Engine, opt Options) (interrupted bool, err error) {
	if opt.In == nil {
		opt.In = os.Stdin
	}
	if opt.Out == nil {
		opt.Out = os.Stdout
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	ctx, cancel := context.WithCancel(ctx)
	in := newInput(opt.In)
	s := &session{engine: e, out: opt.Out, width: opt.Width, clock: opt.Clock, fault: opt.Fault, simulation: opt.Simulation, done: make(chan answer)}
	defer func() {
		cancel() // what is under way ends with it
		s.tasks.Wait()
		in.close()
	}()
	s.watch = newWatcher(opt.Clock())
	s.greet(opt.Why)
	s.loop(ctx, in, opt.Interrupts)
	if s.takesOver && opt.TakeOver != nil {
		opt.TakeOver()
	}
	if s.failed != nil && ctx.Err() == nil {
		return s.interrupted, s.failed
	}
	return s.interrupted, nil
}

// caught passes on the panic of what has a goroutine of its own, if there was
// one, while it is under way.
func (s *session) caught(value any) {
	switch {
	case value == nil:
	case s.fault == nil:
		panic(value)
	default:
		s.fault(value, debug.Stack())
	}
}

func (s *session) loop(ctx context.Context, in *input, interrupts <-chan struct{}) {
	s.start = func(work func(context.Context) answer) {
		s.tasks.Go(func() {
			defer func() { s.caught(recover()) }()
			answer := work(ctx)
			select {
			case s.done <- answer:
			case <-ctx.Done():
			}
		})
	}
	look := time.NewTimer(settle)
	defer look.Stop()
	armed := true
	var looked, told time.Time
	for !s.left && s.failed == nil {
		lines, changes := in.lines, s.engine.Changes()
		if s.busy {
			lines = nil
		}
		if armed {
			changes = nil
		}
		select {
		case <-ctx.Done():
			s.farewell()
			return
		case <-changes:
			now := time.Now()
			due := latest(now.Add(settle), looked.Add(between), told.Add(pace))
			look.Reset(due.Sub(now))
			armed = true
		case <-look.C:
			armed = false
			looked = time.Now()
			if s.announce() {
				told = looked
			}
			if !s.watch.greeted {
				look.Reset(between)
				armed = true
			}
		case l := <-lines:
			s.take(l)
		case a := <-s.done:
			s.settled(a)
		case <-interrupts:
			s.interrupt()
		}
	}
	s.farewell()
}

func latest(times ...time.Time) time.Time {
	out := times[0]
	for _, t := range times[1:] {
		if t.After(out) {
			out = t
		}
	}
	return out
}
