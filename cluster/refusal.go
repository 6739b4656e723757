package cluster

import "slices"

// Refusal is what a node said of a text that it was given alone and did not
// embed.
type Refusal struct {
	Node   string // URL
	Name   string
	Reason string // for people, of bounded length
}

// Rejection is why a text will not be embedded.
type Rejection struct {
	Reason   string
	Refusals []Refusal // the last word of each node that had the text alone, at most MaxRefusals
}

// MaxRefusals is of how many nodes the words about one text are kept.
const MaxRefusals = 8

// silence stands for the words of a node that said nothing.
const silence = "no answer, and none to anything else"

// refuse notes what a node says of a text. Of several times the last counts.
func (r *run) refuse(id int64, p *part, reason string) {
	words := slices.DeleteFunc(r.refusals[id], func(w Refusal) bool { return w.Node == p.Node })
	if len(words) < MaxRefusals {
		r.refusals[id] = append(words, Refusal{p.Node, p.Name, clean(reason)})
	}
}

// fellSilent notes which texts a node had alone when it fell silent.
func (r *run) fellSilent(p *part) {
	for _, id := range p.calls {
		if c := r.calls[id]; c != nil && len(c.texts) == 1 {
			r.refuse(c.texts[0], p, silence)
		}
	}
}

// reject hands a text that is given up to the ledger, with what was said of it.
func (r *run) reject(id int64, reason string) {
	r.ledger.reject(id, Rejection{reason, r.refusals[id]})
	delete(r.refusals, id)
}
