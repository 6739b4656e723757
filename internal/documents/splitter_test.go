package documents

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// fields counts words: a tokenizer whose results a reader can check in the head.
type fields struct{}

func (fields) Count(text string) int { return len(strings.Fields(text)) }

// contextual counts four letters as a token, but one more for each text: what is counted in parts is
// never what the whole is, as with real vocabularies.
type contextual struct{}

func (contextual) Count(text string) int {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	return 1 + (len([]rune(text))+3)/4
}

// shy finds fewer tokens in parts than in the whole.
type shy struct{}

func (shy) Count(text string) int {
	return len([]rune(strings.TrimSpace(text))) * len(text) / (len(text) + 40)
}

func texts(chunks []Chunk) []string {
	var out []string
	for _, chunk := range chunks {
		out = append(out, chunk.Text)
	}
	return out
}

func TestSplitEndsAtTheCoarsestBorder(t *testing.T) {
	for _, test := range []struct {
		name  string
		limit int
		text  string
		want  []string
	}{
		{"what fits stays whole", 10, "One two three.\n\nFour five.", []string{"One two three.\n\nFour five."}},
		{"paragraphs before sentences", 6, "One two. Three.\n\nFour five. Six seven.", []string{"One two. Three.", "Four five. Six seven."}},
		{"sentences before words", 4, "One two three. Four five six.", []string{"One two three.", "Four five six."}},
		{"words where a sentence is too long", 2, "one two three four five", []string{"one two", "three four", "five"}},
		{
			"hard-wrapped lines are one sentence", 13,
			"This sentence was wrapped by an editor at some\ncolumn of it. Here is another one of those.",
			[]string{"This sentence was wrapped by an editor at some\ncolumn of it.", "Here is another one of those."},
		},
		{"lines of a list stay whole", 3, "- one two\n- three four\n- five six", []string{"- one two", "- three four", "- five six"}},
		{"blank text gives nothing", 3, " \n\n\t ", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := texts(Splitter{Tokenizer: fields{}, MaxTokens: test.limit}.Split(Document{Sections: []Section{{Text: test.text}}}))
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSplitRepeatsWholeSentences(t *testing.T) {
	text := "Aa bb cc dd ee ff. Gg hh. Ii jj kk ll mm nn. Oo pp."
	got := texts(Splitter{Tokenizer: fields{}, MaxTokens: 8, Overlap: 0.25}.Split(Document{Sections: []Section{{Text: text}}}))
	want := []string{"Aa bb cc dd ee ff. Gg hh.", "Gg hh. Ii jj kk ll mm nn.", "mm nn. Oo pp."}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSplitKeepsToHeadings(t *testing.T) {
	long := strings.Repeat("word ", 12)
	document := Document{Sections: []Section{
		{Heading: "Guide", Text: "Welcome."},
		{Heading: "Guide › Install", Text: "Run it."},
		{Heading: "Guide › Use", Text: long},
		{Heading: "Guide › End", Text: "Bye."},
		{Heading: "Other", Text: "Apart."},
	}}
	got := Splitter{Tokenizer: fields{}, MaxTokens: 16}.Split(document)
	want := []Chunk{
		{Position: 0, Heading: "Guide", Text: "Welcome.\n\nInstall\n\nRun it.", Tokens: 4},
		{Position: 1, Heading: "Guide › Use", Text: strings.TrimSpace(long), Tokens: 12},
		{Position: 2, Heading: "Guide › End", Text: "Bye.", Tokens: 1},
		{Position: 3, Heading: "Other", Text: "Apart.", Tokens: 1},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestSplitOfOneEndlessWordIsBoundedInBytes(t *testing.T) {
	// a vocabulary that knows none of it finds one token in it, whatever its length
	chunks := Splitter{Tokenizer: fields{}, MaxTokens: 8}.Split(Document{Sections: []Section{{Text: strings.Repeat("x", 10_000)}}})
	for _, chunk := range chunks {
		if len(chunk.Text) > 8*bytesPerToken {
			t.Errorf("a chunk has %d bytes, want at most %d", len(chunk.Text), 8*bytesPerToken)
		}
	}
	if got := len(strings.Join(texts(chunks), "")); got != 10_000 {
		t.Errorf("%d bytes in chunks, want 10000", got)
	}
}

// anyText draws texts with all that a splitter stumbles over.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		atom := rapid.SampledFrom([]string{
			"word", "a", "Sentence ends.", "Really? ", " ", "  ", "\n", "\n\n", "\n \n", "\t", "。", "日本語の文章です。", "e\u0301",
			"👩‍👩‍👧‍👦", "🇩🇪", "Übergrößenträger", strings.Repeat("x", 70), "1,2,3;4", "- item\n", "\u00a0", "\u3000", "กขค", "\u0301",
			"This line is long enough to look like one of running text\nand goes on. ",
		})
		return strings.Join(rapid.SliceOfN(atom, 0, 60).Draw(t, "atoms"), "") + rapid.String().Draw(t, "tail")
	})
}

func anyTokenizer() *rapid.Generator[Tokenizer] {
	return rapid.SampledFrom([]Tokenizer{fields{}, contextual{}, shy{}, EstimatedTokenizer()})
}

func TestSplitHoldsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		splitter := Splitter{
			Tokenizer: anyTokenizer().Draw(t, "tokenizer"),
			MaxTokens: rapid.IntRange(4, 60).Draw(t, "limit"), // 4: the largest that one rune is here
			Overlap:   rapid.Float64Range(0, 0.6).Draw(t, "overlap"),
		}
		var document Document
		for range rapid.IntRange(1, 5).Draw(t, "sections") {
			document.Sections = append(document.Sections, Section{
				Heading: rapid.SampledFrom([]string{"", "A", "A › B", "A › C", "D"}).Draw(t, "heading"),
				Text:    anyText().Draw(t, "text"),
			})
		}
		chunks := splitter.Split(document)
		for i, chunk := range chunks {
			if chunk.Position != i {
				t.Fatalf("chunk %d says position %d", i, chunk.Position)
			}
			if strings.TrimSpace(chunk.Text) == "" {
				t.Fatalf("chunk %d is blank", i)
			}
			if tokens := splitter.Tokenizer.Count(chunk.Text); tokens != chunk.Tokens || tokens > splitter.MaxTokens {
				t.Fatalf("chunk %d has %d tokens, says %d, limit %d: %q", i, tokens, chunk.Tokens, splitter.MaxTokens, chunk.Text)
			}
		}
		if again := splitter.Split(document); !reflect.DeepEqual(again, chunks) {
			t.Fatal("the same document was split in another way the second time")
		}
	})
}

func TestPackCoversTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		limit := rapid.IntRange(4, 60).Draw(t, "limit")
		c := &cutter{tokenizer: anyTokenizer().Draw(t, "tokenizer"), limit: limit, overlap: rapid.IntRange(0, limit/2).Draw(t, "overlap")}
		covered := 0
		for i, part := range newPacker(c, text).pack() {
			if gap := text[covered:max(part.start, covered)]; !blank(gap) {
				t.Fatalf("before chunk %d, in no chunk: %q", i, gap)
			}
			if part.end <= covered {
				t.Fatalf("chunk %d has nothing new", i)
			}
			covered = part.end
		}
		if rest := text[covered:]; !blank(rest) {
			t.Fatalf("at the end, in no chunk: %q", rest)
		}
	})
}

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

func TestSplitTextMakesTwoShorterOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		first, second, ok := SplitText(text)
		if !ok {
			if len([]rune(visible(text))) > 1 {
				t.Fatalf("not split: %q", text)
			}
			return
		}
		if visible(first) == "" || visible(second) == "" {
			t.Fatalf("a blank half of %q: %q, %q", text, first, second)
		}
		if visible(first)+visible(second) != visible(text) {
			t.Fatalf("%q and %q are not %q", first, second, text)
		}
	})
}

func TestSplitTextPrefersCoarseBordersNearTheMiddle(t *testing.T) {
	for _, test := range []struct{ text, first, second string }{
		{"One two three. Four.\n\nFive six. Seven eight.", "One two three. Four.", "Five six. Seven eight."},
		{"One.\n\nTwo three four five. Six seven eight nine.", "One.\n\nTwo three four five.", "Six seven eight nine."},
		{"one two three four", "one two", "three four"},
		{"abcdef", "abc", "def"},
		{"日本語文", "日本", "語文"},
	} {
		first, second, ok := SplitText(test.text)
		if !ok || first != test.first || second != test.second {
			t.Errorf("SplitText(%q) = %q, %q, %v, want %q, %q", test.text, first, second, ok, test.first, test.second)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("One two. Three.\n\nFour", 3)
	f.Add("\xff\x00e\u0301\u200d", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 8 + int(uint(limit)%500) // the least is the largest that one character is here
		for _, chunk := range (Splitter{MaxTokens: limit, Overlap: DefaultOverlap}).Split(Document{Sections: []Section{{Text: text}}}) {
			if chunk.Tokens > limit || blank(chunk.Text) {
				t.Fatalf("limit %d, got %d tokens: %q", limit, chunk.Tokens, chunk.Text)
			}
		}
	})
}
