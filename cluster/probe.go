package cluster

import (
	"context"
	"fmt"
	"time"

	"github.com/ollama/ollama/api"
)

// patience is how many probes in a row a node may miss while it answers requests: a
// machine under load is not gone.
const patience = 3

// readInventory asks for version and models, each with its own time-out.
func (f *Flock) readInventory(ctx context.Context, m *member) bool {
	begun := time.Now()
	ctx = asReading(ctx)
	tags, err := timed(ctx, f.clock, f.cfg.ProbeTimeout, m.client.list)
	if err != nil {
		f.missed(ctx, m, err)
		return false
	}
	models := make([]Model, 0, len(tags.Models))
	for _, t := range tags.Models {
		models = append(models, Model{
			Name: m.client.clean(t.Name), Digest: m.client.clean(t.Digest), Disk: plausible(t.Size),
			Embedding: f.facts.embeds(ctx, m.client, t, f.cfg.ProbeTimeout),
		})
	}
	sortModels(models)
	// the version comes last: what the models were read from was no later server
	version, err := timed(ctx, f.clock, f.cfg.ProbeTimeout, m.client.version)
	if err != nil {
		f.missed(ctx, m, err)
		return false
	}
	f.mu.Lock()
	news := false
	if !begun.Before(m.readAt) { // else another reading, begun later, was quicker
		confirmed, before, old := m.known && m.confirmed(), m.version, m.models
		m.version = m.client.clean(version)
		m.dropOldSpeeds()
		m.models, m.known, m.readAt = keepModels(old, mergeLoaded(models, old)), true, begun
		news = !confirmed || m.version != before || !sameList(m.models, old)
	}
	f.mu.Unlock()
	if news { // all else is in the snapshot of the second
		f.touch()
	}
	return true
}

// dropOldSpeeds forgets speeds that another server version taught.
func (m *member) dropOldSpeeds() {
	for digest, s := range m.speeds {
		if s.version != "" && s.version != m.version {
			delete(m.speeds, digest)
		}
	}
}

// mergeLoaded carries over what is known of loaded models until the next probe.
func mergeLoaded(fresh, old []Model) []Model {
	for i := range fresh {
		for j := range old {
			if old[j].Name == fresh[i].Name && old[j].Digest == fresh[i].Digest {
				embedding, disk := fresh[i].Embedding, fresh[i].Disk
				fresh[i] = old[j]
				fresh[i].Embedding, fresh[i].Disk = embedding, disk
			}
		}
	}
	return fresh
}

// readLoaded asks which models are in memory; its round trip is the ping. It
// says whether the server may be another one than before.
func (f *Flock) readLoaded(ctx context.Context, m *member) (anew bool) {
	before := f.clock.mark()
	running, err := timed(ctx, f.clock, f.cfg.ProbeTimeout, m.client.running)
	if err != nil {
		f.missed(ctx, m, err)
		return false
	}
	ping, whole := f.clock.since(before)
	f.mu.Lock()
	back, old := !m.answers, m.models
	anew = !m.confirmed()
	m.firstProbe()
	m.answers, m.misses = true, 0
	if whole {
		m.pinged(ping)
	}
	if before.at >= m.lookedAt { // else another probe, sent later, was quicker
		m.lookedAt = before.at
		m.models = keepModels(old, withLoaded(old, running.Models))
		m.readVRAM()
		m.readShare(f.model)
	}
	if back {
		if m.ejected { // what kept it from answering is over; whether it works is to be seen
			m.returned, m.problem = true, OnTrial
		}
		f.settleNode(m)
	}
	news := back || anew || !sameList(m.models, old)
	f.mu.Unlock()
	if news { // a ping alone is in the snapshot of the second
		f.touch()
	}
	if back {
		f.nudge()
		select {
		case m.back <- struct{}{}:
		default:
		}
	}
	return anew
}

// pinged takes in how long a probe took. The first one of a node is no later than
// others were, however long that is.
func (m *member) pinged(took time.Duration) {
	m.lag = 0
	if m.ping > 0 {
		m.lag = max(0, took-m.ping)
	}
	m.ping = smoothPing(m.ping, took)
}

// smoothPing follows an improvement at once and a deterioration slowly: the
// shortest round trip is the network's, the rest is a busy machine.
func smoothPing(old, fresh time.Duration) time.Duration {
	if old == 0 || fresh < old {
		return fresh
	}
	return old + (fresh-old)/8
}

// withLoaded marks which models are in memory, in a list of its own: the old
// one may stand in a snapshot.
func withLoaded(models []Model, running []api.ProcessModelResponse) []Model {
	out := make([]Model, len(models))
	for i, m := range models {
		m.Loaded, m.Size, m.SizeVRAM, m.Context, m.Expires = false, 0, 0, 0, time.Time{}
		for _, r := range running {
			if r.Name == m.Name || r.Model == m.Name {
				m.Loaded, m.SizeVRAM, m.Context, m.Expires = true, plausible(r.SizeVRAM), max(0, r.ContextLength), r.ExpiresAt
				m.Size = plausible(r.Size)
			}
		}
		out[i] = m
	}
	return out
}

// readVRAM adds up what loaded models hold on the GPU. Nothing loaded on a
// node without a declared GPU says nothing about its memory.
func (m *member) readVRAM() {
	var used int64
	for _, model := range m.models {
		used += model.SizeVRAM
	}
	m.vramUsed = nil
	if used > 0 || m.VRAM > 0 {
		m.vramUsed = &used
	}
}

// readShare takes the share of the model on the GPU from the loaded model; what
// was seen before is the last known where it is not loaded.
func (m *member) readShare(model string) {
	found := m.model(model)
	if found == nil || !found.Loaded || found.Size <= 0 {
		m.fromPast = true // it may be loaded otherwise the next time
		return
	}
	share := min(1, float64(found.SizeVRAM)/float64(found.Size))
	m.gpuShare, m.fromPast = &share, false
	s, now := m.speeds[found.Digest], hardwareOf(&share)
	if s != nil && s.hardware != "" && s.hardware != now {
		delete(m.speeds, found.Digest) // learned on the GPU, runs on the CPU, or the other way round
	}
}

// missed books a probe without an answer.
func (f *Flock) missed(ctx context.Context, m *member, err error) {
	if ctx.Err() != nil {
		return // we are leaving, the node has done nothing wrong
	}
	f.mu.Lock()
	m.misses++
	m.missedAt = time.Now()
	gone := isRefused(err) || m.flight == 0 || m.misses >= patience
	if gone {
		m.firstProbe()
		reason := explain(err)
		m.problem = fmt.Sprintf("%s; next try in about %s", reason, f.cfg.PollInterval)
		if m.answers || m.lastErr == "" {
			m.fail(reason, m.missedAt)
		} else { // the outage goes on; its beginning stays the last error
			m.noteFault(reason, m.missedAt)
		}
		m.answers, m.returned = false, false
		f.settleNode(m)
	}
	f.mu.Unlock()
	f.touch()
	if gone {
		f.nudge()
	}
}

// Settled waits until every node was probed once, whatever came of it.
func (f *Flock) Settled(ctx context.Context) error {
	f.mu.Lock()
	members := append([]*member(nil), f.members...)
	f.mu.Unlock()
	for _, m := range members {
		select {
		case <-m.first:
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // the caller's own context
		}
	}
	f.Refresh()
	return nil
}

// firstProbe says that a first probe has ended. The lock is held.
func (m *member) firstProbe() {
	if !m.probed {
		m.probed = true
		close(m.first)
	}
}

// Retry probes every node now.
func (f *Flock) Retry(ctx context.Context) {
	f.mu.Lock()
	members := append([]*member(nil), f.members...)
	f.mu.Unlock()
	f.eachMember(members, func(m *member) {
		if f.readInventory(ctx, m) {
			f.readLoaded(ctx, m)
		}
	})
}
