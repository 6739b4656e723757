package simulate

import (
	"strings"
	"testing"

	"github.com/ollama/ollama/tokenizer"
	"pgregory.net/rapid"
)

// ollamas is Ollama's own tokenizer over our vocabulary: what a client that
// reads /api/show counts with.
func ollamas() tokenizer.WordPiece {
	v := theVocabulary()
	return tokenizer.NewWordPiece(&tokenizer.Vocabulary{
		Values: v.tokens, Types: v.types,
	}, true)
}

func TestTokensAreCountedAsOllamaDoes(t *testing.T) {
	reference := ollamas()
	type failer interface {
		Helper()
		Errorf(format string, args ...any)
		Fatal(args ...any)
	}
	check := func(t failer, text string) {
		t.Helper()
		ids, err := reference.Encode(text, false) // it warns where it adds the two of the frame
		if err != nil {
			t.Fatal(err)
		}
		if got := CountTokens(text); got != len(ids)+specialTokens {
			t.Errorf("%q has %d tokens, want %d", text, got, len(ids)+specialTokens)
		}
	}
	for _, text := range []string{
		"", " ", "sheep", "Sheep and COMPUTERS, mostly.", "shearings of unbelievable antidisestablishmentarianism",
		"où est la brebis égarée ?", "ÉCOLE Größe", "羊の毛は冬の前に", "a“quoted”word", "x\u00a0y\u2003z", "tab\tand\nnewline",
		"🐑🐑🐑", "İstanbul", "Kelvin K", strings.Repeat("a", 300), "d'après-midi", "\x00\x01", "[PAD] [UNK]",
	} {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.ToValidUTF8(rapid.String().Draw(t, "text"), ""))
	})
	alphabet := rapid.SampledFrom([]rune("abcdestuSHEEP éÉß羊毛、“”.,-' \n"))
	rapid.Check(t, func(t *rapid.T) {
		check(t, string(rapid.SliceOf(alphabet).Draw(t, "text")))
	})
}

func TestVocabularySplitsSomeWords(t *testing.T) {
	for text, want := range map[string]int{
		"sheep":    specialTokens + 1,
		"sheep.":   specialTokens + 2,
		"zqzqzq":   specialTokens + 6, // letter by letter
		"unsheeps": 0,                 // more than one, whatever they are
	} {
		if got := CountTokens(text); want > 0 && got != want || want == 0 && got < specialTokens+2 {
			t.Errorf("%q has %d tokens, want %d", text, got, want)
		}
	}
}

func TestTruncateKeepsAtMostTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(rapid.String().Draw(t, "text"), "")
		limit := rapid.IntRange(specialTokens, 40).Draw(t, "limit")
		kept, tokens := truncate(text, limit)
		if !strings.HasPrefix(text, kept) || tokens > limit || tokens != CountTokens(kept) {
			t.Fatalf("kept %q with %d tokens, counted %d, limit %d", kept, tokens, CountTokens(kept), limit)
		}
		if tokens < limit && CountTokens(text) <= limit && strings.TrimSpace(text) != "" && tokens != CountTokens(text) {
			t.Fatalf("cut %q, which fits", text)
		}
	})
}

func BenchmarkCountTokens(b *testing.B) {
	text := strings.Repeat("The shepherd shears the sheep in June, if the weather holds. ", 16)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		CountTokens(text)
	}
}
