package documents

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unigram counts as SentencePiece's unigram models do, which multilingual embedding models have: of all
// ways to write a text in pieces of the vocabulary, the likeliest.
type unigram struct {
	pieces []scored   // sorted by text, so that all with a common start stand together
	starts [257]int32 // where the pieces with each first byte begin
	worst  float32    // of all scores
}

type scored struct {
	text  string
	score float32
}

// unknownPenalty is how much less likely than the least likely piece a character is that no piece has.
const unknownPenalty = 10

func countUnigram(v vocabulary) (func(string) int, error) {
	if len(v.scores) != len(v.tokens) {
		return nil, fmt.Errorf("%w: %d tokens with %d scores", ErrNoVocabulary, len(v.tokens), len(v.scores))
	}
	u := &unigram{}
	for i, token := range v.tokens {
		if token != "" {
			u.pieces = append(u.pieces, scored{text: token, score: v.scores[i]})
			u.worst = min(u.worst, v.scores[i])
		}
	}
	slices.SortFunc(u.pieces, func(a, b scored) int { return strings.Compare(a.text, b.text) })
	u.pieces = slices.CompactFunc(u.pieces, func(a, b scored) bool { return a.text == b.text })
	next := 0
	for first := range 256 {
		u.starts[first] = int32(next) // #nosec G115 -- vocabularies have fewer than 2^31 pieces
		for next < len(u.pieces) && int(u.pieces[next].text[0]) == first {
			next++
		}
	}
	u.starts[256] = int32(next) // #nosec G115
	return u.count, nil
}

// count counts word by word: pieces never reach over white space, whose mark begins them.
func (u *unigram) count(text string) int {
	tokens := 0
	for field := range strings.FieldsSeq(norm.NFKC.String(text)) {
		tokens += u.word(wordMark + field)
	}
	return tokens
}

// word finds the likeliest way through one word, from the front, and counts its pieces.
func (u *unigram) word(word string) int {
	type way struct {
		score  float32
		pieces int
	}
	best := make([]way, len(word)+1)
	for i := 1; i < len(best); i++ {
		best[i].score = float32(math.Inf(-1))
	}
	reach := func(from, to int, score float32) {
		if score += best[from].score; score > best[to].score {
			best[to] = way{score: score, pieces: best[from].pieces + 1}
		}
	}
	for start := 0; start < len(word); {
		_, size := utf8.DecodeRuneInString(word[start:])
		reach(start, start+size, u.worst-unknownPenalty)
		low, high := int(u.starts[word[start]]), int(u.starts[int(word[start])+1])
		for end := start + 1; low < high; end++ {
			// pieces[low:high] are those that begin with word[start:end]; the shortest comes first
			if piece := u.pieces[low]; len(piece.text) == end-start {
				reach(start, end, piece.score)
				low++
			}
			if end == len(word) {
				break
			}
			low, high = u.narrow(low, high, end-start, word[end])
		}
		start += size
	}
	return best[len(word)].pieces
}

// narrow keeps of pieces[low:high], all longer than at, those whose byte at that offset is b.
func (u *unigram) narrow(low, high, at int, b byte) (from, to int) {
	part := u.pieces[low:high]
	first, _ := slices.BinarySearchFunc(part, b, func(p scored, b byte) int { return int(p.text[at]) - int(b) })
	after, _ := slices.BinarySearchFunc(part, int(b)+1, func(p scored, b int) int { return int(p.text[at]) - b })
	return low + first, low + after
}
