package plain

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

var errQuote = errors.New("a quote is open at the end of the line")

// split divides what was typed into words as shells do: quotes of both kinds
// keep spaces, and so does a backslash, except where paths are written with
// backslashes.
func split(line string) ([]string, error) {
	return splitBy(line, filepath.Separator != '\\')
}

func splitBy(line string, backslash bool) ([]string, error) {
	var (
		words []string
		word  strings.Builder
		open  bool // a word has begun, if only by a quote
		quote byte
	)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && (c == ' ' || c == '\t'):
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
			continue
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == '\\' && backslash && quote != '\'' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
		open = true
	}
	if quote != 0 {
		return nil, errQuote
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}

// atHome puts the home folder in place of a leading ~.
func atHome(path string) string {
	if path != "~" && !strings.HasPrefix(path, "~/") && !strings.HasPrefix(path, "~"+string(filepath.Separator)) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, path[1:])
}
