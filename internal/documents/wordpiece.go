package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordPiece counts as BERT's tokenizers do: a text is cut at white space, punctuation and ideographs, and
// each word into the longest pieces that the vocabulary has; a word with a part that it lacks is one
// unknown token.
//
// The library's encoder is not taken here for two reasons. Its time grows with the third power of a
// word's length: base64 of 10 kB takes minutes. And it is one of two readings that servers have: the other
// strips accents, and cuts at symbols such as + and at every punctuation mark beyond ASCII. The text of a
// chunk must fit in both.
type wordPiece struct {
	pieces  map[string]struct{}
	longest int // bytes of the longest piece
}

// wordMark stands in front of pieces that begin a word.
const wordMark = "▁"

// unknownBytes: a server works hard on a long word before it calls it unknown, so that one counts as a
// token for each so many bytes.
const unknownBytes = 16

func newWordPiece(v vocabulary) *wordPiece {
	w := &wordPiece{pieces: make(map[string]struct{}, len(v.tokens))}
	for _, token := range v.tokens {
		w.pieces[token] = struct{}{}
		w.longest = max(w.longest, len(token))
	}
	return w
}

func (w *wordPiece) count(text string) int {
	tokens := 0
	for field := range strings.FieldsSeq(text) {
		lower := strings.ToLower(field)
		count := w.countCut(lower, cutLikeServer)
		if !isPlain(field) {
			count = max(count, w.countCut(stripAccents(lower), cutLikeReference))
		}
		tokens += count
	}
	return tokens
}

// isPlain tells the fields that all servers read in the same way: most of them in most languages.
func isPlain(field string) bool {
	for i := range len(field) {
		if b := field[i]; b >= utf8.RuneSelf || (!isASCIILetterOrDigit(b) && !unicode.IsPunct(rune(b))) {
			return false
		}
	}
	return true
}

func isASCIILetterOrDigit(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// countCut counts the words that cut finds in a field. cut gives the length of the first word of what is
// left, in bytes, at least 1.
func (w *wordPiece) countCut(field string, cut func(string) int) int {
	tokens := 0
	for field != "" {
		n := cut(field)
		tokens += w.word(field[:n])
		field = field[n:]
	}
	return tokens
}

// word counts the pieces of one word in lower case.
func (w *wordPiece) word(word string) int {
	count := 0
	for start := 0; start < len(word); count++ {
		n := w.longestPiece(word[start:], start == 0)
		if n == 0 {
			return max(1, len(word)/unknownBytes)
		}
		start += n
	}
	return count
}

// longestPiece gives the length of the longest piece at the start of rest; 0 where there is none.
func (w *wordPiece) longestPiece(rest string, first bool) int {
	mark := ""
	if first {
		mark = wordMark
	}
	candidate := make([]byte, 0, 64) // most words and their mark
	candidate = append(candidate, mark...)
	for end := min(len(rest), w.longest); end > 0; end-- {
		if end < len(rest) && !utf8.RuneStart(rest[end]) {
			continue
		}
		candidate = append(candidate[:len(mark)], rest[:end]...)
		if _, found := w.pieces[string(candidate)]; found {
			return end
		}
	}
	return 0
}

// cutLikeServer cuts as the Go engine of Ollama does, whose step over a mark is one byte, even where the
// mark has three: the rest of it begins the next word, which the vocabulary lacks therefore.
func cutLikeServer(field string) int {
	first, size := utf8.DecodeRuneInString(field)
	if isIdeograph(first) {
		return size
	}
	n := strings.IndexFunc(field, func(r rune) bool { return unicode.IsPunct(r) || isIdeograph(r) })
	switch {
	case n < 0:
		return len(field)
	case n == 0:
		return 1
	default:
		return n
	}
}

// cutLikeReference cuts as the model's authors did.
func cutLikeReference(field string) int {
	for i, r := range field {
		if isIdeograph(r) || unicode.IsPunct(r) || (r < 0x7F && unicode.IsSymbol(r)) {
			if i == 0 {
				return utf8.RuneLen(r)
			}
			return i
		}
	}
	return len(field)
}

// isIdeograph tells the characters that are words of their own.
func isIdeograph(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x2A6DF ||
		r >= 0x2A700 && r <= 0x2CEAF || r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}

func stripAccents(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}
