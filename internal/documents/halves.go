package documents

import (
	"strings"
	"unicode"
)

// SplitText cuts one text into two that are both shorter and not blank, about in the middle and at the
// coarsest border there: for a chunk that a server finds longer than its context after all. Nothing but
// white space gets lost between the two. ok is false where the text is a single character or blank.
func SplitText(text string) (first, second string, ok bool) {
	text = strings.TrimFunc(text, unicode.IsSpace)
	middle := len(text) / 2
	for g := byParagraph; g <= byRune; g++ {
		best := -1
		for _, end := range g.cut(text) {
			if end > 0 && end < len(text) && (best < 0 || distance(end, middle) < distance(best, middle)) {
				best = end
			}
		}
		// a paragraph's border far from the middle would need many more cuts: a sentence's is better then
		if best < 0 || (g < byRune && distance(best, middle) > len(text)/4) {
			continue
		}
		first = strings.TrimFunc(text[:best], unicode.IsSpace)
		second = strings.TrimFunc(text[best:], unicode.IsSpace)
		if first != "" && second != "" {
			return first, second, true
		}
	}
	return text, "", false
}

func distance(a, b int) int {
	return max(a-b, b-a)
}
