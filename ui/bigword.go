package ui

import (
	"strings"

	"flocktop/ui/internal/cells"
	"flocktop/ui/internal/theme"
)

// bigHeight is how many lines a large word takes.
const bigHeight = 2

// bigLetters are the letters of the modes' names, two lines of half blocks
// each. Every row of a letter has the same number of cells.
var bigLetters = map[rune][bigHeight]string{
	'A': {"▄▀█", "█▀█"},
	'B': {"█▄▄", "█▄█"},
	'D': {"█▀▄", "█▄▀"},
	'E': {"█▀▀", "██▄"},
	'H': {"█ █", "█▀█"},
	'I': {"█", "█"},
	'L': {"█  ", "█▄▄"},
	'N': {"█▄ █", "█ ▀█"},
	'P': {"█▀█", "█▀▀"},
	'Q': {"█▀█", "▀▀█"},
	'R': {"█▀█", "█▀▄"},
	'S': {"█▀", "▄█"},
	'T': {"▀█▀", " █ "},
	'U': {"█ █", "█▄█"},
	'Y': {"█▄█", " █ "},
}

// bigWord draws a word in large letters; the rows are equally wide.
func bigWord(word string) [bigHeight]string {
	var rows [bigHeight]string
	for row := range rows {
		var letters []string
		for _, r := range strings.ToUpper(word) {
			letters = append(letters, bigLetters[r][row])
		}
		rows[row] = strings.Join(letters, " ")
	}
	return rows
}

// bigWidth is how many cells a large word takes.
func bigWidth(word string) int { return cells.Width(bigWord(word)[0]) }

// putBig writes one row of a large word.
func (l *line) putBig(st theme.Style, word string, row int) *line {
	text := bigWord(word)[row]
	return l.sign(st, text, cells.Width(text))
}
