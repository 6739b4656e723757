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
	// probeEmbed is how long that may take where the model is loaded.
	probeEmbed = 10 * time.Second
)

// eject takes a node out until it has embedded a probe text again. The lock is
// held.
func (f *Flock) eject(m *member, reason string) {
	m.fail(reason, time.Now())
	if m.ejected {
		return
	}
	m.ejected, m.backoff = true, firstBackoff
	m.problem = fmt.Sprintf("%s; probed again in %s", reason, m.backoff)
	if f.run == nil || f.run.Err() != nil {
		return
	}
	ctx, stop := context.WithCancel(f.run)
	outer := m.stop
	m.stop = func() { stop(); outer() }
	f.probes.Go(func() {
		defer stop()
		f.readmitLoop(ctx, m)
	})
}

// readmitLoop probes an ejected node, one probe at a time, until it works or
// leaves.
func (f *Flock) readmitLoop(ctx context.Context, m *member) {
	for {
		f.mu.Lock()
		pause := m.backoff
		f.mu.Unlock()
		if !sleep(ctx, pause/2+rand.N(pause)) {
			return
		}
		err := f.halfOpen(ctx, m)
		if ctx.Err() != nil {
			return
		}
		f.mu.Lock()
		m.halfOpen = false
		if err == nil {
			m.ejected = false
		} else {
			m.backoff = min(2*m.backoff, lastBackoff)
			m.problem = fmt.Sprintf("%s; probed again in about %s", classify(err).reason, m.backoff)
		}
		f.settle()
		f.mu.Unlock()
		f.touch()
		f.nudge()
		if err == nil {
			return
		}
	}
}

// halfOpen embeds one text on an ejected node and checks the answer.
func (f *Flock) halfOpen(ctx context.Context, m *member) error {
	f.mu.Lock()
	m.halfOpen = true
	name := f.model
	limit := f.cfg.LoadTimeout
	if found := m.model(name); found != nil && found.Loaded {
		limit = probeEmbed
	}
	f.settle()
	f.mu.Unlock()
	f.touch()
	answer, err := timed(ctx, limit, func(ctx context.Context) (*api.EmbedResponse, error) {
		return embed(ctx, m.client, embedRequest(name, []string{probeText}))
	})
	if err != nil {
		return err
	}
	return checkVectors(answer.Embeddings, 1, 0)
}

// keepAlive holds a model in memory between the requests of a batch.
const keepAlive = 10 * time.Minute

// embedRequest is the same for every node and batch: other options would have
// servers reload the model.
func embedRequest(model string, texts []string) *api.EmbedRequest {
	truncate := false // an input that does not fit is to be said, not cut
	return &api.EmbedRequest{
		Model: model, Input: texts, Truncate: &truncate,
		KeepAlive: &api.Duration{Duration: keepAlive},
	}
}
