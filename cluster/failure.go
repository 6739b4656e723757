package cluster

import (
	"fmt"
	"time"

	"flocktop/cluster/dispatch"
)

// settleFailure books a failed request: what it says about the node, and what
// becomes of its texts.
func (r *run) settleFailure(c *call, a answer) error {
	p, f := c.part, classify(a.err)
	p.Errors++
	p.strikes++
	if c.check != nil {
		r.f.mu.Lock()
		c.check.leave(a.err)
		r.f.mu.Unlock()
	}
	if f.refused {
		f.kind = p.refusal(c, r.now())
	}
	if f.kind == dispatch.BadTexts && p.strikes >= nodeStrikes {
		f.kind = dispatch.Broken
		f.reason = fmt.Sprintf("%d requests in a row failed, the last with: %s", p.strikes, f.reason)
	}
	r.f.blame(p.m, r.b.Model, f)
	if len(c.texts) == 1 && f.kind != dispatch.Broken && f.kind != dispatch.Overloaded {
		r.refuse(c.texts[0], p, f.reason)
	}
	if f.kind == dispatch.Fell {
		f.reason = "one node after the other fell over it, the last with: " + f.reason
	}
	for _, rejected := range r.d.Failed(r.now(), a.id, f.kind) {
		if f.kind == dispatch.BadTexts {
			r.accused = append(r.accused, accusation{rejected.Text, p, f})
			continue
		}
		if err := r.giveUp(rejected.Text, f); err != nil {
			return err
		}
	}
	return nil
}

// refusal judges an answer of 401 or 403. The first one is the node's: it goes
// out until it has admitted a probe. What was sent after that and is refused
// all the same holds a text that some filter before the server does not like.
func (p *part) refusal(c *call, now time.Duration) dispatch.Fault {
	if p.refused > 0 && c.sent > p.refused {
		return dispatch.BadTexts
	}
	if p.refused == 0 {
		p.refused = now
	}
	return dispatch.Broken
}

// giveUp rejects a text, or has it split where it is only too long.
func (r *run) giveUp(id int64, f fault) error {
	text := r.texts[id]
	delete(r.texts, id)
	r.report.added--
	if f.tooLong {
		parts, err := r.ledger.split(text)
		if err != nil {
			return err
		}
		if len(parts) > 0 {
			delete(r.refusals, id)
			r.take(parts)
			return nil
		}
	}
	r.reject(id, f.reason)
	return nil
}

// blame books a fault with the node that showed it.
func (f *Flock) blame(m *member, model string, what fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case what.missing:
		m.fail(what.reason, time.Now())
		m.forgetModel(model)
		f.settle() // there may be another build that most nodes have
	case what.kind == dispatch.Broken, what.kind == dispatch.Fell:
		f.eject(m, what.reason)
	default:
		m.fail(what.reason, time.Now())
		f.logFault(m, what, time.Now())
	}
	if what.nan {
		m.nans++
		f.recheck(m)
	}
	f.settleNode(m)
	f.touch()
}

// forgetModel takes a model out of the list until the inventory is read again.
func (m *member) forgetModel(name string) {
	var rest []Model
	for _, model := range m.models {
		if model.Name != name {
			rest = append(rest, model)
		}
	}
	m.models = rest
}
