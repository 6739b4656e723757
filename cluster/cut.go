package cluster

import "fmt"

// cutShare is below which part of a request's tokens a server has plainly not
// read all of it: a chunk's own count is that of its pieces, which may have up
// to a fifth more tokens than the whole.
const cutShare = 0.75

// noteCut says when a server has cut texts in silence, once for each node: some
// releases do so although it is forbidden.
func (r *run) noteCut(c *call, a answer) {
	if !r.b.Exact || c.part.cut || a.tokens <= 0 || float64(a.tokens) >= cutShare*c.work {
		return
	}
	longest := 0.0
	for _, id := range c.texts {
		if !closelyCounted(r.texts[id].Body) {
			return
		}
		longest = max(longest, r.texts[id].Work)
	}
	fits, known := r.contextLength(c.part)
	if !known || (fits > 0 && longest <= float64(fits)) {
		return // its vocabulary lacks a letter
	}
	c.part.cut = true
	r.f.cfg.Log.With("node", c.part.Name).Warn(fmt.Sprintf(
		"cuts texts in silence: it read %d of %.0f tokens; raise num_ctx there, or lower chunks.tokens", a.tokens, c.work))
}

// contextLength is how many tokens the node reads of a text; 0 where its server does not
// say. It is not known before the node was seen with the model in memory.
func (r *run) contextLength(p *part) (tokens int, known bool) {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	if found := p.m.model(r.b.Model); found != nil && found.Loaded {
		return found.Context, true
	}
	return 0, false
}

// closelyCounted says whether a text's tokens are known well enough to tell that
// a server has not read all of them. A word with a sign that the vocabulary
// lacks, such as the lines of a drawn box, is a single token, and is counted as
// many so that the text is sure to fit. Latin letters and the punctuation of
// prose are in every vocabulary.
func closelyCounted(text string) bool {
	const latin, dashes, dots = 0x250, 0x2010, 0x2027
	for _, r := range text {
		if r >= latin && (r < dashes || r > dots) {
			return false
		}
	}
	return text != ""
}
