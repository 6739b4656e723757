// Package cells measures and cuts text in terminal cells, and makes text from
// outside safe to draw.
//
// It is the one way by which foreign text (names, paths, errors, log records)
// reaches the screen: every function cleans what it is given. It knows nothing
// of colours, panes or the project; it never sees styled text.
package cells

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// ellipsis ends a text that was cut.
	ellipsis = "…"
	// substitute stands for a sign that terminals disagree about, one cell wide.
	substitute = '·'
)

// Clean makes text safe for one line of a terminal: escape sequences, control
// characters and invisible formatting (marks of direction, joiners, variation
// selectors) are dropped, line breaks and tabs become spaces, and signs whose
// width differs from terminal to terminal (emoji) become a dot. What is left
// has the width that [Width] gives, everywhere.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = ansi.Strip(strings.ToValidUTF8(s, string(substitute)))
	var out strings.Builder
	out.Grow(len(s))
	base := false // the last rune written can carry a combining mark
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			out.WriteByte(' ')
			base = false
		case unicode.In(r, unicode.Mn, unicode.Me):
			// One mark on a letter is spelling; more is vandalism. A variation
			// selector is a mark too, and makes some signs wide.
			if base && unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Variation_Selector, r) {
				out.WriteRune(r)
			}
			base = false
		case !unicode.IsPrint(r):
			if unicode.Is(unicode.Zs, r) {
				out.WriteByte(' ')
			}
			base = false
		default:
			if !dependable(r) {
				r = substitute
			}
			out.WriteRune(r)
			base = unicode.IsLetter(r)
		}
	}
	return out.String()
}

// plain says whether the text is printable ASCII, which most of it is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// dependable says whether terminals agree on the width of a rune: narrow ones,
// and the wide letters of East Asian scripts.
func dependable(r rune) bool {
	switch runeWidth(r) {
	case 1:
		return true
	case 2:
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
			r >= 0x3000 && r <= 0x30ff || r >= 0xff01 && r <= 0xff60 // their punctuation, the mark of a long vowel
	default:
		return false
	}
}

func runeWidth(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	return ansi.StringWidth(string(r))
}

// Width is how many cells the text takes once it is clean.
func Width(s string) int {
	if plain(s) {
		return len(s)
	}
	return width(Clean(s))
}

// width measures clean text, rune by rune, as [Cut] cuts it.
func width(s string) int {
	w := 0
	for _, r := range s {
		w += cellsOf(r)
	}
	return w
}

func cellsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	return runeWidth(r)
}

// Cut cleans the text and shortens it to at most w cells, the last of them an
// ellipsis where something was lost. It returns the text and its width.
func Cut(s string, w int) (text string, used int) {
	if w <= 0 {
		return "", 0
	}
	if len(s) <= w && plain(s) {
		return s, len(s)
	}
	s = Clean(s)
	if used = width(s); used <= w {
		return s, used
	}
	head, used := head(s, w-1)
	return head + ellipsis, used + 1
}

// CutLeft is [Cut] at the other end: it keeps the end of the text, which tells
// most about a path.
func CutLeft(s string, w int) (text string, used int) {
	if w <= 0 {
		return "", 0
	}
	s = Clean(s)
	total := width(s)
	if total <= w {
		return s, total
	}
	rest := total
	for i, r := range s {
		if rest <= w-1 && cellsOf(r) > 0 {
			return ellipsis + s[i:], rest + 1
		}
		rest -= cellsOf(r)
	}
	return ellipsis, 1
}

// CutMiddle is [Cut] in the middle: names that are alike at the front stay
// distinct by their ends, of which a little less than half is kept.
func CutMiddle(s string, w int) (text string, used int) {
	s = Clean(s)
	if total := width(s); total <= w {
		return Cut(s, w)
	}
	const least = 5 // cells for a sign on both sides of the ellipsis, and a little more
	if w < least {
		return Cut(s, w)
	}
	end, behind := CutLeft(s, w/2) // with the ellipsis
	front, before := head(s, w-behind)
	return front + end, before + behind
}

// head is as much of clean text as fits into w cells, and its width.
func head(s string, w int) (text string, used int) {
	for i, r := range s {
		c := cellsOf(r)
		if used+c > w {
			return s[:i], used
		}
		used += c
	}
	return s, used
}

// Pad is the text in exactly w cells, on the left of them.
func Pad(s string, w int) string {
	text, used := Cut(s, w)
	return text + Spaces(w-used)
}

// PadLeft is the text in exactly w cells, on the right of them.
func PadLeft(s string, w int) string {
	text, used := Cut(s, w)
	return Spaces(w-used) + text
}

const blanks = "                                                                                                                                "

// Spaces is n blanks; none where n is negative.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	default:
		return strings.Repeat(" ", n)
	}
}

// Wrap breaks the text between words into at most limit lines of at most w
// cells; the last line is cut where more was left. A word that is longer than a
// line is cut through.
func Wrap(s string, w, limit int) []string {
	if w <= 0 || limit <= 0 {
		return nil
	}
	var lines []string
	rest := strings.TrimSpace(Clean(s))
	for rest != "" {
		piece, _ := head(rest, w) // no more than that is looked at: a text may be long
		if len(lines) == limit-1 || piece == rest {
			last, _ := Cut(rest, w)
			return append(lines, last)
		}
		if piece == "" { // a wide sign in a single cell
			return append(lines, ellipsis)
		}
		if cut := strings.LastIndexByte(piece, ' '); cut > 0 && rest[len(piece)] != ' ' {
			piece = piece[:cut]
		}
		lines = append(lines, strings.TrimRight(piece, " "))
		rest = strings.TrimLeft(rest[len(piece):], " ")
	}
	return lines
}
