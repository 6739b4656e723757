package documents

import (
	"fmt"
	"slices"

	"github.com/ollama/ollama/tokenizer"
)

// vocabulary is what a server tells about a model's tokenizer.
type vocabulary struct {
	model  string // the kind of tokenizer: bert, gpt2, llama, t5
	pre    string // how byte-pair models cut a text first
	tokens []string
	scores []float32
	types  []int32
	merges []string
	addBOS bool
	addEOS bool
}

const keyPrefix = "tokenizer.ggml."

// readVocabulary takes the vocabulary out of model_info, whose values come from JSON or are typed.
func readVocabulary(info map[string]any) (vocabulary, error) {
	v := vocabulary{
		model:  asString(info[keyPrefix+"model"]),
		pre:    asString(info[keyPrefix+"pre"]),
		tokens: asStrings(info[keyPrefix+"tokens"]),
		merges: asStrings(info[keyPrefix+"merges"]),
		scores: asNumbers[float32](info[keyPrefix+"scores"]),
		types:  asNumbers[int32](info[keyPrefix+"token_type"]),
		addBOS: asBool(info[keyPrefix+"add_bos_token"], true),
		addEOS: asBool(info[keyPrefix+"add_eos_token"], true), // not all models have one: rather one too many
	}
	if v.model == "" {
		return v, fmt.Errorf("%w: %smodel is missing", ErrNoVocabulary, keyPrefix)
	}
	if len(v.tokens) == 0 {
		return v, fmt.Errorf("%w: %stokens is missing; ask for verbose", ErrNoVocabulary, keyPrefix)
	}
	if len(v.types) != len(v.tokens) { // only tells special tokens apart: do without
		v.types = make([]int32, len(v.tokens))
		for i := range v.types {
			v.types[i] = tokenizer.TOKEN_TYPE_NORMAL
		}
	}
	v.types = slices.Clone(v.types)
	for i, token := range v.tokens {
		if token == "" { // as a special one it is found everywhere, and the library would never come to an end
			v.types[i] = tokenizer.TOKEN_TYPE_NORMAL
		}
	}
	return v, nil
}

func (v vocabulary) special() int {
	n := 0
	if v.addBOS {
		n++
	}
	if v.addEOS {
		n++
	}
	return n
}

func (v vocabulary) ollama() *tokenizer.Vocabulary {
	return &tokenizer.Vocabulary{Values: v.tokens, Types: v.types, Scores: v.scores, Merges: v.merges}
}

func asString(value any) string {
	text, _ := value.(string)
	return text
}

func asBool(value any, otherwise bool) bool {
	if flag, ok := value.(bool); ok {
		return flag
	}
	return otherwise
}

// asStrings gives nil unless every element is a string.
func asStrings(value any) []string {
	switch list := value.(type) {
	case []string:
		return list
	case []any:
		out := make([]string, len(list))
		for i, element := range list {
			text, ok := element.(string)
			if !ok {
				return nil
			}
			out[i] = text
		}
		return out
	}
	return nil
}

// asNumbers gives nil unless every element is a number.
func asNumbers[N float32 | int32](value any) []N {
	switch list := value.(type) {
	case []N:
		return list
	case []any:
		out := make([]N, len(list))
		for i, element := range list {
			number, ok := element.(float64)
			if !ok {
				return nil
			}
			out[i] = N(number)
		}
		return out
	}
	return nil
}
