package documents

import (
	"errors"
	"strings"
	"testing"

	"github.com/ollama/ollama/tokenizer"
	"pgregory.net/rapid"
)

// anys makes what JSON makes of a list.
func anys[T any](list ...T) []any {
	out := make([]any, len(list))
	for i, element := range list {
		out[i] = element
	}
	return out
}

// bertInfo is a small vocabulary: all letters and digits both ways, some words and marks.
func bertInfo() map[string]any {
	tokens := []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]"}
	for c := 'a'; c <= 'z'; c++ {
		tokens = append(tokens, wordMark+string(c), string(c))
	}
	for c := '0'; c <= '9'; c++ {
		tokens = append(tokens, wordMark+string(c), string(c))
	}
	for _, whole := range []string{"the", "flock", "of", "server", ".", ",", "-", "!", "+", "日", "über"} {
		tokens = append(tokens, wordMark+whole)
	}
	tokens = append(tokens, "s", "top", "ing", "ed", "ß")
	return map[string]any{"tokenizer.ggml.model": "bert", "tokenizer.ggml.tokens": anys(tokens...)}
}

func mustTokenizer(t *testing.T, info map[string]any) Tokenizer {
	t.Helper()
	tok, err := NewTokenizer(info)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestWordPieceCounts(t *testing.T) {
	tok := mustTokenizer(t, bertInfo())
	for text, want := range map[string]int{
		"":                      0,
		" \n\t":                 0,
		"the flock":             2,
		"The FLOCK":             2,
		"flocktop":              2,
		"the flock, of servers": 6,
		"the-flock":             3,
		"日日":                    2,
		"über":                  4, // whole with its accent, u b e r without
		"Straße":                6,
		"the+flock":             3, // one unknown word to some servers
		"Ωmega":                 1,
	} {
		if got := tok.Count(text); got != want {
			t.Errorf("Count(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestWordPieceAgreesWithTheLibrary(t *testing.T) {
	info := bertInfo()
	vocabulary, err := readVocabulary(info)
	if err != nil {
		t.Fatal(err)
	}
	ours := newWordPiece(vocabulary)
	library := tokenizer.NewWordPiece(vocabulary.ollama(), true)
	words := rapid.SampledFrom([]string{
		"the", "Flocks", "serving", "topped", "x1", "4711", "über", "Straße", "日本", "“the”", "don't", "a.b,c-d!", "c++", "x=y", "…", "Ω", "é", "\u0301",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(words).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "\n", "\u00a0"}).Draw(t, "separator"))
		ids, err := library.Encode(text, false)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for field := range strings.FieldsSeq(strings.ToLower(text)) {
			got += ours.countCut(field, cutLikeServer)
		}
		if long := len(text) > unknownBytes; got < len(ids) || (!long && got != len(ids)) {
			t.Fatalf("%q: counted %d, the library %d", text, got, len(ids))
		}
		if count := ours.count(text); count < len(ids) {
			t.Fatalf("%q: counted %d in all, fewer than the library's %d", text, count, len(ids))
		}
	})
}

func TestWordPieceIsNotSlowedDownByEndlessWords(t *testing.T) {
	// a million letters: the time of a quadratic count would be noticed by everybody
	if got := mustTokenizer(t, bertInfo()).Count(strings.Repeat("a", 1_000_000)); got != 1_000_000 {
		t.Errorf("got %d tokens", got)
	}
}

func TestUnigramTakesTheLikeliestWay(t *testing.T) {
	tok := mustTokenizer(t, map[string]any{
		"tokenizer.ggml.model":  "t5",
		"tokenizer.ggml.tokens": anys("<unk>", "▁", "▁he", "▁hell", "llo", "o", "▁hello", "w", "or", "ld", "world", "▁w", "日本", "日本"),
		"tokenizer.ggml.scores": anys(0.0, -5.0, -4.0, -9.0, -4.0, -2.0, -6.5, -3.0, -3.0, -3.0, -5.0, -4.0, -6.0, -6.0),
	})
	for text, want := range map[string]int{
		"":            0,
		"hello":       1, // -6.5, he+llo has -8, hell+o -11
		"hello world": 3, // ▁+world: -10, w+or+ld with ▁w: -10, the first one found stays
		"he":          1,
		"日本":          2,
		"日本語":         3,
		"ｈｅｌｌｏ":       1, // full width is the same letters
	} {
		if got := tok.Count(text); got != want {
			t.Errorf("Count(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestUnigramFindsTheBestOfAllWays(t *testing.T) {
	pieces := []string{"▁", "a", "b", "ab", "ba", "aba", "▁a", "▁ab", "bb", "bab"}
	rapid.Check(t, func(t *rapid.T) {
		scores := make([]float64, len(pieces))
		byText := map[string]float64{}
		for i := range pieces {
			scores[i] = -float64(rapid.IntRange(1, 1000).Draw(t, "score")) // whole numbers: sums are exact
			byText[pieces[i]] = scores[i]
		}
		word := wordMark + rapid.StringMatching(`[ab]{1,8}`).Draw(t, "word")
		var best func(rest string) (float64, map[int]bool)
		best = func(rest string) (float64, map[int]bool) { // the best score, and with how many pieces it is reached
			if rest == "" {
				return 0, map[int]bool{0: true}
			}
			top, counts := -1e9, map[int]bool{}
			for piece, score := range byText {
				if tail, ok := strings.CutPrefix(rest, piece); ok {
					sum, tails := best(tail)
					if sum += score; sum > top {
						top, counts = sum, map[int]bool{}
					}
					if sum == top {
						for n := range tails {
							counts[n+1] = true
						}
					}
				}
			}
			return top, counts
		}
		tok, err := NewTokenizer(map[string]any{
			"tokenizer.ggml.model": "t5", "tokenizer.ggml.tokens": anys(pieces...), "tokenizer.ggml.scores": anys(scores...),
		})
		if err != nil {
			t.Fatal(err)
		}
		_, want := best(word)
		if got := tok.Count(strings.TrimPrefix(word, wordMark)); !want[got] {
			t.Fatalf("%q: counted %d, want one of %v", word, got, want)
		}
	})
}

func TestBytePairsAndSentencePiecesCount(t *testing.T) {
	bpe := mustTokenizer(t, map[string]any{
		"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen2",
		"tokenizer.ggml.tokens":     anys("a", "b", "Ġ", "ab", "Ġab", "<|end|>"),
		"tokenizer.ggml.token_type": anys(1.0, 1.0, 1.0, 1.0, 1.0, 3.0),
		"tokenizer.ggml.merges":     anys("a b", "Ġ ab"),
	})
	for text, want := range map[string]int{"": 0, "ab a b": 5, "ba": 2, "ab<|end|>": 2} {
		if got := bpe.Count(text); got != want {
			t.Errorf("byte pairs: Count(%q) = %d, want %d", text, got, want)
		}
	}
	spm := mustTokenizer(t, map[string]any{
		"tokenizer.ggml.model":  "llama",
		"tokenizer.ggml.tokens": anys("<unk>", "a", "b", "ab", "▁", "▁ab", "<0xC3>", "<0xA9>"),
		"tokenizer.ggml.scores": anys(0.0, -3.0, -3.0, -1.0, -2.0, -0.5, 0.0, 0.0),
	})
	for text, want := range map[string]int{"": 0, "ab a b": 5, "ba": 2, "é": 2} {
		if got := spm.Count(text); got != want {
			t.Errorf("sentence pieces: Count(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestNewTokenizerSaysWhatIsMissing(t *testing.T) {
	for name, test := range map[string]struct {
		info map[string]any
		says string
	}{
		"nothing":               {nil, "tokenizer.ggml.model is missing"},
		"without verbose":       {map[string]any{"tokenizer.ggml.model": "bert", "tokenizer.ggml.tokens": nil}, "ask for verbose"},
		"tokens of other types": {map[string]any{"tokenizer.ggml.model": "bert", "tokenizer.ggml.tokens": anys(1.0)}, "ask for verbose"},
		"unknown kind":          {map[string]any{"tokenizer.ggml.model": "rwkv", "tokenizer.ggml.tokens": anys("a")}, `"rwkv" is unknown`},
		"no merges":             {map[string]any{"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.tokens": anys("a")}, "merges is missing"},
		"no scores":             {map[string]any{"tokenizer.ggml.model": "t5", "tokenizer.ggml.tokens": anys("a")}, "1 tokens with 0 scores"},
		"too few":               {map[string]any{"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": anys("a"), "tokenizer.ggml.scores": anys(0.0)}, "1 tokens"},
	} {
		t.Run(name, func(t *testing.T) {
			tok, err := NewTokenizer(test.info)
			if tok != nil || !errors.Is(err, ErrNoVocabulary) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, %v, want ErrNoVocabulary saying %q", tok, err, test.says)
			}
		})
	}
}

func TestSpecialTokens(t *testing.T) {
	info := bertInfo()
	if got := SpecialTokens(mustTokenizer(t, info)); got != 2 {
		t.Errorf("BERT has %d special tokens, want 2", got)
	}
	info["tokenizer.ggml.add_bos_token"] = false
	if got := SpecialTokens(mustTokenizer(t, info)); got != 1 {
		t.Errorf("without the first one there are %d, want 1", got)
	}
	if got := SpecialTokens(EstimatedTokenizer()); got != 2 {
		t.Errorf("the estimate has %d, want 2", got)
	}
}

func TestEstimateIsNeverLow(t *testing.T) {
	for text, want := range map[string]int{
		"":         0,
		"word":     2,
		"words of": 4,
		"a,b":      3,
		"é":        1,
		"日本":       4,
		"\n\n\n":   1,
		"😀":        4,
	} {
		if got := EstimatedTokenizer().Count(text); got != want {
			t.Errorf("Count(%q) = %d, want %d", text, got, want)
		}
	}
}
