package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A message ends with the line that it is about, and the line may hold a secret: under its own key, under a key that was
// misspelt, in a table written on one line, or in a text that was not closed. So a line is shown where it begins with a
// key whose values are no secrets, and nothing in it reminds of one; of others the key alone is.

var (
	tableLine = regexp.MustCompile(`^\[{1,2}[A-Za-z0-9_.\- ]*\]{1,2}$`)
	// tableValue is a table or a list on one line, with keys of its own
	tableValue = regexp.MustCompile(`^\s*[{\[]`)
	bareKey    = regexp.MustCompile(`^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|"[A-Za-z0-9_-]+"|'[A-Za-z0-9_-]+')$`)
	reminds    = regexp.MustCompile(`(?i)bearer|header|auth|token|key|secret|pass|cookie`)
)

// quoteLine is a line of the file as a message may show it.
func quoteLine(line string) string {
	line = strings.TrimSpace(line)
	if line == "" || tableLine.MatchString(line) {
		return line
	}
	key, value, assigned := strings.Cut(line, "=")
	if !assigned {
		key, value, _ = strings.Cut(line, " ")
	}
	key = strings.TrimSpace(key)
	switch {
	case harmless(key) && !reminds.MatchString(value) && !tableValue.MatchString(value):
		return withoutSecrets(line, "=")
	case assigned && bareKey.MatchString(key):
		return key + " = " + hidden
	}
	return hidden
}

// swallowed says whether a text looks as if other lines of the file came into it, behind quotation marks that were not
// closed.
func swallowed(text string) bool {
	return strings.ContainsAny(text, "\n='\"") || reminds.MatchString(text)
}

// shownKey is a key as a message quotes it. A word is one, whatever it says.
func shownKey(key string) string {
	if bareKey.MatchString(key) {
		return strconv.Quote(key)
	}
	return shown(key)
}

// harmless says whether the values of a key are none to hide.
func harmless(key string) bool {
	last := key[strings.LastIndexByte(key, '.')+1:]
	if slices.ContainsFunc(nodeSettings(), func(s nodeSetting) bool { return s.key == last }) {
		return !slices.Contains([]string{"bearer", "bearer_file", "headers"}, last)
	}
	return slices.ContainsFunc(settings(), func(s setting) bool {
		return s.key == last || strings.HasSuffix(s.key, "."+last)
	})
}
