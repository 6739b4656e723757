package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// unloadPatience is how long a node may go on listing a model that it was told
	// to drop: it answers at once, and drops it when nobody uses it.
	unloadPatience = 5 * time.Second
	// unloadLook is the time between two looks whether it has, and unloadAgain that
	// after which it is told again: a request that came meanwhile, such as one of
	// canary texts, has the model kept.
	unloadLook  = 100 * time.Millisecond
	unloadAgain = time.Second
)

// WarmUp has the node load the model, as a first request would; it returns when
// it is in memory. The load ends with the context.
func (f *Flock) WarmUp(ctx context.Context, id, model string) error {
	model = FullModel(model)
	f.mu.Lock()
	m := f.memberOf(id)
	if m == nil {
		f.mu.Unlock()
		return noNode(id)
	}
	loads := 1
	if found := m.model(model); found != nil && found.Loaded {
		loads = 0 // it is only to be kept longer
	}
	m.loading += loads
	f.settleNode(m)
	f.mu.Unlock()
	f.touch()

	err := f.order(ctx, m, "load "+ShortModel(model), func(ctx context.Context) error {
		_, err := m.client.embed(ctx, embedRequest(model, []string{}), 0) // no text: the node loads and does no more
		return err
	})
	if err == nil {
		m.client.hints.note() // another build may be loaded, which no later answer would show
	}
	f.lookNow(ctx, m)
	f.mu.Lock()
	m.loading -= loads
	if found := m.model(model); err == nil && m.answers && found != nil && !found.Loaded {
		err = fmt.Errorf("%s has loaded %s and holds it in memory no more: something else may have taken its place", m.Name, ShortModel(model))
	}
	f.settleNode(m)
	f.mu.Unlock()
	f.Refresh()
	f.touch()
	f.nudge()
	return err
}

// Unload has the node drop the model from its memory; it returns when it is
// gone. It is refused while a running batch uses the model there.
func (f *Flock) Unload(ctx context.Context, id, model string) error {
	model = FullModel(model)
	f.mu.Lock()
	m := f.memberOf(id)
	used := m != nil && m.serves == model && (m.flight > 0 || !f.steering.Paused)
	f.mu.Unlock()
	switch {
	case m == nil:
		return noNode(id)
	case used:
		return fmt.Errorf("%s embeds a batch with %s, which is not unloaded meanwhile: pause or cancel the job first", m.Name, ShortModel(model))
	}
	err := f.drop(ctx, m, model)
	f.Refresh()
	f.touch()
	f.nudge()
	return err
}

// drop tells a node to unload a model until the node lists it no more.
func (f *Flock) drop(ctx context.Context, m *member, model string) error {
	const looks = int(unloadAgain / unloadLook)
	for begun, i := f.clock.now(), 0; ; i++ {
		if i%looks == 0 {
			err := f.order(ctx, m, "unload "+ShortModel(model), func(ctx context.Context) error {
				return m.client.unload(ctx, model)
			})
			if err != nil {
				f.lookNow(ctx, m)
				return err
			}
		}
		f.lookNow(ctx, m)
		switch {
		case !f.holds(m, model):
			return nil
		case f.clock.now()-begun > unloadPatience:
			return fmt.Errorf("%s was told to unload %s and still has it in memory: something else uses it there", m.Name, ShortModel(model))
		case !sleep(ctx, unloadLook):
			return fmt.Errorf("nobody waits any more for %s to unload %s: %w", m.Name, ShortModel(model), ctx.Err())
		}
	}
}

// order has a node do something that may take as long as loading a model, and
// makes a sentence of its failure.
func (f *Flock) order(ctx context.Context, m *member, what string, do func(context.Context) error) error {
	_, err := timed(ctx, f.clock, f.cfg.LoadTimeout, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) })
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("nobody waits any more for %s to %s: %w", m.Name, what, ctx.Err())
	}
	reason := classify(err).reason
	if errors.Is(err, context.DeadlineExceeded) {
		reason = fmt.Sprintf("no answer in %s, which dispatch.load_timeout sets", f.cfg.LoadTimeout)
	}
	f.mu.Lock()
	m.fail(reason, time.Now())
	f.mu.Unlock()
	return fmt.Errorf("%s cannot %s: %s", m.Name, what, reason) // the server's words go no further as they are
}

// lookNow probes a node at once, even where nobody waits any more.
func (f *Flock) lookNow(ctx context.Context, m *member) {
	ctx = context.WithoutCancel(ctx)
	if f.confirmedNow(m) || f.readInventory(ctx, m) {
		f.readLoaded(ctx, m)
	}
}

// confirmedNow says that nothing speaks for the node being another one than it
// was.
func (f *Flock) confirmedNow(m *member) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return m.known && m.confirmed()
}

// holds says that a node answers and lists the model among those in memory.
func (f *Flock) holds(m *member, model string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := m.model(model)
	return m.answers && found != nil && found.Loaded
}
