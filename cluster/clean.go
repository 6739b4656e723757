package cluster

import (
	"strings"
	"unicode"
)

// maxForeign is how many bytes of a server's text are kept.
const maxForeign = 300

// clean makes a text from a server fit to be shown and kept: no control
// characters, no escape sequences, bounded length. Every string from outside
// passes here on its way in.
func clean(s string) string {
	if len(s) > maxForeign {
		s = strings.ToValidUTF8(s[:maxForeign], "") + "…"
	}
	return printable(s)
}

// printable takes out what a terminal would not print but obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !unicode.IsPrint(r):
			return -1
		default:
			return r
		}
	}, s)
}

// plausible bounds a number of bytes that a server tells: none is negative, and
// all models of a node can be added up.
func plausible(size int64) int64 {
	const most = 1 << 44
	return min(max(0, size), most)
}
