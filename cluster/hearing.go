package cluster

import (
	"context"

	"github.com/ollama/ollama/api"

	"flocktop/cluster/dispatch"
)

// A text that two nodes refused is not guilty by that: while every runner of
// the flock crashes, they refuse any text. So before it is given up, the node
// that refused it last is asked for a text that every server can embed. Where
// it refuses that too, the node is to blame, and the text is tried again. So it
// is where the node leaves meanwhile.

// accusation is a text that is about to be given up, and by whose word.
type accusation struct {
	text int64
	part *part
	fault
}

// hearing is an accusation that is looked into.
type hearing struct {
	accusation
	stop func()
	left bool // the node is not at work any more: it has no say
}

// verdict is what came of a hearing; a node that refuses any text has an error.
type verdict struct {
	*hearing
	node error
}

// hear has the accused texts' nodes asked, as long as they are at work.
func (r *run) hear(ctx context.Context) {
	for _, a := range r.accused {
		ctx, stop := context.WithCancel(ctx)
		h := &hearing{accusation: a, stop: stop}
		r.hearings[h] = true
		r.f.spawn(&r.sending, func() {
			v := verdict{hearing: h, node: r.f.embedsAnything(ctx, a.part.m, r.b.Model)}
			select {
			case r.verdicts <- v:
			case <-r.over:
			}
		})
	}
	r.accused = nil
	if len(r.hearings) == 0 {
		return
	}
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	for h := range r.hearings {
		if m := h.part.m; h.part.gone || !m.derive(r.b.Model, r.b.Digest).Works() {
			h.left = true
			h.stop()
		}
	}
}

// embedsAnything embeds a harmless text. The refusal before it may have cost
// the node its model, so it gets the time to load it.
func (f *Flock) embedsAnything(ctx context.Context, m *member, model string) error {
	answer, err := timed(ctx, f.clock, f.cfg.LoadTimeout, func(ctx context.Context) (*api.EmbedResponse, error) {
		return m.client.embed(ctx, embedRequest(model, []string{probeText}), 0)
	})
	if err != nil {
		return err
	}
	return checkVectors(answer.Embeddings, 1, 0)
}

// conclude gives a guilty text up, and takes an innocent one back.
func (r *run) conclude(v verdict) error {
	delete(r.hearings, v.hearing)
	v.stop()
	if v.node == nil {
		return r.giveUp(v.text, v.fault)
	}
	if !v.left {
		f := classify(v.node)
		if f.kind != dispatch.Overloaded {
			f.kind = dispatch.Broken
		}
		r.f.blame(v.part.m, r.b.Model, f)
		r.sync()
	}
	r.report.added--
	delete(r.refusals, v.text)
	r.take([]Text{r.texts[v.text]})
	return nil
}

// condemn gives up the texts over which one node after the other fell silent.
func (r *run) condemn() {
	for _, c := range r.d.Condemned() {
		delete(r.texts, c.Text)
		r.report.added--
		r.reject(c.Text, "one node after the other fell silent over it")
	}
}
