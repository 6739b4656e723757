package documents

import "unicode"

// EstimatedTokenizer counts without a vocabulary, and rather too many than too few: a token for two
// letters or digits of a word, one for each punctuation mark and each letter with an accent or of another
// alphabet, two for each character of scripts without spaces, four for the rarer ones such as emoji.
// Real tokenizers reach 4 letters a token in English, hence chunks come out smaller than they could be.
func EstimatedTokenizer() Tokenizer { return estimate{} }

type estimate struct{}

// The estimate's weights, in half tokens.
const (
	halfASCII    = 1 // a letter or digit inside of a word
	halfMark     = 2 // punctuation; a letter beyond ASCII
	halfEastern  = 4 // a CJK character: bytes of it, for vocabularies that do not know it
	halfRare     = 8 // a character that takes four bytes
	firstEastern = 0x2E80
	firstRare    = 0x10000
)

func (estimate) Count(text string) int {
	half, word := 0, 0
	endWord := func() {
		half += word + word%2 // a word is a whole number of tokens
		word = 0
	}
	lineEnd := false
	for _, r := range text {
		switch {
		case r == '\n':
			endWord()
			if !lineEnd {
				half += halfMark // many vocabularies have a token for line ends
			}
		case unicode.IsSpace(r):
			endWord()
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word += halfASCII
		case r < firstEastern:
			endWord()
			half += halfMark
		case r < firstRare:
			endWord()
			half += halfEastern
		default:
			endWord()
			half += halfRare
		}
		lineEnd = r == '\n'
	}
	endWord()
	return half / 2
}
