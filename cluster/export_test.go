package cluster

import "time"

// Freeze has the machine's clocks stand still for the flock until it is thawed: they
// have gone on then, as a program finds them that did not run meanwhile.
func (f *Flock) Freeze() (thaw func()) {
	f.clock.mu.Lock()
	defer f.clock.mu.Unlock()
	read := f.clock.read
	frozen := read()
	f.clock.read = func() reading { return frozen }
	return func() {
		f.clock.mu.Lock()
		defer f.clock.mu.Unlock()
		f.clock.read = read
	}
}

// Leap has the machine's clocks go on by so much between two looks at them, as a
// program finds them that did not run meanwhile: the steady one, and the one on the
// wall. What happens meanwhile is done before anybody looks.
func (f *Flock) Leap(steady, wall time.Duration, meanwhile ...func()) {
	f.clock.mu.Lock()
	defer f.clock.mu.Unlock()
	for _, do := range meanwhile {
		do()
	}
	read := f.clock.read
	f.clock.read = func() reading {
		now := read()
		return reading{ran: now.ran + steady, wall: now.wall.Add(wall)}
	}
}
