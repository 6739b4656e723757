package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// printer is a stream that may end in a terminal. Names of files, what servers
// say and what documents hold pass through it, and a terminal would obey some of
// that: whatever it would not simply print is written as \uXXXX, which in JSON
// means the same as before. Line breaks and tabs pass.
type printer struct {
	to   io.Writer
	rest []byte // the beginning of a rune whose end has not come yet
}

func (p *printer) Write(b []byte) (int, error) {
	text := slices.Concat(p.rest, b)
	p.rest = nil
	if end := completeRunes(text); end < len(text) {
		text, p.rest = text[:end], text[end:]
	}
	if _, err := io.WriteString(p.to, escaped(string(text), "\n\t")); err != nil {
		return 0, err //nolint:wrapcheck // the stream's own
	}
	return len(b), nil
}

// completeRunes is how much of the text ends with a whole rune.
func completeRunes(text []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if b := text[len(text)-back:]; utf8.RuneStart(b[0]) {
			if utf8.FullRune(b) {
				break
			}
			return len(text) - back
		}
	}
	return len(text)
}

// oneLine is foreign text inside a line: it cannot break it, nor the columns of
// a table.
func oneLine(s string) string { return escaped(s, "") }

// escaped writes as \uXXXX what is neither printable nor allowed, and a byte
// that is no text as \xXX.
func escaped(s, allowed string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return !harmless(r, allowed) }); i < 0 {
		return s
	}
	var out strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, s[i])
		case harmless(r, allowed):
			out.WriteRune(r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		}
	}
	return out.String()
}

// harmless says that a terminal prints a rune and does nothing else with it.
// Joiners are part of how some scripts, and emoji, are spelled.
func harmless(r rune, allowed string) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	switch {
	case r >= ' ' && r <= '~':
		return true
	case r == utf8.RuneError: // it may stand for a byte that is no text
		return false
	case r == nonJoiner, r == joiner:
		return true
	}
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) || strings.ContainsRune(allowed, r)
}
