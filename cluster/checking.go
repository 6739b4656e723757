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

// startChecks has the nodes checked that hold the model in memory: to ask the
// others would load it. The lock is held.
func (f *Flock) startChecks() {
	if f.cfg.Passive || f.digest == "" {
		return
	}
	for _, m := range f.members {
		if found := m.model(f.model); found != nil && found.Loaded && m.state.Works() {
			f.startCheck(m)
		}
	}
}

// startCheck has a node embed the canary texts, unless that is done or under
// way. The lock is held.
func (f *Flock) startCheck(m *member) {
	if !m.watched() {
		return
	}
	digest := f.digest
	c := m.validCheck(digest)
	if c == nil {
		c = &check{version: m.version}
		m.checks[digest] = c
	}
	if c.running || c.answer != nil || !c.open() || time.Now().Before(c.again) {
		return
	}
	ctx, stop := context.WithTimeout(m.life, f.checkLimit(m))
	c.running, c.stop, c.begun = true, stop, time.Now()
	name := f.model
	f.spawn(&f.probes, func() {
		defer stop()
		answer, err := f.embedCanaries(ctx, m, name)
		if err == nil {
			err = f.stillHas(ctx, m, name, digest)
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
		limit = max(limit, time.Duration(checkFactor*canaryWork*s.PerUnit*float64(time.Second)))
	}
	return min(limit, f.cfg.LoadTimeout)
}

// embedCanaries asks a node for the vectors of the canary texts: together, and
// one by one where it fails on some; a vector is nil where it cannot do one.
func (f *Flock) embedCanaries(ctx context.Context, m *member, name string) (canaries, error) {
	texts := make([]string, len(canaryTexts))
	for i, c := range canaryTexts {
		texts[i] = c.text
	}
	answer, err := askCanaries(ctx, m.client, name, texts)
	if err == nil || !blamesTexts(err) {
		return answer, err
	}
	out, some := make(canaries, len(texts)), false
	for i, text := range texts {
		one, oneErr := askCanaries(ctx, m.client, name, []string{text})
		switch {
		case oneErr == nil:
			out[i], some = one[0], true
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
	c.running = false
	if err != nil {
		c.problem = explain(err)
		f.cfg.Log.Debug("canary texts: "+c.problem, "node", m.Name)
		if !errors.Is(err, context.Canceled) {
			c.tries++
		}
		c.again = time.Now().Add(min(firstCheckPause<<min(c.tries, 10), lastCheckPause))
	} else {
		c.take(answer)
		m.canaried = c.at
		f.judgeChecks(digest, false)
	}
	f.settle()
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
		delete(m.checks, f.digest)
		f.startCheck(m)
	}
}

// stopChecks ends the checks of a node that run. The lock is held.
func (m *member) stopChecks() {
	for _, c := range m.checks {
		if c.running {
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
