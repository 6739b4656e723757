package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// signals end the program by ending its context. A conversation in lines can
// ask to be told of ctrl+c instead, which it answers itself.
type signals struct {
	end        context.CancelFunc
	attended   atomic.Bool
	interrupts chan struct{} // holds a token when ctrl+c came while it was attended to
	stop       func()
}

// heed begins to listen, and returns the context that the signals end.
func heed() (context.Context, *signals) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &signals{end: cancel, interrupts: make(chan struct{}, 1)}
	came := make(chan os.Signal, 1)
	signal.Notify(came, endings()...)
	stopped := make(chan struct{})
	go func() {
		for {
			select {
			case <-stopped:
				return
			case sig := <-came:
				s.take(sig)
			}
		}
	}()
	s.stop = func() {
		signal.Stop(came)
		close(stopped)
		cancel()
	}
	return ctx, s
}

func (s *signals) take(sig os.Signal) {
	if sig != os.Interrupt || !s.attended.Load() {
		s.end()
		return
	}
	select {
	case s.interrupts <- struct{}{}:
	default: // one is waiting to be answered already
	}
}

// attend has ctrl+c bring a token instead of the end, until it is released.
func (s *signals) attend() (interrupts <-chan struct{}, release func()) {
	s.attended.Store(true)
	return s.interrupts, func() { s.attended.Store(false) }
}

// endings are the signals that end the program. What its starter has it ignore
// stays ignored: a closed terminal after nohup, ctrl+c in the background.
func endings() []os.Signal {
	out := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			out = append(out, s)
		}
	}
	return out
}
