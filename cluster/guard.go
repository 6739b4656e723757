package cluster

import (
	"errors"
	"sync"
)

// spawn runs work in a goroutine of its own, under the configured guard.
func (f *Flock) spawn(group *sync.WaitGroup, work func()) {
	group.Go(func() { f.cfg.Guard(work) })
}

var errPanic = errors.New("the program has a fault")

// guarded is the same for work that can fail: a panic is a failure to others.
func (f *Flock) guarded(work func() error) func() error {
	return func() error {
		err := errPanic
		f.cfg.Guard(func() { err = work() })
		return err
	}
}
