package simulate

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"flocktop/internal/simulate/samples"
)

// specialTokens frame every text: [CLS] before it and [SEP] after it.
const specialTokens = 2

// wordStart marks a token that begins a word, as vocabularies in the GGUF format
// do; tokens without it continue one.
const wordStart = "▁"

// The special tokens' places in the vocabulary.
const (
	tokenPad = iota
	tokenUnknown
	tokenStart
	tokenEnd
	tokenMask
)

// The kinds of token, as in a GGUF file.
const (
	normalToken  = 1
	unknownToken = 2
	controlToken = 3
)

// vocabulary is a small WordPiece vocabulary: single letters, frequent pieces,
// and the words of the sample documents. It does not change once built.
type vocabulary struct {
	tokens  []string
	types   []int32
	ids     map[string]int32
	longest int // bytes of the longest token
}

// theVocabulary is built on first use: it needs a few milliseconds.
var theVocabulary = sync.OnceValue(buildVocabulary)

// endings and other pieces that continue many words.
const endings = `s ed ing er ly es ion tion al ity ness ment able ive ous ic ize ise ful less est or ar en th st nd
	an on in re le te ne me de se ve ce ge el il ol ul ra ri ro la li lo ta ti to na ni no ma mi mo da di do ca co`

func buildVocabulary() *vocabulary {
	v := &vocabulary{ids: make(map[string]int32)}
	for _, special := range []string{tokenPad: "[PAD]", tokenUnknown: "[UNK]", tokenStart: "[CLS]", tokenEnd: "[SEP]", tokenMask: "[MASK]"} {
		kind := int32(controlToken)
		if special == "[UNK]" {
			kind = unknownToken
		}
		v.add(special, kind)
	}
	for r := '!'; r <= 'ž'; r++ { // ASCII and the accented letters of Europe
		if unicode.IsPrint(r) && !unicode.IsUpper(r) && !unicode.IsSpace(r) {
			v.add(wordStart+string(r), normalToken)
			v.add(string(r), normalToken)
		}
	}
	for piece := range strings.FieldsSeq(endings) {
		v.add(piece, normalToken)
	}
	for _, word := range samples.Words() {
		v.add(wordStart+word, normalToken)
	}
	return v
}

func (v *vocabulary) add(token string, kind int32) {
	if _, ok := v.ids[token]; ok {
		return
	}
	v.ids[token] = int32(len(v.tokens)) //nolint:gosec // a few thousand
	v.tokens = append(v.tokens, token)
	v.types = append(v.types, kind)
	v.longest = max(v.longest, len(token))
}

// modelInfo is the part of /api/show that describes the vocabulary; without
// verbose Ollama leaves its arrays empty.
func (v *vocabulary) modelInfo(verbose bool) map[string]any {
	info := map[string]any{
		"tokenizer.ggml.model":              "bert",
		"tokenizer.ggml.pre":                "default",
		"tokenizer.ggml.token_type_count":   2,
		"tokenizer.ggml.bos_token_id":       tokenStart,
		"tokenizer.ggml.cls_token_id":       tokenStart,
		"tokenizer.ggml.eos_token_id":       tokenEnd,
		"tokenizer.ggml.seperator_token_id": tokenEnd, // spelt so in models
		"tokenizer.ggml.unknown_token_id":   tokenUnknown,
		"tokenizer.ggml.padding_token_id":   tokenPad,
		"tokenizer.ggml.mask_token_id":      tokenMask,
		"tokenizer.ggml.tokens":             []string{},
		"tokenizer.ggml.token_type":         []int32{},
		"tokenizer.ggml.scores":             []float32{},
	}
	if verbose {
		info["tokenizer.ggml.tokens"] = v.tokens
		info["tokenizer.ggml.token_type"] = v.types
		info["tokenizer.ggml.scores"] = make([]float32, len(v.tokens))
	}
	return info
}

// words calls yield with each word of a text and the offset behind it, until
// yield returns false. It splits as Ollama's BERT tokenizer does: at spaces, at
// punctuation (which is kept, byte by byte), and around each CJK character.
func words(text string, yield func(word string, end int) bool) {
	start := 0 // of the run under way
	flush := func(end int) bool {
		run := text[start:end]
		for at := 0; at < len(run); {
			length := strings.IndexFunc(run[at:], unicode.IsPunct)
			switch {
			case length < 0:
				length = len(run) - at
			case length == 0:
				length = 1
			}
			if !yield(run[at:at+length], start+at+length) {
				return false
			}
			at += length
		}
		return true
	}
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && !asciiSpace[r]:
		case unicode.IsSpace(r):
			if !flush(i) {
				return
			}
			start = i + utf8.RuneLen(r)
		case isCJK(r):
			end := i + utf8.RuneLen(r)
			if !flush(i) || !yield(text[i:end], end) {
				return
			}
			start = end
		}
	}
	flush(len(text))
}

// asciiSpace are the spaces below 128.
var asciiSpace = [utf8.RuneSelf]bool{' ': true, '\t': true, '\n': true, '\v': true, '\f': true, '\r': true}

// isCJK says whether the tokenizer makes a word of this character alone.
func isCJK(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF ||
		r >= 0x3400 && r <= 0x4DBF ||
		r >= 0x20000 && r <= 0x2A6DF ||
		r >= 0x2A700 && r <= 0x2B73F ||
		r >= 0x2B740 && r <= 0x2B81F ||
		r >= 0x2B820 && r <= 0x2CEAF ||
		r >= 0xF900 && r <= 0xFAFF ||
		r >= 0x2F800 && r <= 0x2FA1F
}

// pieces is the number of tokens that one word is cut into: greedily the longest
// token that fits, and a single unknown token where none does.
func (v *vocabulary) pieces(word string) int {
	var space [64]byte
	buffer := append(space[:0], wordStart...)
	ascii := true
	for i := range len(word) {
		c := word[i]
		ascii = ascii && c < utf8.RuneSelf
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer = append(buffer, c)
	}
	if !ascii {
		return v.foreignPieces(word)
	}
	if _, ok := v.ids[string(buffer)]; ok {
		return 1
	}
	n := 0
	for at := 0; at < len(buffer); n++ {
		end := min(len(buffer), at+v.longest)
		for ; end > at; end-- {
			if _, ok := v.ids[string(buffer[at:end])]; ok {
				break
			}
		}
		if end <= at || at == 0 && end <= len(wordStart) {
			return 1
		}
		at = end
	}
	return n
}

// foreignPieces is pieces for words with letters beyond ASCII, whose lower case
// may be of another length.
func (v *vocabulary) foreignPieces(word string) int {
	const widest = 3 // a letter shrinks at most to a third in lower case
	n, prefix := 0, wordStart
	for at := 0; at < len(word); n++ {
		end := min(len(word), at+widest*v.longest)
		for ; end > at; end-- {
			if _, ok := v.ids[strings.ToLower(prefix+word[at:end])]; ok {
				break
			}
		}
		if end <= at {
			return 1
		}
		at, prefix = end, ""
	}
	return n
}

// CountTokens is the number of tokens in a text for every simulated model, the
// two that frame it included: what prompt_eval_count says and what is compared
// with the context length.
func CountTokens(text string) int {
	v := theVocabulary()
	n := specialTokens
	words(text, func(word string, _ int) bool {
		n += v.pieces(word)
		return true
	})
	return n
}

// truncate cuts a text so that it has at most limit tokens with its frame, and
// returns their number.
func truncate(text string, limit int) (kept string, tokens int) {
	v := theVocabulary()
	tokens = specialTokens
	end, so := 0, specialTokens
	words(text, func(word string, after int) bool {
		so += v.pieces(word)
		if so > limit {
			return false
		}
		if after == len(text) || utf8.RuneStart(text[after]) { // a word can end inside a character
			end, tokens = after, so
		}
		return true
	})
	return text[:end], tokens
}
