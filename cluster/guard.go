package cluster

import "sync"

// spawn runs work in a goroutine of its own, under the configured guard.
func (f *Flock) spawn(group *sync.WaitGroup, work func()) {
	group.Go(func() { f.cfg.Guard(work) })
}
