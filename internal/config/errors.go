package config

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrNoFile says that the configuration file that was named does not exist.
	ErrNoFile = errors.New("the configuration file does not exist")
	// ErrNoNode says that no node of the configuration file has that address.
	ErrNoNode = errors.New("no such node in the configuration file")
	// ErrNodeExists says that a node of the configuration file has that address already.
	ErrNodeExists = errors.New("already in the configuration file")
	// ErrNameTaken says that a node of the configuration file has that name, and another address.
	ErrNameTaken = errors.New("taken")
)

// Error is one setting that cannot be used. Load reports all of them together.
type Error struct {
	Origin  Origin
	Key     string // as in the file: "rules.small"; "" where no key could be read
	Problem string // what is wrong with it, and what would be right
	Line    string // the file's line, without the space around it; "" outside the file
	Err     error  // the cause, where there is one
}

// Error is one sentence that begins with where it is and ends with the line itself.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Origin, e.Problem)
	if e.Line != "" {
		fmt.Fprintf(&b, ", in the line: %s", e.Line)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Nearest is the known word that a misspelt one was probably meant to be, "" where none is near.
func Nearest(wrong string, known []string) string {
	const (
		always  = 2 // slips of the finger that any key may have
		perSlip = 3 // letters that a longer key must have for each further one
	)
	best, bestDistance := "", max(always, len(wrong)/perSlip)+1
	for _, key := range known {
		if d := distance(wrong, key); d < bestDistance {
			best, bestDistance = key, d
		}
	}
	if bestDistance >= len(best) { // so short that anything would be near
		return ""
	}
	return best
}

// distance is the number of letters to insert, remove or exchange to make a into b, two neighbours that changed places
// counting as one.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	// Three rows of the usual table: the one before the last, the last, and the one being filled.
	before, last, now := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(from); i++ {
		now[0] = i
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(to)]
}
