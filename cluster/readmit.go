package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ollama/ollama/api"
)

const (
	firstBackoff = 250 * time.Millisecond
	lastBackoff  = 2 * time.Second
	// probeText is embedded to see whether an ejected node works again; that
	// its other calls answer says nothing about its runner.
	probeText = "The flock is counted at dusk."
	// leastProbe and mostProbe bound how long that may take where the model is
	// loaded. A probe that was sent into the void must not keep the next one from
	// finding the node back.
	leastProbe = time.Second
	mostProbe  = 10 * time.Second
	// probesInVain is after how many probes without an answer a node of unknown
	// pace is given a second more.
	probesInVain = 8
	// probeWork is the work of the probe text, and probeFactor how many times its
	// expected time it may take.
	probeWork   = 10
	probeFactor = 10
)

// eject takes a node out until it has embedded a probe text again. The lock is
// held.
func (f *Flock) eject(m *member, reason string) {
	m.fail(reason, time.Now())
	if m.ejected || !m.watched() {
		return
	}
	m.ejected, m.backoff, m.vain = true, firstBackoff, 0
	m.stopChecks()
	select {
	case <-m.back: // of an earlier return
	default:
	}
	m.problem = fmt.Sprintf("%s; next try in %s", reason, m.backoff)
	f.spawn(&f.probes, func() { f.readmitLoop(m.life, m) })
}

// readmitLoop probes an ejected node, one probe at a time, until it works or
// leaves.
func (f *Flock) readmitLoop(ctx context.Context, m *member) {
	var took time.Duration // the probe before; the backoff is from one to the next
	for {
		f.mu.Lock()
		backoff := m.backoff
		f.mu.Unlock()
		if !m.pause(ctx, max(backoff-rand.N(backoff/2)-took, firstBackoff/2)) {
			return
		}
		f.mu.Lock()
		judged := m.returned // else a failure may be that of one sent before it was back
		f.mu.Unlock()
		begun := time.Now()
		err := f.halfOpen(ctx, m)
		took = time.Since(begun)
		if ctx.Err() != nil {
			return
		}
		if err == nil { // it may have come back as another server
			f.readInventory(ctx, m)
			f.readLoaded(ctx, m)
		}
		f.mu.Lock()
		m.halfOpen = false
		if err == nil {
			m.ejected, m.returned, m.overdue = false, false, overdue{} // the request that it was at is no longer its
			f.settleNode(m)
		} else {
			f.triedInVain(m, classify(err).reason, judged)
		}
		f.mu.Unlock()
		f.touch()
		f.nudge()
		if err == nil {
			return
		}
	}
}

// triedInVain books a half-open probe that failed. Of a node that is back after an
// outage it is news, if it was judged by that probe. The lock is held.
func (f *Flock) triedInVain(m *member, reason string, judged bool) {
	m.vain++
	m.backoff = min(2*m.backoff, lastBackoff)
	m.noteFault(reason, time.Now())
	news := m.returned && judged
	m.returned = m.returned && !judged
	if !m.returned {
		m.problem = fmt.Sprintf("%s; next try in about %s", reason, m.backoff)
	}
	f.settleNode(m)
	if news && m.state == Ejected {
		f.cfg.Log.With("node", m.Name).Warn(fmt.Sprintf("%s: %s", m.state, m.problem))
	}
}

// pause waits, though not longer than until the node answers its other probes
// again.
func (m *member) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-m.back:
	}
	return ctx.Err() == nil
}

// halfOpen embeds one text on an ejected node and checks the answer.
func (f *Flock) halfOpen(ctx context.Context, m *member) error {
	f.mu.Lock()
	m.halfOpen = true
	name := f.model
	limit := f.cfg.LoadTimeout
	if found := m.model(name); found != nil && found.Loaded {
		limit = m.probeLimit(found.Digest)
	}
	f.settleNode(m)
	f.mu.Unlock()
	f.touch()
	answer, err := timed(ctx, f.clock, limit, func(ctx context.Context) (*api.EmbedResponse, error) {
		return m.client.embed(ctx, embedRequest(name, []string{probeText}), 0)
	})
	if err != nil {
		return err
	}
	return checkVectors(answer.Embeddings, 1, 0)
}

// probeLimit is how long the probe text may take on a node that has the model in
// memory: a second, unless it is known to be slow; slowly more where nothing is
// known.
func (m *member) probeLimit(digest string) time.Duration {
	limit := leastProbe * time.Duration(1+m.vain/probesInVain)
	if s := m.speeds[digest]; s != nil && s.PerUnit > 0 {
		limit = probeFactor * (s.RoundTrip + s.PerRequest + time.Duration(probeWork*s.PerUnit*float64(time.Second)))
	}
	return min(max(limit, leastProbe), mostProbe)
}
