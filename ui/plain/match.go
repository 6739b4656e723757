package plain

import (
	"cmp"
	"slices"
	"strings"
)

// choice is what can be named, by its name or another one.
type choice struct {
	name  string
	other []string
}

func (c choice) names() []string { return append([]string{c.name}, c.other...) }

// choose finds what a word names: by a whole name, else by the beginning of
// one; letter case is of no account. Where there is not exactly one, at is -1
// and the sentence says what could have been meant.
func choose(word string, choices []choice) (at int, problem string) {
	word = strings.ToLower(word)
	var begins []int
	for i, c := range choices {
		for _, name := range c.names() {
			name = strings.ToLower(name)
			if name == word {
				return i, ""
			}
			if word != "" && strings.HasPrefix(name, word) && !slices.Contains(begins, i) {
				begins = append(begins, i)
			}
		}
	}
	switch len(begins) {
	case 1:
		return begins[0], ""
	case 0:
		return -1, unknownWord(word, choices)
	}
	names := make([]string, len(begins))
	for i, at := range begins {
		names[i] = foreign(choices[at].name)
	}
	slices.Sort(names)
	return -1, foreign(word) + " is ambiguous: " + several(names)
}

func several(names []string) string {
	const most = 8
	if len(names) > most {
		return list(names, most)
	}
	return joined(names, "or")
}

// unknownWord names the nearest of the choices, or all where there are few.
func unknownWord(word string, choices []choice) string {
	const few, nearest = 5, 3
	type near struct {
		name string
		far  int
	}
	var known []near
	for _, c := range choices {
		best := near{c.name, distance(word, strings.ToLower(c.name))}
		for _, other := range c.other {
			best.far = min(best.far, distance(word, strings.ToLower(other)))
		}
		known = append(known, best)
	}
	slices.SortStableFunc(known, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	var names []string
	for _, k := range known {
		if len(choices) <= few || (len(names) < nearest && k.far <= max(2, len(k.name)/2)) {
			names = append(names, foreign(k.name))
		}
	}
	out := foreign(word) + " is not known"
	if len(names) > 0 {
		out += ". Near it: " + several(names)
	}
	return out
}

// mostCompared bounds what comparing two words costs.
const mostCompared = 64

// distance is how many letters are to be changed, put in, left out or swapped
// with the next to make one word of the other.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), mostCompared)], y[:min(len(y), mostCompared)]
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			other := 1
			if x[i-1] == y[j-1] {
				other = 0
			}
			best := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+other)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				best = min(best, rows[i-2][j-2]+1)
			}
			rows[i][j] = best
		}
	}
	return rows[len(x)][len(y)]
}
