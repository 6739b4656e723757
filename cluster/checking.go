package cluster

import (
	"context"
	"errors"
	"time"

	"flocktop/cluster/dispatch"
)

const (
	firstCheckPause = 500 * time.Millisecond // after a check that got no answer; doubled each time
	lastCheckPause  = 30 * time.Second
	// longestCheck is how long the canary texts may take where the model is in
	// memory, or checkFactor times what is expected on a node known to be slow.
	longestCheck = 30 * time.Second
	checkFactor  = 20
	// checkMargin is how much longer than expected a node is left alone with the
	// canary texts, and longestAlone how long at most.
	checkMargin  = 1.5
	longestAlone = 2 * time.Second
)

// calm is how long no batch must have been under way or in sight before idle
// nodes are asked for the canary texts that are not short.
const calm = 3 * time.Second

// mostAtLeisure is how many nodes embed canary texts at a time while no batch is
// under way.
const mostAtLeisure = 32

// startChecks has the nodes checked that hold the model in memory: to ask the
// others would load it. While a batch is near, which is when its model is asked
// for and its first document is read, nodes have nothing to do: the short texts
// cost nothing then. Where one is under way, its own requests bring them along.
// The lock is held.
func (f *Flock) startChecks() {
	if f.cfg.Passive || f.digest == "" {
		return
	}
	for _, m := range f.members {
		if found := m.model(f.model); found == nil || !found.Loaded || !m.state.Works() {
			continue
		}
		if f.batches == 0 && (f.waits() || f.leisure(m)) || f.batches > 0 && !f.mayRide(m, f.digest) {
			f.startCheck(m)
		}
	}
}

// waits says that a batch is near which gives the nodes nothing to do yet. The
// lock is held.
func (f *Flock) waits() bool { return f.near > 0 && f.atLeisure < mostAtLeisure }

// comparable says that there is something to compare such texts with, or will be
// once nodes have embedded them.
func (r *Reference) comparable(d depth) bool {
	return r == nil || canaries(r.Vectors).has(d)
}

// wants is how far a node's check is to go next. The lock is held.
func (f *Flock) wants(m *member, digest string, c *check) depth {
	switch {
	case c.fault != "" || c.whole:
		return nothing
	case c.passed: // it works; the rest has time
		if c.got == whole || (!f.contested[digest] && !f.leisure(m)) {
			return nothing
		}
		return whole
	case c.all || !f.references[digest].comparable(quick):
		if c.got == whole {
			return nothing
		}
		return whole
	case c.got != nothing:
		return nothing
	case f.near > 0, f.batches > 0 && f.tiny:
		return glance
	}
	return quick
}

// leisure says that the longer texts cost no batch more than they may. The lock
// is held.
func (f *Flock) leisure(m *member) bool {
	if f.atLeisure >= mostAtLeisure {
		return false
	}
	if f.batches > 0 {
		return f.ample
	}
	return f.near == 0 && m.flight == 0 && time.Since(f.stirred) >= calm
}

// makeWay has nodes that work on the longer texts at leisure stop: a batch is
// near. The lock is held.
func (f *Flock) makeWay() {
	for _, m := range f.members {
		for _, c := range m.checks {
			if c.running && c.passed {
				c.stop()
				m.canaried = f.clock.now() // it works off the text that it is at
			}
		}
	}
}

// approach says that a batch comes near, by 1, or is past that, by -1. The lock
// is held.
func (f *Flock) approach(change int) {
	f.near += change
	f.stirred = time.Now()
	if change > 0 {
		f.makeWay()
		f.startChecks()
	}
}

// checkOf is the check of a node at its server's present version. The lock is
// held.
func (m *member) checkOf(digest string) *check {
	c := m.validCheck(digest)
	if c == nil {
		c = &check{version: m.version}
		m.checks[digest] = c
	}
	return c
}

// startCheck has a node embed canary texts by themselves, unless that is done or
// under way. The lock is held.
func (f *Flock) startCheck(m *member) {
	if !m.watched() {
		return
	}
	digest := f.digest
	c := m.checkOf(digest)
	want := f.wants(m, digest, c)
	if want == nothing || c.running || time.Now().Before(c.again) || (f.near > 0 && !want.rides()) {
		return
	}
	ctx, stop := context.WithCancel(m.life)
	c.running, c.asked, c.stop, c.begun = true, want, stop, f.clock.now()
	name, limit, patient := f.model, f.checkLimit(m), c.passed || f.batches == 0
	if patient {
		f.atLeisure++
	}
	f.spawn(&f.probes, func() {
		defer stop()
		answer, err := timed(ctx, f.clock, limit, func(ctx context.Context) (canaries, error) {
			answer, err := f.embedCanaries(ctx, m, name, want.texts())
			if err == nil && want == glance {
				answer = f.lookOn(ctx, m, name, c, answer)
			}
			f.mu.Lock()
			m.canaried = f.clock.now()
			f.mu.Unlock()
			if err == nil {
				err = f.stillHas(ctx, m, name, digest)
			}
			return answer, err
		})
		if patient {
			f.mu.Lock()
			f.atLeisure--
			f.mu.Unlock()
		}
		f.endCheck(m, c, digest, answer, err)
	})
}

// checkLimit is how long a node may take for the canary texts. The lock is held.
func (f *Flock) checkLimit(m *member) time.Duration {
	found := m.model(f.model)
	if found == nil || !found.Loaded {
		return f.cfg.LoadTimeout
	}
	limit := longestCheck
	if s := m.speeds[found.Digest]; s != nil {
		limit = max(limit, time.Duration(checkFactor*whole.work()*s.PerUnit*float64(time.Second)))
	}
	return min(limit, f.cfg.LoadTimeout)
}

// lookOn has a node that has embedded the first of the short texts embed the
// others too, as long as a batch that was near has nothing for it to do. The
// answer is that for all that it has embedded.
func (f *Flock) lookOn(ctx context.Context, m *member, name string, c *check, first canaries) canaries {
	f.mu.Lock()
	idle := f.batches == 0
	if idle {
		c.asked = quick
	}
	f.mu.Unlock()
	if !idle {
		return first
	}
	rest, err := f.embedCanaries(ctx, m, name, quick.texts()[len(glance.texts()):])
	if err != nil { // what it has embedded is worth no less
		f.mu.Lock()
		c.asked = glance
		f.mu.Unlock()
		return first
	}
	return rest.with(first)
}

// embedCanaries asks a node for the vectors of some canary texts: together, and
// one by one where it fails on some; a vector is nil where it cannot do one.
func (f *Flock) embedCanaries(ctx context.Context, m *member, name string, which []int) (canaries, error) {
	texts := canaryBodies(which)
	out := make(canaries, len(canaryTexts))
	answer, err := askCanaries(ctx, m.client, name, texts)
	if err == nil {
		for i, at := range which {
			out[at] = answer[i]
		}
		return out, nil
	}
	if !blamesTexts(err) {
		return nil, err
	}
	some := false
	for i, at := range which {
		one, oneErr := askCanaries(ctx, m.client, name, texts[i:i+1])
		switch {
		case oneErr == nil:
			out[at], some = one[0], true
		case !blamesTexts(oneErr):
			return nil, oneErr
		}
	}
	if !some { // it fails on whatever it is given: nothing can be said about its vectors
		return nil, err
	}
	return out, nil
}

var errAnotherBuild = errors.New("it has another build of the model now")

// stillHas makes sure that it was this build which answered, where that is in
// doubt.
func (f *Flock) stillHas(ctx context.Context, m *member, name, digest string) error {
	f.mu.Lock()
	confirmed := m.confirmed()
	f.mu.Unlock()
	if !confirmed && !f.readInventory(ctx, m) {
		return errors.New("its version and models cannot be read")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if found := m.model(name); found == nil || found.Digest != digest {
		return errAnotherBuild
	}
	return nil
}

func askCanaries(ctx context.Context, client *client, name string, texts []string) (canaries, error) {
	answer, err := client.embed(ctx, embedRequest(name, texts), 0)
	if err != nil {
		return nil, err
	}
	return answer.Embeddings, checkVectors(answer.Embeddings, len(texts), 0)
}

func blamesTexts(err error) bool {
	kind := classify(err).kind
	return kind == dispatch.BadTexts || kind == dispatch.Hopeless
}

// endCheck takes in what a check found.
func (f *Flock) endCheck(m *member, c *check, digest string, answer canaries, err error) {
	f.mu.Lock()
	asked, rode, changes := c.asked, c.rides, false
	c.running, c.rides = false, false
	if err != nil {
		c.problem, c.apart = explain(err), true
		f.cfg.Log.Debug("canary texts: "+c.problem, "node", m.Name)
		if full := classify(err).kind == dispatch.Overloaded; !full && !errors.Is(err, context.Canceled) {
			c.tries++
		}
		c.again = time.Now().Add(min(firstCheckPause<<min(c.tries, 10), lastCheckPause))
		if asked != whole && blamesTexts(err) { // it may well embed others
			c.all, c.again = true, time.Time{}
		}
	} else {
		c.take(answer, asked)
		changes = f.judgeChecks(digest, false)
	}
	if changes || !rode { // all of a thousand nodes are too many to be looked at for each answer
		f.settle()
	}
	f.mu.Unlock()
	f.touch()
	f.nudge()
}

// recheckPause is how long a verdict stands at least, whatever speaks against
// it: canary texts cost time.
const recheckPause = time.Minute

// recheck drops the good verdict on a node that gave a vector of no numbers, as
// broken hardware does: until the next one its vectors wait. The lock is held.
func (f *Flock) recheck(m *member) {
	c := m.validCheck(f.digest)
	if c != nil && c.passed && time.Since(c.at) >= recheckPause {
		if c.running {
			c.stop()
		}
		delete(m.checks, f.digest)
		m.checkOf(f.digest).all = true // what it gave before was compared for all
		f.startCheck(m)
	}
}

// stopChecks ends the checks of a node that run; those that ride end with their
// request. The lock is held.
func (m *member) stopChecks() {
	for _, c := range m.checks {
		if c.running && !c.rides {
			c.stop()
		}
	}
}

// Checks are the verdicts that are worth keeping until the next run.
func (f *Flock) Checks() []Checked {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Checked
	for _, m := range f.members {
		out = append(out, m.verdicts()...)
	}
	return out
}
