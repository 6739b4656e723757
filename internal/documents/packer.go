package documents

import (
	"slices"
	"strings"
	"unicode"
)

// piece is a part of a text that is not cut, unless it turns out to be too long.
type piece struct {
	start, end int // bytes; white space in front belongs to it
	tokens     int // counted alone, hence about what it adds to a chunk
	grain      grain
	paragraph  int // tokens of the whole paragraph that begins with this piece; 0 inside of a paragraph
}

// packer fills chunks with the pieces of one text. Every piece is counted once and the counts are added;
// a chunk is counted as a whole once more before it is accepted, since tokens may differ at the seams.
type packer struct {
	tokenizer Tokenizer
	limit     int
	overlap   int
	text      string
	rest      []piece // still to be packed, the next one last
}

func newPacker(c *cutter, text string) *packer {
	p := &packer{tokenizer: c.tokenizer, limit: c.limit, overlap: c.overlap, text: text}
	start := 0
	var pieces []piece
	for _, end := range byParagraph.cut(text) {
		first := len(pieces)
		pieces = p.divide(pieces, start, end, bySentence)
		sum := 0
		for _, piece := range pieces[first:] {
			sum += piece.tokens
		}
		if first < len(pieces) {
			pieces[first].paragraph = sum
		}
		start = end
	}
	slices.Reverse(pieces)
	p.rest = pieces
	return p
}

// total is the sum of all pieces' tokens.
func (p *packer) total() int {
	sum := 0
	for _, piece := range p.rest {
		sum += piece.tokens
	}
	return sum
}

// bytesPerToken is more than tokens have on average in any text. It bounds a chunk in bytes too: a
// vocabulary that does not know a script, or finds one token in an endless word, would otherwise let
// chunks through that no server works on in reasonable time. What is longer is cut without counting it.
const bytesPerToken = 16

// divide appends the pieces of text[start:end], cut at grain and finer where a part is over the limit.
func (p *packer) divide(pieces []piece, start, end int, g grain) []piece {
	offset := start
	for _, relative := range g.cut(p.text[offset:end]) {
		stop := offset + relative
		tokens := p.limit + 1
		if stop-start <= p.limit*bytesPerToken || g == byRune {
			tokens = p.tokenizer.Count(p.text[start:stop])
		}
		if tokens > p.limit && g < byRune {
			pieces = p.divide(pieces, start, stop, g+1)
		} else {
			pieces = append(pieces, piece{start: start, end: stop, tokens: tokens, grain: g})
		}
		start = stop
	}
	return pieces
}

// refine cuts a piece at the coarsest grain that gives more than one part; nil if it cannot be cut.
func (p *packer) refine(whole piece) []piece {
	text := p.text[whole.start:whole.end]
	for g := whole.grain + 1; g <= byRune; g++ {
		ends := g.cut(text)
		if len(ends) < 2 {
			continue
		}
		parts := make([]piece, 0, len(ends))
		start := whole.start
		for _, end := range ends {
			stop := whole.start + end
			parts = append(parts, piece{start: start, end: stop, tokens: p.tokenizer.Count(p.text[start:stop]), grain: g})
			start = stop
		}
		return parts
	}
	return nil
}

// span is a chunk as a part of the text: text[start:end], without white space around it.
type span struct {
	start, end int
	tokens     int
}

// pack gives the chunks of the text in order; blank ones never.
func (p *packer) pack() []span {
	var chunks []span
	from, repeated := 0, 0 // where the next chunk begins, and the tokens of what it repeats
	for len(p.rest) > 0 {
		var taken []piece
		from, taken = p.fill(from, repeated)
		var chunk span
		chunk, from, taken = p.fit(from, taken)
		if taken == nil { // its only piece was cut finer: fill again
			repeated = 0
			continue
		}
		if !blank(p.text[taken[0].start:taken[len(taken)-1].end]) {
			chunks = append(chunks, chunk)
		}
		from, repeated = p.repeat(taken)
	}
	return chunks
}

// fill takes pieces off the rest, as many as the limit allows, and at least one. It rather ends a chunk
// that is half full than to begin a paragraph that it cannot hold.
func (p *packer) fill(from, repeated int) (int, []piece) {
	var taken []piece
	sum := repeated
	for len(p.rest) > 0 {
		next := p.rest[len(p.rest)-1]
		full := sum+next.tokens > p.limit || next.end-from > p.limit*bytesPerToken
		if full && len(taken) > 0 {
			break
		}
		if full {
			from, sum = next.start, 0 // no room for a repetition
		}
		if len(taken) > 0 && sum+next.paragraph > p.limit && sum >= p.limit/2 {
			break
		}
		p.rest = p.rest[:len(p.rest)-1]
		taken = append(taken, next)
		sum += next.tokens
	}
	return from, taken
}

// fit counts what was taken as one text and gives up what is too much: first the repetition, then pieces
// from the end. A single piece that is too long goes back in finer parts, and taken is nil then.
func (p *packer) fit(from int, taken []piece) (span, int, []piece) {
	for {
		last := taken[len(taken)-1]
		chunk := p.trim(from, last.end)
		excess := chunk.tokens - p.limit
		switch {
		case excess <= 0:
			return chunk, from, taken
		case from < taken[0].start:
			from = taken[0].start
		case len(taken) > 1:
			for len(taken) > 1 && excess > 0 {
				last := taken[len(taken)-1]
				excess -= max(last.tokens, 1)
				p.rest = append(p.rest, last)
				taken = taken[:len(taken)-1]
			}
		default:
			parts := p.refine(last)
			if parts == nil {
				return chunk, from, taken
			}
			slices.Reverse(parts)
			p.rest = append(p.rest, parts...)
			return span{}, from, nil
		}
	}
}

// repeat tells where the chunk after taken begins, so that it repeats whole sentences or, where the last
// one is too long for that, whole words of it.
func (p *packer) repeat(taken []piece) (from, tokens int) {
	last := taken[len(taken)-1]
	if p.overlap == 0 || len(p.rest) == 0 {
		return last.end, 0
	}
	if from, tokens = p.tail(taken, last.end); tokens == 0 && last.grain < bySegment {
		from, tokens = p.tail(p.refine(last), last.end)
	}
	return from, tokens
}

// tail gives the start of the longest run of pieces at the end that is no longer than the overlap. The
// first piece is never part of it: a chunk that repeats all of the one before is that chunk again.
func (p *packer) tail(pieces []piece, end int) (from, tokens int) {
	from = end
	for i := len(pieces) - 1; i > 0; i-- {
		if tokens+pieces[i].tokens > p.overlap {
			break
		}
		tokens += pieces[i].tokens
		from = pieces[i].start
	}
	return from, tokens
}

// trim takes the white space off both ends of text[start:end], and counts what is left.
func (p *packer) trim(start, end int) span {
	text := strings.TrimRightFunc(p.text[start:end], unicode.IsSpace)
	end = start + len(text)
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	return span{start: end - len(text), end: end, tokens: p.tokenizer.Count(text)}
}

func blank(text string) bool {
	return strings.TrimFunc(text, unicode.IsSpace) == ""
}
