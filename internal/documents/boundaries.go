package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"
)

// grain is how finely a text is cut, from coarse to fine.
type grain int

const (
	byParagraph grain = iota // blank lines
	bySentence               // Unicode's sentences; a line of a list, a table or code is one too
	byWord                   // white space
	bySegment                // Unicode's words: for scripts without spaces, and for a,b,c,d
	byStretch                // some characters: for long runs of letters and digits that are no words
	byGrapheme               // what a person takes for one character
	byRune                   // cannot be cut
)

// stretchGraphemes is the length of a stretch: counting the tokens of single characters would find far
// more than the tokenizer makes of them together.
const stretchGraphemes = 16

// cut gives the ends of the parts of text, ascending, the last one len(text). White space between two
// parts belongs to the latter one, as tokenizers have it.
func (g grain) cut(text string) []int {
	switch g {
	case byParagraph:
		return cutParagraphs(text)
	case bySentence:
		return cutSentences(text)
	case byWord:
		return cutWords(text)
	case bySegment:
		return cutSegments(text)
	case byStretch:
		return cutGraphemes(text, stretchGraphemes)
	case byGrapheme:
		return cutGraphemes(text, 1)
	case byRune:
		return cutRunes(text)
	}
	return []int{len(text)}
}

// cutParagraphs ends a part in front of each blank line.
func cutParagraphs(text string) []int {
	var ends []int
	blankSince := -1 // offset of the line end in front of a blank line
	content := false // in the part under way
	offset := 0
	for line := range strings.Lines(text) {
		switch blank := strings.TrimSpace(line) == ""; {
		case blank && content && blankSince < 0:
			blankSince = offset - 1
		case !blank:
			if blankSince >= 0 {
				ends = append(ends, blankSince)
				blankSince = -1
			}
			content = true
		}
		offset += len(line)
	}
	return append(ends, len(text))
}

// softLine is how many bytes a line has at least, so that its end is taken for the typesetter's rather
// than the author's.
const softLine = 45

// cutSentences takes Unicode's sentence rules, in which each line end also ends a sentence; therefore
// line ends inside of running text are made spaces first. Lengths stay the same.
func cutSentences(text string) []int {
	iterator := sentences.FromString(joinSoftLines(text))
	var ends []int
	for iterator.Next() {
		ends = append(ends, iterator.End())
	}
	return handSpaceOn(text, ends)
}

func joinSoftLines(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	joined := []byte(text)
	start := 0
	for i, b := range joined {
		if b != '\n' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[i+1:]); i-start >= softLine && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			joined[i] = ' '
		}
		start = i + 1
	}
	return string(joined)
}

func cutWords(text string) []int {
	var ends []int
	inWord := false
	for i, r := range text {
		space := unicode.IsSpace(r)
		if space && inWord {
			ends = append(ends, i)
		}
		inWord = !space
	}
	return handSpaceOn(text, append(ends, len(text)))
}

func cutSegments(text string) []int {
	iterator := words.FromString(text)
	var ends []int
	for iterator.Next() {
		ends = append(ends, iterator.End())
	}
	return handSpaceOn(text, ends)
}

func cutGraphemes(text string, atOnce int) []int {
	iterator := graphemes.FromString(text)
	var ends []int
	for n := 1; iterator.Next(); n++ {
		if n%atOnce == 0 || iterator.End() == len(text) {
			ends = append(ends, iterator.End())
		}
	}
	return ends
}

func cutRunes(text string) []int {
	var ends []int
	for i := range text {
		if i > 0 {
			ends = append(ends, i)
		}
	}
	return append(ends, len(text))
}

// handSpaceOn moves ends back before white space and drops the parts that become blank by that.
func handSpaceOn(text string, ends []int) []int {
	kept := ends[:0]
	previous := 0
	for _, end := range ends {
		moved := previous + len(strings.TrimRightFunc(text[previous:end], unicode.IsSpace))
		if moved > previous {
			kept = append(kept, moved)
			previous = moved
		}
	}
	if len(kept) == 0 {
		return append(kept, len(text))
	}
	kept[len(kept)-1] = len(text) // white space at the very end has no part after it
	return kept
}
