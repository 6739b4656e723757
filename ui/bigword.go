package ui

import (
	"strings"

	"flocktop/ui/internal/theme"
)

// A large word is drawn in half blocks: two points above each other in a cell.
const (
	bigPoints = 5                   // height of a letter
	bigHeight = (bigPoints + 1) / 2 // lines of a large word
)

// bigLetters are the letters of the modes' names. Every row of a letter is
// equally long.
var bigLetters = map[rune][bigPoints]string{
	'A': {" # ", "# #", "###", "# #", "# #"},
	'B': {"## ", "# #", "## ", "# #", "## "},
	'D': {"## ", "# #", "# #", "# #", "## "},
	'E': {"###", "#  ", "## ", "#  ", "###"},
	'H': {"# #", "# #", "###", "# #", "# #"},
	'I': {"#", "#", "#", "#", "#"},
	'L': {"#  ", "#  ", "#  ", "#  ", "###"},
	'N': {"#  #", "## #", "# ##", "#  #", "#  #"},
	'P': {"## ", "# #", "## ", "#  ", "#  "},
	'Q': {"###", "# #", "# #", "###", "  #"},
	'R': {"## ", "# #", "## ", "# #", "# #"},
	'S': {"###", "#  ", "###", "  #", "###"},
	'T': {"###", " # ", " # ", " # ", " # "},
	'U': {"# #", "# #", "# #", "# #", "###"},
	'Y': {"# #", "# #", " # ", " # ", " # "},
}

// bigWord draws a word in large letters; the lines are equally wide.
func bigWord(word string) [bigHeight]string {
	var lines [bigHeight]string
	for i := range lines {
		above := bigRow(word, 2*i)
		below := strings.Repeat(" ", len(above))
		if 2*i+1 < bigPoints {
			below = bigRow(word, 2*i+1)
		}
		var b strings.Builder
		for x := range len(above) {
			b.WriteString(halfBlock(above[x] == '#', below[x] == '#'))
		}
		lines[i] = b.String()
	}
	return lines
}

// bigRow is one row of points of a word.
func bigRow(word string, row int) string {
	var letters []string
	for _, r := range strings.ToUpper(word) {
		letters = append(letters, bigLetters[r][row])
	}
	return strings.Join(letters, " ")
}

func halfBlock(above, below bool) string {
	switch {
	case above && below:
		return "█"
	case above:
		return "▀"
	case below:
		return "▄"
	default:
		return " "
	}
}

// bigWidth is how many cells a large word takes.
func bigWidth(word string) int { return len(bigRow(word, 0)) }

// putBig writes one line of a large word.
func (l *line) putBig(st theme.Style, word string, i int) *line {
	return l.sign(st, bigWord(word)[i], bigWidth(word))
}
