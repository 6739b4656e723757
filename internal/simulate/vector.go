package simulate

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The weights of a text's features. Words carry the meaning; pieces of words
// bring "shear" and "shearing" together; words that are everywhere say little.
const (
	wordWeight   = 1.0
	pieceWeight  = 0.3
	commonWeight = 0.1
	markWeight   = 0.05 // punctuation
	frameWeight  = 0.2  // what every text has, so that none is empty

	wordSpread  = 6 // dimensions that a word touches
	pieceSpread = 2
	pieceRunes  = 4 // letters of a piece
)

// defaultDrift is the relative length of what Drift adds.
const defaultDrift = 0.3

// common words of English.
const commonWords = `the of and to in a is that for it as was with be by on not he his but at are this have from or had an
	they which one you were all her she there would their we him been has when who will no more if out so up said
	what its about than into them can only other some could these two may then do any my now over such our me even
	most after also did many before must through where how just those too very i`

// unknownWord is what collapsed words become.
const unknownWord = "[UNK]"

// embedder turns texts into vectors for one model. It is not safe for
// concurrent use: it keeps its scratch memory.
type embedder struct {
	dimension int
	salt      uint64
	faults    met

	sum    []float64
	seen   map[uint64]uint8 // how often a feature occurred in this text
	lower  []byte
	common map[uint64]struct{}
}

func newEmbedder() *embedder {
	e := &embedder{seen: make(map[uint64]uint8), common: make(map[uint64]struct{})}
	for word := range strings.FieldsSeq(commonWords) {
		e.common[hashOf(0, word)] = struct{}{}
	}
	return e
}

// use sets the model and the faults for the texts that follow.
func (e *embedder) use(m Model, faults met) {
	e.dimension = m.Dimension
	e.salt = hashOf(0, m.Digest)
	e.faults = faults
	if cap(e.sum) < m.Dimension {
		e.sum = make([]float64, m.Dimension)
	}
	e.sum = e.sum[:m.Dimension]
}

// embed appends the vector of a text to the given one.
func (e *embedder) embed(to []float32, text string) []float32 {
	clear(e.sum)
	clear(e.seen)
	words(text, func(word string, _ int) bool {
		e.word(word)
		return true
	})
	e.spread(e.salt, frameWeight, wordSpread)
	if f, ok := e.faults.get(Drift); ok && f.meets(text) {
		e.drift(text, f.factor(defaultDrift))
	}
	return e.finish(to, text)
}

// word adds one word's features.
func (e *embedder) word(word string) {
	if r, size := utf8.DecodeRuneInString(word); size == len(word) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		e.feature(hashOf(e.salt, word), markWeight, pieceSpread)
		return
	}
	if e.collapsed(word) {
		word = unknownWord
	}
	e.lower = appendLower(e.lower[:0], word)
	weight := wordWeight
	if _, ok := e.common[hashOf(0, e.lower)]; ok {
		weight = commonWeight
	}
	e.feature(hashOf(e.salt, e.lower), weight, wordSpread)
	if weight == wordWeight && len(e.lower) > pieceRunes {
		for i := 0; i+pieceRunes <= len(e.lower); i++ {
			e.feature(hashOf(e.salt+golden, e.lower[i:i+pieceRunes]), pieceWeight, pieceSpread)
		}
	}
}

// feature adds a feature, the n-th occurrence with an n-th of its weight.
func (e *embedder) feature(hash uint64, weight float64, dimensions int) {
	n := e.seen[hash]
	if n < math.MaxUint8 {
		n++
		e.seen[hash] = n
	}
	e.spread(hash, weight/float64(n), dimensions)
}

// spread adds a feature to some dimensions, with signs of their own.
func (e *embedder) spread(hash uint64, weight float64, dimensions int) {
	size := uint64(len(e.sum))
	for range dimensions {
		hash = mix(hash)
		at := hash >> 1 % size
		if hash&1 == 0 {
			e.sum[at] += weight
		} else {
			e.sum[at] -= weight
		}
	}
}

// collapsed says whether a fault takes the word's meaning away.
func (e *embedder) collapsed(word string) bool {
	if len(e.faults) == 0 {
		return false
	}
	return e.faults.has(CollapseAccents) && strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) }) >= 0 ||
		e.faults.has(CollapseUpper) && strings.IndexFunc(word, unicode.IsUpper) >= 0
}

// drift adds a vector that belongs to the text and is unrelated to its words.
func (e *embedder) drift(text string, relative float64) {
	scale := relative * length(e.sum) / math.Sqrt(float64(len(e.sum)))
	state := hashOf(^e.salt, text)
	for i := range e.sum {
		state = mix(state)
		// a uniform deviate of mean 0 and deviation 1
		e.sum[i] += scale * (unit(state) - 0.5) * math.Sqrt(12)
	}
}

// finish brings the vector to unit length, or to what a fault makes of it.
func (e *embedder) finish(to []float32, text string) []float32 {
	scale := 1 / length(e.sum)
	if f, ok := e.faults.get(NotUnit); ok && f.meets(text) {
		const tooLong = 3
		scale *= f.factor(tooLong)
	}
	if f, ok := e.faults.get(Zeros); ok && f.meets(text) {
		scale = 0
	}
	size := len(e.sum)
	if e.faults.has(WrongDimension) {
		size = max(1, size/2)
	}
	for _, x := range e.sum[:size] {
		to = append(to, float32(x*scale))
	}
	return to
}

// appendLower appends a word in lower case.
func appendLower(to []byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return append(to[:len(to)-i], strings.ToLower(word)...)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

// length is the Euclidean length of a vector.
func length(vector []float64) float64 {
	var sum float64
	for _, x := range vector {
		sum += x * x
	}
	return math.Sqrt(sum)
}
