package documents

import (
	"errors"
	"fmt"

	"github.com/ollama/ollama/tokenizer"
)

// ErrNoVocabulary says that a model's tokenizer cannot be rebuilt from what the server told about it: use
// EstimatedTokenizer then.
var ErrNoVocabulary = errors.New("no usable vocabulary")

// Tokenizer counts the tokens that a model makes of a text, without the special ones that it puts around
// every input. Those of this package may be used by several goroutines at once.
type Tokenizer interface {
	Count(text string) int
}

// defaultSpecialTokens is how many tokens models put around an input, where nothing else is known: one in
// front and one at the end.
const defaultSpecialTokens = 2

// SpecialTokens tells how many tokens the model adds to every input: a chunk of n tokens takes
// n + SpecialTokens of its context.
func SpecialTokens(t Tokenizer) int {
	if model, ok := t.(*modelTokenizer); ok {
		return model.special
	}
	return defaultSpecialTokens
}

// NewTokenizer rebuilds a model's tokenizer from the model_info of /api/show, which holds the vocabulary
// when the request said "verbose". The error is ErrNoVocabulary, with what is missing.
//
// Servers differ by release in how they treat accents and symbols; where they do, the larger count holds.
func NewTokenizer(modelInfo map[string]any) (Tokenizer, error) {
	vocabulary, err := readVocabulary(modelInfo)
	if err != nil {
		return nil, err
	}
	model := &modelTokenizer{special: vocabulary.special()}
	switch vocabulary.model {
	case "bert":
		model.count = newWordPiece(vocabulary).count
	case "t5":
		model.count, err = countUnigram(vocabulary)
	case "gpt2":
		model.count, err = countBytePairs(vocabulary)
	case "llama":
		model.count, err = countSentencePieces(vocabulary)
	default:
		err = fmt.Errorf("%w: tokenizer %q is unknown here", ErrNoVocabulary, vocabulary.model)
	}
	if err != nil {
		return nil, err
	}
	return model, nil
}

// modelTokenizer is the tokenizer of one model.
type modelTokenizer struct {
	count   func(text string) int
	special int
}

func (m *modelTokenizer) Count(text string) int { return m.count(text) }

// The patterns by which models with byte pairs cut a text first; they were published with the models.
const (
	gptPattern   = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
	llamaPattern = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	qwenPattern  = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)

func countBytePairs(v vocabulary) (func(string) int, error) {
	if len(v.merges) == 0 {
		return nil, fmt.Errorf("%w: tokenizer.ggml.merges is missing; ask for verbose", ErrNoVocabulary)
	}
	pattern := gptPattern
	switch v.pre {
	case "qwen2", "qwen35", "deepseek-r1-qwen", "stablelm2":
		pattern = qwenPattern
	case "llama3", "llama-v3", "llama-bpe", "llama4", "gpt-4o", "dbrx", "smaug-bpe", "tekken":
		pattern = llamaPattern
	}
	return counter(tokenizer.NewBytePairEncoding(v.ollama(), pattern)), nil
}

func countSentencePieces(v vocabulary) (func(string) int, error) {
	const fewest = 5 // the library prints that many
	if len(v.tokens) < fewest || len(v.scores) != len(v.tokens) {
		return nil, fmt.Errorf("%w: %d tokens with %d scores", ErrNoVocabulary, len(v.tokens), len(v.scores))
	}
	return counter(tokenizer.NewSentencePiece(v.ollama())), nil
}

// counter counts what an encoder makes of a text.
func counter(encoder interface {
	Encode(text string, addSpecial bool) ([]int32, error)
},
) func(string) int {
	return func(text string) int {
		ids, err := encoder.Encode(text, false)
		if err != nil { // none of the library's encoders fails today
			return EstimatedTokenizer().Count(text)
		}
		return len(ids)
	}
}
