package simulate

import (
	"context"
	"errors"
	"math"
	"sort"
	"sync"
	"time"
)

const (
	// defaultKeepAlive is how long a model stays after its last request where
	// the request does not say.
	defaultKeepAlive = 5 * time.Minute
	// forever stands for keep_alive -1: Ollama adds the longest duration there
	// is, which ends up in the twenty-fourth century.
	forever = time.Duration(math.MaxInt64)
	// residentFactor is how much larger a model is in memory than installed:
	// weights, context and scratch buffers.
	residentFactor = 2
)

// errLoadAborted is what those get who come to wait for a load that ends because
// the node goes down.
var errLoadAborted = errors.New("llama runner process has terminated: signal: killed")

// residency knows which models are in a node's memory, and until when.
type residency struct {
	load  time.Duration
	guard func(work func())

	mu     sync.Mutex
	models map[string]*resident // by full name
	stats  *tally
}

// resident is a model in memory, or on its way there.
type resident struct {
	model     Model
	runner    runner
	ready     chan struct{} // closed when loaded, or when given up
	loaded    bool
	aborted   bool
	waiters   int         // requests that wait for the load
	timer     *time.Timer // of the load; nil once loaded
	active    int         // requests being served
	keep      time.Duration
	idleSince time.Time
}

// runner is what a model was started with.
type runner struct {
	options string // those that need a new runner when they change
	context int    // tokens
}

func newResidency(spec Spec, stats *tally) *residency {
	return &residency{load: spec.Load, guard: spec.Guard, models: make(map[string]*resident), stats: stats}
}

// warm makes models resident at once.
func (r *residency) warm(models []Model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range models {
		r.models[fullName(m.Name)] = &resident{model: m, runner: runner{context: m.ContextLength}, loaded: true, ready: closedChannel(), keep: forever, idleSince: time.Now()}
	}
}

// acquire waits until the model is resident with such a runner and holds it.
// The caller calls release. A load whose last waiting client leaves is aborted,
// as Ollama does.
func (r *residency) acquire(ctx context.Context, m Model, with runner, keep time.Duration) (release func(), err error) {
	name := fullName(m.Name)
	r.mu.Lock()
	r.expire(time.Now())
	in := r.models[name]
	if in == nil || in.runner != with || in.model.Digest != m.Digest {
		// other options mean a new runner; what the old one still does, it ends
		in = r.begin(m, with)
		r.models[name] = in
	}
	in.keep = keep
	if in.loaded {
		in.active++
		r.mu.Unlock()
		return func() { r.release(in) }, nil
	}
	in.waiters++
	r.mu.Unlock()

	select {
	case <-in.ready:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	in.waiters--
	switch {
	case ctx.Err() != nil:
		if in.waiters == 0 && !in.loaded {
			r.abort(in)
		}
		return nil, ctx.Err()
	case in.aborted:
		return nil, errLoadAborted
	}
	in.active++
	return func() { r.release(in) }, nil
}

// begin starts a load. The caller holds the lock.
func (r *residency) begin(m Model, with runner) *resident {
	in := &resident{model: m, runner: with, ready: make(chan struct{})}
	finish := func() {
		in.loaded = true
		in.timer = nil
		in.idleSince = time.Now()
		r.stats.add(func(s *Stats) { s.Loads++ })
		close(in.ready)
	}
	if r.load <= 0 {
		finish()
		return in
	}
	in.timer = time.AfterFunc(r.load, guarded(r.guard, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if !in.aborted {
			finish()
		}
	}))
	return in
}

// abort takes a model out of memory, or stops its load. The caller holds the lock.
func (r *residency) abort(in *resident) {
	if r.models[fullName(in.model.Name)] == in {
		delete(r.models, fullName(in.model.Name))
	}
	if in.loaded || in.aborted {
		return
	}
	in.aborted = true
	in.timer.Stop()
	r.stats.add(func(s *Stats) { s.LoadsAborted++ })
	close(in.ready)
}

func (r *residency) release(in *resident) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in.active--
	in.idleSince = time.Now()
	r.expire(in.idleSince)
}

// expire forgets what nobody used for as long as it was to be kept. The caller
// holds the lock.
func (r *residency) expire(now time.Time) {
	for name, in := range r.models {
		if in.loaded && in.active == 0 && in.keep != forever && !in.idleSince.Add(in.keep).After(now) {
			delete(r.models, name)
		}
	}
}

// clear empties the memory, as the end of the process does.
func (r *residency) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, in := range r.models {
		r.abort(in)
	}
}

// drop takes one model out of memory, as a crash of its runner does.
func (r *residency) drop(m Model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := r.models[fullName(m.Name)]; in != nil && in.loaded {
		delete(r.models, fullName(m.Name))
	}
}

// unload has a model leave: at once, or with the end of the last request that
// uses it or waits for its load.
func (r *residency) unload(m Model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := r.models[fullName(m.Name)]; in != nil {
		in.keep = 0
		r.expire(time.Now())
	}
}

// held is a resident model as /api/ps shows it.
type held struct {
	model   Model
	context int
	expires time.Time
}

// list returns what is resident, the longest remaining first; loading ones only
// if asked for.
func (r *residency) list(loading bool) []held {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.expire(now)
	var all []held
	for _, in := range r.models {
		if !in.loaded && !loading {
			continue
		}
		since := in.idleSince
		if in.active > 0 || !in.loaded {
			since = now
		}
		all = append(all, held{model: in.model, context: in.runner.context, expires: since.Add(in.keep)})
	}
	sort.Slice(all, func(i, j int) bool {
		if !all[i].expires.Equal(all[j].expires) {
			return all[i].expires.After(all[j].expires)
		}
		return all[i].model.Name < all[j].model.Name
	})
	return all
}

func closedChannel() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}
